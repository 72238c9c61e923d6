"""What people read, as real releases of Alertmanager send it: to a stand-in of Telegram, and by mail."""

import contextlib
import json
import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from bizprobe.routes.compile import compiled
from bizprobe.routes.load import load_escalation
from bizprobe.routes.messages import messages
from bizprobe.routes.releases import CURRENT, OLDEST, Release
from bizprobe.routes.settings import Language
from tests.integration.monitoring import QUICK, current, eventually, program, served
from tests.integration.processes import free_port, started, wait_for_http
from tests.unit.routes.charts import INHIBITION

pytestmark = pytest.mark.integration

HERE = Path(__file__).parent / "messages"
GOLDEN = yaml.safe_load((HERE / "golden.yml").read_text())
MAP = load_escalation(HERE / "escalation.yml", HERE / "rules")
LANGUAGES: Sequence[Language] = ("en", "ru")
CHATS = {"-1001": "ru", "-1002": "en", "-1003": "ru"}
MAILBOXES = {"goods@example.org": "ru", "duty@example.org": "en"}
SENT = json.dumps({"ok": True, "result": {"message_id": 1, "date": 1, "chat": {"id": -1}}}).encode()

every_release = pytest.mark.parametrize("release", [OLDEST, CURRENT], ids=str)


@dataclass(slots=True)
class Readers:
    """Those who read, and what they have got so far: texts by chat, mails by address."""

    chats: dict[str, list[str]] = field(default_factory=dict)
    mails: dict[str, list[EmailMessage]] = field(default_factory=dict)

    def take(self, body: bytes) -> bytes:
        """One call of the Bot API."""
        sent = json.loads(body)
        assert sent["parse_mode"] == "HTML"
        self.chats.setdefault(sent["chat_id"], []).append(sent["text"])
        return SENT

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd calls it so
        content = envelope.content
        assert isinstance(content, bytes)
        for address in envelope.rcpt_tos:
            mail = message_from_bytes(content, policy=default)
            assert isinstance(mail, EmailMessage)
            self.mails.setdefault(address, []).append(mail)
        return "250 OK"

    def all_have(self, number: int) -> bool:
        """Whether everybody has got so many."""
        chats, mails = (
            (self.chats.get(chat, []) for chat in CHATS),
            (self.mails.get(to, []) for to in MAILBOXES),
        )
        return all(len(sent) == number for sent in (*chats, *mails))


@dataclass(frozen=True, slots=True)
class Sender:
    """A running Alertmanager."""

    address: str

    def post(self, alerts: Sequence[Mapping[str, Any]]) -> None:
        httpx.post(f"http://{self.address}/api/v2/alerts", json=alerts).raise_for_status()


@contextlib.contextmanager
def sender(folder: Path, release: Release) -> Iterator[tuple[Sender, Readers]]:
    """An Alertmanager of a release, by the routes and templates that are compiled for it."""
    names = ("alertmanager", "prometheus-alertmanager")
    command = program(*names) if release == OLDEST else current(*names, least=(0, release.minor))
    readers, to = Readers(), Sender(f"127.0.0.1:{free_port()}")
    mailbox = Controller(readers, hostname="127.0.0.1", port=free_port())
    mailbox.start()
    try:
        with served(readers.take) as telegram:
            file = folder / "alertmanager.yml"
            file.write_text(yaml.safe_dump(config(release, folder, telegram, mailbox.port)))
            flags = [
                f"--storage.path={folder}",
                "--cluster.listen-address=",
                f"--web.listen-address={to.address}",
            ]
            zone = {**os.environ, "TZ": "Europe/Moscow"}
            log = folder / "alertmanager.log"
            with started([command, f"--config.file={file}", *flags], log=log, env=zone):
                wait_for_http(f"http://{to.address}/-/ready")
                yield to, readers
    finally:
        mailbox.stop()


def config(release: Release, folder: Path, telegram: str, smtp: int) -> Any:
    """What is compiled, with the addresses of the stand-ins."""
    (folder / "token").write_text("1:a")
    for language in LANGUAGES:
        (folder / f"{language}.tmpl").write_text(messages(MAP.map, language))
    configuration = yaml.safe_load(compiled(MAP, INHIBITION, release))
    for receiver, newest in zip(
        configuration["receivers"],
        yaml.safe_load(compiled(MAP, INHIBITION, CURRENT))["receivers"],
        strict=True,
    ):
        receiver.pop("webhook_configs", None)
        for mail in receiver.get("email_configs", []):
            mail |= {"smarthost": f"127.0.0.1:{smtp}", "require_tls": False}
        receiver["telegram_configs"] = [
            chat | {"api_url": f"http://{telegram}"} for chat in newest.get("telegram_configs", [])
        ]
        for chat in receiver["telegram_configs"]:
            chat["bot_token_file"] = str(folder / "token")
            if release == OLDEST:
                # Nothing is compiled for it, as it knows neither topics nor files with tokens.
                del chat["bot_token_file"]
                chat.pop("message_thread_id", None)
                chat["bot_token"] = "1:a"
    configuration["route"] |= QUICK
    configuration["templates"] = [str(folder / "*.tmpl")]
    return configuration


