"""A stand-in for Grafana's server that keeps what it is told, as its API description says it would."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.contract.grafana_contract import Contract

Json = dict[str, Any]
ACCOUNT = "admin"
_ADMIN = 1
# Of a data source, what only a look at it alone tells.
_NOT_LISTED = {"basicAuthUser", "secureJsonFields", "version"}


@dataclass
class Room:
    """What one organisation holds."""

    name: str
    roles: dict[int, str] = field(default_factory=dict)
    sources: dict[str, Json] = field(default_factory=dict)
    secrets: dict[str, Json] = field(default_factory=dict)
    folders: dict[str, Json] = field(default_factory=dict)
    dashboards: dict[str, Json] = field(default_factory=dict)
    preferences: Json = field(default_factory=dict)


class GrafanaServer:
    """Organisations, users and what is in them. `writes` are the requests that changed something.

    Whatever it is asked and answers is held against the contract of a release of Grafana.
    """

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self.users: dict[int, Json] = {_ADMIN: {"login": ACCOUNT, "email": "admin@localhost", "name": ""}}
        self.rooms: dict[int, Room] = {1: Room("Main Org.", {_ADMIN: "Admin"})}
        self.writes: list[str] = []
        self.requests: list[httpx.Request] = []
        self.refuses = ""
        """The beginning of the paths that are answered with 500."""

    def client(self) -> httpx.Client:
        transport = httpx.MockTransport(self.answer)
        return httpx.Client(transport=transport, base_url="http://grafana", auth=(ACCOUNT, "pw"))

    def room(self, name: str) -> Room:
        return next(room for room in self.rooms.values() if room.name == name)

    def people(self, name: str) -> dict[str, str]:
        """The roles in an organisation by login."""
        return {self.users[user]["login"]: role for user, role in self.room(name).roles.items()}

    def add_user(self, login: str) -> int:
        number = max(self.users) + 1
        self.users[number] = {"login": login, "email": login, "name": login}
        return number

    def answer(self, request: httpx.Request) -> httpx.Response:
        self._contract.hold_request(request)
        answer = self._answer(request)
        self._contract.hold_answer(request, answer)
        return answer

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        path = request.url.path.removeprefix("/api")
        if self.refuses and path.startswith(self.refuses):
            return _told(500, "the database is locked")
        if request.method != "GET":
            self.writes.append(f"{request.method} {path}")
        body = json.loads(request.content) if request.content else {}
        for method, pattern, act in self._paths():
            match = re.fullmatch(pattern, path)
            if match and method == request.method:
                return act(request, body, *match.groups())
        raise NotImplementedError(f"{request.method} {path}")

    def _paths(self) -> list[tuple[str, str, Callable[..., httpx.Response]]]:
        return [
            ("GET", "/orgs", self._orgs),
            ("POST", "/orgs", self._make_org),
            ("PUT", r"/orgs/(\d+)", self._name_org),
            ("GET", r"/orgs/(\d+)/users", self._org_users),
            ("POST", r"/orgs/(\d+)/users", self._admit),
            ("PATCH", r"/orgs/(\d+)/users/(\d+)", self._set_role),
            ("DELETE", r"/orgs/(\d+)/users/(\d+)", self._dismiss),
            ("GET", "/users/lookup", self._look_up),
            ("POST", "/admin/users", self._make_user),
            ("GET", "/datasources", self._sources),
            ("POST", "/datasources", self._make_source),
            ("GET", "/datasources/uid/(.+)", self._source),
            ("PUT", "/datasources/uid/(.+)", self._set_source),
            ("DELETE", "/datasources/uid/(.+)", self._drop_source),
            ("POST", "/folders", self._make_folder),
            ("GET", "/folders/(.+)", self._folder),
            ("PUT", "/folders/(.+)", self._name_folder),
            ("GET", "/dashboards/uid/(.+)", self._dashboard),
            ("POST", "/dashboards/db", self._save_dashboard),
            ("DELETE", "/dashboards/uid/(.+)", self._drop_dashboard),
            ("GET", "/search", self._search),
            ("GET", "/org/preferences", self._preferences),
            ("PATCH", "/org/preferences", self._set_preferences),
        ]

    def _here(self, request: httpx.Request) -> Room:
        """The organisation of the header, of which the account must be a member, as in Grafana."""
        room = self.rooms[int(request.headers.get("X-Grafana-Org-Id", 1))]
        assert _ADMIN in room.roles
        return room

    def _orgs(self, request: httpx.Request, body: Json) -> httpx.Response:
        size, page = int(request.url.params["perpage"]), int(request.url.params["page"])
        found = [{"id": number, "name": room.name} for number, room in self.rooms.items()]
        return httpx.Response(200, json=found[(page - 1) * size : page * size])

    def _make_org(self, request: httpx.Request, body: Json) -> httpx.Response:
        if body["name"] in {room.name for room in self.rooms.values()}:
            return _told(409, "Organization name taken")
        number = max(self.rooms) + 1
        self.rooms[number] = Room(body["name"], {_ADMIN: "Admin"})
        return httpx.Response(200, json={"orgId": number, "message": "Organization created"})

    def _name_org(self, request: httpx.Request, body: Json, org: str) -> httpx.Response:
        self.rooms[int(org)].name = body["name"]
        return _told(200, "Organization updated")

    def _org_users(self, request: httpx.Request, body: Json, org: str) -> httpx.Response:
        roles = self.rooms[int(org)].roles
        return httpx.Response(
            200, json=[{**self.users[user], "userId": user, "role": role} for user, role in roles.items()]
        )

    def _admit(self, request: httpx.Request, body: Json, org: str) -> httpx.Response:
        user = next(number for number, one in self.users.items() if one["login"] == body["loginOrEmail"])
        self.rooms[int(org)].roles[user] = body["role"]
        return _told(200, "User added to organization")

    def _set_role(self, request: httpx.Request, body: Json, org: str, user: str) -> httpx.Response:
        self.rooms[int(org)].roles[int(user)] = body["role"]
        return _told(200, "Organization user updated")

    def _dismiss(self, request: httpx.Request, body: Json, org: str, user: str) -> httpx.Response:
        del self.rooms[int(org)].roles[int(user)]
        return _told(200, "User removed from organization")

    def _look_up(self, request: httpx.Request, body: Json) -> httpx.Response:
        login = request.url.params["loginOrEmail"]
        for number, user in self.users.items():
            if user["login"] == login:
                return httpx.Response(200, json={**user, "id": number})
        return _told(404, "user not found")

    def _make_user(self, request: httpx.Request, body: Json) -> httpx.Response:
        number = self.add_user(body["login"])
        assert len(body["password"]) > 30
        # What auto_assign_org_role says, which may be more than a viewer.
        self.rooms[body["orgId"]].roles[number] = "Editor"
        return httpx.Response(200, json={"id": number, "message": "User created"})

    def _sources(self, request: httpx.Request, body: Json) -> httpx.Response:
        found = self._here(request).sources.values()
        shown = [{key: one[key] for key in one.keys() - _NOT_LISTED} for one in found]
        return httpx.Response(200, json=shown)

    def _source(self, request: httpx.Request, body: Json, uid: str) -> httpx.Response:
        found = self._here(request).sources.get(uid)
        return httpx.Response(200, json=found) if found else _told(404, "Data source not found")

    def _make_source(self, request: httpx.Request, body: Json) -> httpx.Response:
        return self._set_source(request, body, body["uid"])

    def _set_source(self, request: httpx.Request, body: Json, uid: str) -> httpx.Response:
        room, secret = self._here(request), body.pop("secureJsonData")
        room.secrets[uid] = secret
        kept = {"id": 7, "version": 1, "readOnly": False, "secureJsonFields": dict.fromkeys(secret, True)}
        room.sources[uid] = {**body, **kept}
        told = {"id": 7, "name": body["name"], "message": "Datasource saved"}
        return httpx.Response(200, json={**told, "datasource": room.sources[uid]})

    def _drop_source(self, request: httpx.Request, body: Json, uid: str) -> httpx.Response:
        del self._here(request).sources[uid]
        return _told(200, "Data source deleted")

    def _make_folder(self, request: httpx.Request, body: Json) -> httpx.Response:
        self._here(request).folders[body["uid"]] = body
        return httpx.Response(200, json=body)

    def _folder(self, request: httpx.Request, body: Json, uid: str) -> httpx.Response:
        found = self._here(request).folders.get(uid)
        return httpx.Response(200, json=found) if found else _told(404, "folder not found")

    def _name_folder(self, request: httpx.Request, body: Json, uid: str) -> httpx.Response:
        self._here(request).folders[uid]["title"] = body["title"]
        return httpx.Response(200, json=self._here(request).folders[uid])

    def _dashboard(self, request: httpx.Request, body: Json, uid: str) -> httpx.Response:
        found = self._here(request).dashboards.get(uid)
        return httpx.Response(200, json=found) if found else _told(404, "Dashboard not found")

    def _save_dashboard(self, request: httpx.Request, body: Json) -> httpx.Response:
        room, uid = self._here(request), body["dashboard"]["uid"]
        if body["folderUid"] not in room.folders:
            return _told(400, "folder not found")
        version = room.dashboards[uid]["dashboard"]["version"] + 1 if uid in room.dashboards else 1
        saved = {**body["dashboard"], "id": 11, "version": version}
        room.dashboards[uid] = {"dashboard": saved, "meta": {"folderUid": body["folderUid"]}}
        told = {"id": 11, "uid": uid, "title": saved["title"], "version": version, "url": f"/d/{uid}"}
        return httpx.Response(200, json={**told, "status": "success"})

    def _drop_dashboard(self, request: httpx.Request, body: Json, uid: str) -> httpx.Response:
        del self._here(request).dashboards[uid]
        return httpx.Response(200, json={"uid": uid, "title": "", "message": "Dashboard deleted"})

    def _search(self, request: httpx.Request, body: Json) -> httpx.Response:
        assert request.url.params["type"] == "dash-db"
        return httpx.Response(200, json=[{"uid": uid} for uid in self._here(request).dashboards])

    def _preferences(self, request: httpx.Request, body: Json) -> httpx.Response:
        return httpx.Response(200, json=self._here(request).preferences)

    def _set_preferences(self, request: httpx.Request, body: Json) -> httpx.Response:
        self._here(request).preferences.update(body)
        return _told(200, "Preferences updated")


def _told(status: int, message: str) -> httpx.Response:
    return httpx.Response(status, json={"message": message})
