"""Which of a dealer's people look at their own business in Grafana."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from bizprobe.settings.model import Strict
from bizprobe.settings.secret import Secret, SecretFile, one_of, the_one

_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


def _mail(text: str) -> str:
    if not _MAIL.fullmatch(text):
        raise ValueError("expected a mail address such as ivanova@example.org")
    return text.lower()


Mail = Annotated[str, AfterValidator(_mail)]
Language = Literal["en", "ru"]


class AccessSettings(Strict):
    """The dealer's organisation in Grafana, made by `bizprobe dealers sync`."""

    language: Language = "en"
    """What its dashboards speak."""
    users: Annotated[dict[Mail, str], Field(default_factory=dict)]
    """Mail addresses of the people who may look, and what they are called. They change nothing."""
    password: Secret | None = None
    """What the organisation proves with that it is this dealer, at the proxy before the store."""
    password_file: SecretFile | None = None
    """The file that holds it."""

    _one_password = one_of("password", "password_file")

    @property
    def secret(self) -> Secret:
        return the_one(self.password, self.password_file)