def different(channel: str, **more: str) -> dict[str, Any]:
    """Prices that differ at a channel since 11 o'clock in Moscow."""
    labels = {
        "alertname": "BizprobePricesDifferent",
        "severity": "critical",
        "incident": "price-gap",
        "side": "unknown",
        "dealer": "apteka",
        "channel": channel,
    }
    annotations = {
        "summary": "apteka: a channel shows other prices than the seller's.",
        "description": f"{channel}: 50 of 12000 items differ (0 tolerated); the oldest for 2h 30m 0s.",
        "summary_ru": "apteka: канал показывает не те цены, что у продавца.",
        "description_ru": f"{channel}: другая цена: 50 из 12000 (допустимо 0); самой старой 2h 30m 0s.",
        "runbook_url": "http://wiki/BizprobePricesDifferent.md",
        "findings_url": f"http://bizprobe/probes/apteka/{channel}-prices",
        "dashboard_url": f"http://grafana/d/bizprobe-channels?var-dealer=apteka&var-channel={channel}",
    }
    return {"labels": labels, "annotations": annotations, "startsAt": "2026-11-01T08:00:00Z"} | more


@every_release
def test_a_message_is_told_whole_in_the_language_of_each_chat_and_mailbox(
    tmp_path: Path, release: Release
) -> None:
    well = {"endsAt": "2026-11-01T09:30:00Z"}
    steps = [
        [different("ozon")],
        [different("ozon"), different("wb")],
        [different("ozon"), different("wb", **well)],
        [different("ozon", **well)],
    ]
    with sender(tmp_path, release) as (manager, readers):
        for number, alerts in enumerate(steps, start=1):
            manager.post(alerts)
            eventually(lambda number=number: readers.all_have(number), f"message {number}")
    for chat, language in CHATS.items():
        assert [text.strip() for text in readers.chats[chat]] == told(language, "telegram")
    for address, language in MAILBOXES.items():
        mails = readers.mails[address]
        assert [mail["Subject"] for mail in mails] == told(language, "subject")
        assert [body(mail, "plain") for mail in mails] == told(language, "text")
        assert [body(mail, "html") for mail in mails] == told(language, "mail")


def told(language: str, part: str) -> list[str]:
    return [message[part].strip() for message in GOLDEN[language]]


def body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n").strip()


# Longer than anybody writes; with all that has to be escaped, and what UTF-16 writes in two units.
WORST = {
    "Cyrillic": "Цена ниже закупочной у товара. " * 100,
    "markup": "<b>&\"'+</i> " * 300,
    "emoji": "🚨" * 2000,
    "one line": "х" * 5000,
    "many lines": "строка\n" * 1000,
    "nothing": "",
}
ADDRESSES = {
    "short": "http://wiki/X.md",
    "long": f"http://grafana/d/{'x' * 230}?a=1&b=2&c=3",
    "endless": "http://" + "x" * 5000,
}

CASES: list[tuple[str, str, Language]] = [
    ("Cyrillic", "long", "ru"),
    ("markup", "long", "en"),
    ("emoji", "short", "ru"),
    ("one line", "endless", "en"),
    ("many lines", "short", "ru"),
    ("nothing", "long", "ru"),
]


def worst(number: int, text: str, address: str, **more: str) -> dict[str, Any]:
    alert = different(f"channel-{number}-{text[:200]}", **more)
    alert["annotations"] = {
        name: address if name.endswith("_url") else f"{number} {text}" for name in alert["annotations"]
    }
    return alert


@every_release
def test_50_alerts_with_the_longest_texts_arrive_in_telegram_as_they_were_written(
    tmp_path: Path, release: Release
) -> None:
    alerts = [worst(number, WORST["markup"] + WORST["emoji"], ADDRESSES["long"]) for number in range(50)]
    with sender(tmp_path, release) as (manager, readers):
        manager.post(alerts)
        # Alerts that began long ago are told at once: it may take two messages until all of them are in one.
        eventually(lambda: {count(readers.chats.get(chat, [""])[-1]) for chat in CHATS} == {50}, "all alerts")
    for chat, language in CHATS.items():
        assert_readable(readers.chats[chat][-1], language, 50)


def count(text: str) -> int:
    """How many alerts a message tells of, with those that it only counts."""
    return text.count("<i>") + sum(map(int, re.findall(r"… (?:and|и ещё) (\d+)", text)[:1]))


