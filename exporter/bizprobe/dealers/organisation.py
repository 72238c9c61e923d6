"""What should be in Grafana: an organisation for each dealer who may look, from bizprobe.yml alone."""

import hmac
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from bizprobe.settings.access import AccessSettings
from bizprobe.settings.settings import Dealer, Settings

Json = dict[str, Any]

SOURCE = "prometheus"
"""The uid of the data source in every organisation, which the dashboards name."""
FOLDER = "bizprobe"
HOME = "bizprobe-dealer-today"
"""The dashboard that a dealer sees first, where there is one."""
LOCALES = {"en": "en-US", "ru": "ru-RU"}
_FOLDER_TITLES = {"en": "My business", "ru": "Мой бизнес"}
_ARCHIVED = " (archived)"
_NAME = re.compile(rf"\[(?P<dealer>[a-z0-9_-]+)\](?P<archived>{re.escape(_ARCHIVED)})?$")


@dataclass(frozen=True, slots=True)
class Store:
    """Where the organisations' data comes from: the proxy that shows a dealer only its own series."""

    url: str
    key: bytes
    """Known to the administrator only; keeps what is told of a password from being guessed."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """One dealer's organisation. `viewers` are names by mail address, `dashboards` go by their uid."""

    dealer: str
    name: str
    viewers: Mapping[str, str]
    source: Json
    password: str
    folder: str
    dashboards: Mapping[str, Json]
    locale: str

    @property
    def home(self) -> str:
        """The uid of the first page; empty where there is no such dashboard."""
        return HOME if HOME in self.dashboards else ""


def organisations(
    settings: Settings, store: Store, dashboards: Mapping[str, Mapping[str, Json]]
) -> Iterator[Organisation]:
    """Every organisation there should be; `dashboards` by language and uid. Raises SecretError."""
    for dealer in settings.dealers.values():
        if dealer.access is not None:
            yield _organisation(dealer, dealer.access, store, dashboards[dealer.access.language])


def _organisation(
    dealer: Dealer, access: AccessSettings, store: Store, dashboards: Mapping[str, Json]
) -> Organisation:
    password = access.secret.reveal()
    return Organisation(
        dealer.name,
        f"{dealer.title} [{dealer.name}]",
        access.users,
        _source(dealer.name, store, password),
        password,
        _FOLDER_TITLES[access.language],
        dashboards,
        LOCALES[access.language],
    )


def _source(dealer: str, store: Store, password: str) -> Json:
    """The data source as Grafana shows it, which is without its password."""
    return {
        "name": "Prometheus",
        "uid": SOURCE,
        "type": "prometheus",
        "access": "proxy",
        "url": store.url,
        "isDefault": True,
        "basicAuth": True,
        "basicAuthUser": dealer,
        "jsonData": {
            "httpMethod": "POST",
            "prometheusType": "Prometheus",
            "prometheusVersion": "2.42.0",
            "manageAlerts": False,
            # Tells a new password from the one that is there.
            "bizprobe": hmac.new(store.key, f"{dealer}:{password}".encode(), sha256).hexdigest()[:16],
        },
    }


def dealer_of(name: str) -> str:
    """The dealer whose organisation bears this name, archived or not; empty where it is nobody's."""
    found = _NAME.search(name)
    return found["dealer"] if found else ""


def is_archived(name: str) -> bool:
    """Whether the organisation was put away."""
    found = _NAME.search(name)
    return bool(found and found["archived"])


def archived(name: str) -> str:
    """The name of an organisation once it is put away."""
    return name if is_archived(name) else f"{name}{_ARCHIVED}"
