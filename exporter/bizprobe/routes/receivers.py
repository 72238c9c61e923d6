"""Alertmanager's receivers: the desk for everything; mail and Telegram of its own for what is critical."""

from collections.abc import Iterator
from typing import Any

from bizprobe.errors import ConfigFault
from bizprobe.routes.load import Escalation
from bizprobe.routes.releases import Feature, Release
from bizprobe.routes.routing import HEARTBEAT, NOBODY, UNASSIGNED, ways
from bizprobe.routes.settings import Chat, EscalationMap, Language, Mail, Team
from bizprobe.settings.model import Severity, format_duration

# One thread a day for each group; amtool 0.33 wants to be told so.
_THREADING = {"enabled": True, "thread_by_date": "daily"}


def receivers(escalation: EscalationMap, release: Release) -> Iterator[dict[str, Any]]:
    """One for each team and severity that hears of something first, and those that no team is."""
    desk = _desk(escalation, release)
    yield {"name": UNASSIGNED, "webhook_configs": [desk]}
    heartbeat = escalation.sending.heartbeat
    beats = [{"url": heartbeat.url, "send_resolved": False}] if heartbeat else []
    yield {"name": HEARTBEAT} | ({"webhook_configs": beats} if beats else {})
    yield {"name": NOBODY}
    named = {way.receiver: way for way in ways(escalation)}
    for name, way in named.items():
        team = escalation.teams[way.team]
        native = _native(escalation, team, release) if way.severity is Severity.CRITICAL else {}
        yield {"name": name, "webhook_configs": [desk]} | native


def refused(escalation: Escalation, release: Release) -> Iterator[ConfigFault]:
    """What the map asks of a release that refuses it and for which there is no other way."""
    if escalation.map.sending.desk.url is None and not release.knows(Feature.URL_FILE):
        words = f"Alertmanager {release} refuses {Feature.URL_FILE.key}; expected url as well"
        yield escalation.source.fault(("sending", "desk"), words, at_key=True)


def _desk(escalation: EscalationMap, release: Release) -> dict[str, Any]:
    desk = escalation.sending.desk
    by_file = desk.url_file is not None and release.knows(Feature.URL_FILE)
    address = {"url_file": desk.url_file} if by_file else {"url": desk.url}
    timeout = {"timeout": format_duration(desk.timeout)} if release.knows(Feature.WEBHOOK_TIMEOUT) else {}
    return {**address, "send_resolved": True, **timeout}


def _native(escalation: EscalationMap, team: Team, release: Release) -> dict[str, Any]:
    """What Alertmanager sends to a team by itself."""
    sent: dict[str, Any] = {}
    language = team.language or escalation.language
    mail, telegram = escalation.sending.mail, escalation.sending.telegram
    if mail is not None and team.mail:
        sent["email_configs"] = [_mail(mail, ", ".join(team.mail), language, release)]
    topics = release.knows(Feature.THREAD_ID, Feature.BOT_TOKEN_FILE)
    if telegram is not None and team.chat is not None and topics:
        chat = escalation.chats[team.chat]
        sent["telegram_configs"] = [_telegram(telegram.bot_token_file, chat, chat.language or language)]
    return sent


def _mail(mail: Mail, to: str, language: Language, release: Release) -> dict[str, Any]:
    login = {"auth_username": mail.username} if mail.username else {}
    password = {"auth_password_file": mail.password_file} if mail.password_file else {}
    return {
        "to": to,
        "from": mail.sender,
        "smarthost": mail.smarthost,
        **login,
        **password,
        "send_resolved": True,
        "headers": {"Subject": _template("subject", language)},
        "text": _template("text", language),
        "html": _template("mail", language),
        **({"threading": _THREADING} if release.knows(Feature.THREADING) else {}),
    }


def _telegram(bot_token_file: str, chat: Chat, language: Language) -> dict[str, Any]:
    return {
        "bot_token_file": bot_token_file,
        "chat_id": chat.id,
        **({"message_thread_id": chat.topic} if chat.topic else {}),
        "message": _template("telegram", language),
        # Said, because releases differ in what it is by default.
        "parse_mode": "HTML",
        "send_resolved": True,
    }


def _template(name: str, language: Language) -> str:
    """That of templates/, as messages.py makes them."""
    return f'{{{{ template "bizprobe.{language}.{name}" . }}}}'