@every_release
@pytest.mark.parametrize(("text", "address", "language"), CASES)
def test_no_message_is_too_long_for_telegram(
    tmp_path: Path, release: Release, text: str, address: str, language: Language
) -> None:
    alerts = [
        worst(number, WORST[text], ADDRESSES[address], status=status)
        for status in ("firing", "resolved")
        for number in range(50)
    ]
    assert_readable(rendered(tmp_path, release, f"{language}.telegram", alerts), language, 50)
    assert units(rendered(tmp_path, release, f"{language}.text", alerts)) <= 4096


def assert_readable(text: str, language: str, alerts: int) -> None:
    """Short enough by both ways to count; no tag and no entity cut; every alert is told or counted."""
    assert len(text) <= 4096
    assert units(text) <= 4096
    assert all(
        re.match(r"&(amp|lt|gt|quot|#\d+);", text[found.start() :]) for found in re.finditer("&", text)
    )
    assert Tags(text).open == []
    assert "<i>" in text
    assert count(text) == alerts
    assert {"en": "Responsible: Goods &amp; prices.", "ru": "Отвечает: Товары и цены."}[language] in text


def units(text: str) -> int:
    """As Telegram counts."""
    return len(text.encode("utf-16-le")) // 2


class Tags(HTMLParser):
    """Those that are open at the end; fails where one is no tag of Telegram's, or is not closed in turn."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in {"b", "i", "a"}
        assert [name for name, _ in attrs] == (["href"] if tag == "a" else [])
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@every_release
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_critical_comes_first_and_gives_the_subject(
    tmp_path: Path, release: Release, language: Language
) -> None:
    alerts = [worst(number, "", "", status="firing") for number in range(3)]
    for alert, severity in zip(alerts, ("warning", "none", "critical"), strict=True):
        alert["labels"]["severity"] = severity
    text = rendered(tmp_path, release, f"{language}.text", alerts)
    assert re.findall(r"^(\S) (\d)", text, re.MULTILINE) == [("🔴", "2"), ("🟡", "0"), ("🟡", "1")]
    subject = rendered(tmp_path, release, f"{language}.subject", alerts)
    assert subject == {"en": "[Urgent] 2  (3)", "ru": "[Срочно] 2  (3)"}[language]


@every_release
def test_an_alert_without_russian_texts_or_any_is_told_all_the_same(tmp_path: Path, release: Release) -> None:
    english, bare = (different(channel, status="firing") for channel in ("ozon", "wb"))
    english["annotations"] = {name: english["annotations"][name] for name in ("summary", "description")}
    bare["annotations"] = {}
    text = rendered(tmp_path, release, "ru.text", [english, bare])
    assert "🔴 apteka: a channel shows other prices than the seller's." in text
    assert "🔴 BizprobePricesDifferent" in text


@every_release
def test_an_incident_that_the_map_does_not_know_is_told_without_an_owner(
    tmp_path: Path, release: Release
) -> None:
    alerts = [different("ozon", status="firing")]
    text = rendered(tmp_path, release, "en.text", alerts, incident="unheard-of")
    assert "Responsible" not in text
    alerts[0] |= {"status": "resolved", "endsAt": "2026-11-01T08:00:20Z"}
    subject = rendered(tmp_path, release, "en.subject", alerts, incident="unheard-of")
    assert subject == "[Resolved] apteka: unheard-of"
    assert "lasted a moment" in rendered(tmp_path, release, "en.text", alerts)


def rendered(
    folder: Path,
    release: Release,
    template: str,
    alerts: Sequence[Mapping[str, Any]],
    incident: str = "price-gap",
) -> str:
    """What amtool of a release makes of a message."""
    amtool = program("amtool") if release == OLDEST else current("amtool", least=(0, release.minor))
    for language in LANGUAGES:
        (folder / f"{language}.tmpl").write_text(messages(MAP.map, language))
    over = {"endsAt": "2026-11-01T09:00:00Z"}
    message = {
        "status": "firing" if any(alert["status"] == "firing" for alert in alerts) else "resolved",
        "groupLabels": {"dealer": "apteka", "incident": incident},
        "commonLabels": {"severity": "critical"},
        "alerts": [over | alert for alert in alerts],
    }
    data = folder / "data.json"
    data.write_text(json.dumps(message))
    kind = "text" if template.endswith((".text", ".subject")) else "html"
    render = [amtool, "template", "render", f"--template.data={data}", f"--template.type={kind}"]
    text = f'--template.text={{{{ template "bizprobe.{template}" . }}}}'
    done = subprocess.run(
        [*render, f"--template.glob={folder / '*.tmpl'}", text], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
