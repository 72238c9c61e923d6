"""Brings Grafana to what bizprobe.yml says, and writes nothing where it is so already."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bizprobe.dealers.grafana import Grafana
from bizprobe.dealers.organisation import (
    FOLDER,
    SOURCE,
    Json,
    Organisation,
    archived,
    dealer_of,
    is_archived,
)

VIEWER = "Viewer"


@dataclass
class Sync:
    """One pass over all organisations. `account` is who asks, a server administrator.

    With `dry` nothing is changed. `steps` says in words what was changed, or would be.
    """

    grafana: Grafana
    account: str
    dry: bool = False
    steps: list[str] = field(default_factory=list)

    def bring(self, wanted: Iterable[Organisation]) -> Sequence[str]:
        """Makes, corrects and archives. Raises GrafanaError; what was done by then stays, and is no harm."""
        there = {dealer_of(org["name"]): org for org in self.grafana.pages("/orgs") if dealer_of(org["name"])}
        kept = set()
        for organisation in wanted:
            kept.add(organisation.dealer)
            self._bring_one(organisation, there.get(organisation.dealer))
        for dealer, org in there.items():
            if dealer not in kept and not is_archived(org["name"]):
                self._archive(dealer, org)
        return self.steps

    def _bring_one(self, wanted: Organisation, there: Mapping[str, Any] | None) -> None:
        inside = _Inside(self, wanted, self._organisation(wanted, there))
        # First the data that the dashboards need, and people last.
        inside.bring_source()
        inside.bring_folder()
        inside.bring_dashboards()
        inside.bring_preferences()
        inside.bring_viewers()

    def _organisation(self, wanted: Organisation, there: Mapping[str, Any] | None) -> int | None:
        if there is None:
            made = self.write(
                f"{wanted.dealer}: make the organisation", "POST", "/orgs", {"name": wanted.name}
            )
            return None if self.dry else int(made["orgId"])
        number = int(there["id"])
        if there["name"] != wanted.name:
            words = f"{wanted.dealer}: name the organisation {wanted.name}"
            self.write(words, "PUT", f"/orgs/{number}", {"name": wanted.name})
        return number

    def _archive(self, dealer: str, org: Mapping[str, Any]) -> None:
        """Nobody sees it any more; an administrator finds it under its new name."""
        place = f"/orgs/{org['id']}"
        for user in self.grafana.read(f"{place}/users"):
            if user["login"] != self.account:
                self.write(
                    f"{dealer}: {user['login']} looks no more", "DELETE", f"{place}/users/{user['userId']}"
                )
        self.write(f"{dealer}: archive the organisation", "PUT", place, {"name": archived(org["name"])})

    def write(self, words: str, method: str, path: str, body: Any = None, org: int | None = None) -> Any:
        """One step."""
        self.steps.append(words)
        return None if self.dry else self.grafana.write(method, path, body, org)


@dataclass(frozen=True, slots=True)
class _Inside:
    """What one organisation holds. Its number is None where it is only to be made."""

    sync: Sync
    wanted: Organisation
    org: int | None

    def bring_source(self) -> None:
        wanted = self.wanted.source
        there = self._read(f"/datasources/uid/{SOURCE}")
        body = {**wanted, "secureJsonData": {"basicAuthPassword": self.wanted.password}}
        if there is None:
            self._write("make the data source", "POST", "/datasources", body)
        elif not _holds(there, wanted):
            self._write("correct the data source", "PUT", f"/datasources/uid/{SOURCE}", body)
        for other in self._read("/datasources") or ():
            if other["uid"] != SOURCE:
                words = f"remove the data source {other['name']}, which is not the dealer's"
                self._write(words, "DELETE", f"/datasources/uid/{other['uid']}")

    def bring_folder(self) -> None:
        title = self.wanted.folder
        there = self._read(f"/folders/{FOLDER}")
        if there is None:
            self._write("make the folder", "POST", "/folders", {"uid": FOLDER, "title": title})
        elif there["title"] != title:
            body = {"title": title, "overwrite": True}
            self._write("name the folder", "PUT", f"/folders/{FOLDER}", body)

    def bring_dashboards(self) -> None:
        for uid, dashboard in self.wanted.dashboards.items():
            there = self._read(f"/dashboards/uid/{uid}")
            saved = {"dashboard": dashboard, "meta": {"folderUid": FOLDER}}
            if there is None or not _holds(there, saved):
                body = {"dashboard": dashboard, "folderUid": FOLDER, "overwrite": True}
                self._write(f"save the dashboard {uid}", "POST", "/dashboards/db", body)
        for found in self._read("/search", type="dash-db", limit=5000) or ():
            if found["uid"] not in self.wanted.dashboards:
                self._write(
                    f"remove the dashboard {found['uid']}", "DELETE", f"/dashboards/uid/{found['uid']}"
                )

    def bring_preferences(self) -> None:
        wanted = {"homeDashboardUID": self.wanted.home, "language": self.wanted.locale}
        there = self._read("/org/preferences") or {}
        if any((there.get(key) or "") != value for key, value in wanted.items()):
            self._write("choose the first page and the language", "PATCH", "/org/preferences", wanted)

    def bring_viewers(self) -> None:
        there = {user["login"].lower(): user for user in self._users() if user["login"] != self.sync.account}
        for mail, name in self.wanted.viewers.items():
            if mail not in there:
                self._admit(mail, name)
            elif there[mail]["role"] != VIEWER:
                self._make_viewer(mail, int(there[mail]["userId"]))
        for login, user in there.items():
            if login not in self.wanted.viewers:
                path = f"/orgs/{self.org}/users/{user['userId']}"
                self._write(f"{login} looks no more", "DELETE", path, inside=False)

    def _admit(self, mail: str, name: str) -> None:
        if self.sync.grafana.read("/users/lookup", loginOrEmail=mail) is not None:
            body: Json = {"loginOrEmail": mail, "role": VIEWER}
            self._write(f"{mail} may look", "POST", f"/orgs/{self.org}/users", body, inside=False)
            return
        # Nobody knows the password: people ask for a new one by mail, or come through single sign-on.
        body = {
            "login": mail,
            "email": mail,
            "name": name,
            "password": secrets.token_urlsafe(32),
            "orgId": self.org,
        }
        made = self._write(f"{mail} may look, as a new user", "POST", "/admin/users", body, inside=False)
        if made is not None:
            self._make_viewer(mail, int(made["id"]), told=False)

    def _make_viewer(self, mail: str, user: int, *, told: bool = True) -> None:
        """A new user gets whatever role Grafana gives to new ones."""
        path, body = f"/orgs/{self.org}/users/{user}", {"role": VIEWER}
        if told:
            self._write(f"{mail} may only look", "PATCH", path, body, inside=False)
        else:
            self.sync.grafana.write("PATCH", path, body)

    def _users(self) -> Sequence[Json]:
        return [] if self.org is None else self.sync.grafana.read(f"/orgs/{self.org}/users")

    def _read(self, path: str, **params: str | int) -> Any:
        return None if self.org is None else self.sync.grafana.read(path, self.org, **params)

    def _write(self, words: str, method: str, path: str, body: Any = None, *, inside: bool = True) -> Any:
        told = f"{self.wanted.dealer}: {words}"
        return self.sync.write(told, method, path, body, self.org if inside else None)


def _holds(there: Any, wanted: Any) -> bool:
    """Whether everything wanted is there. Grafana adds fields of its own, and leaves out what is empty."""
    if isinstance(wanted, dict):
        found = there or {}
        return isinstance(found, dict) and all(_holds(found.get(key), wanted[key]) for key in wanted)
    if isinstance(wanted, list):
        found = there or []
        return isinstance(found, list) and len(found) == len(wanted) and all(map(_holds, found, wanted))
    return bool(there == wanted or not (there or wanted))
