"""What is compiled for which release."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from bizprobe.errors import ConfigError
from bizprobe.routes.compile import compiled
from bizprobe.routes.load import Escalation
from bizprobe.routes.releases import CURRENT, OLDEST, Release
from tests.unit.routes.charts import COMPLETE, INHIBITION, ROOT, checked_in, loaded

LABELLED = Release(34)
FILES = [(OLDEST, "alertmanager.yml"), (CURRENT, "alertmanager.current.yml")]


@pytest.fixture
def escalation(tmp_path: Path) -> Escalation:
    return loaded(tmp_path)


def config(escalation: Escalation, release: Release) -> Any:
    return yaml.safe_load(compiled(escalation, INHIBITION, release))


def receiver(configuration: Any, name: str) -> dict[str, Any]:
    [found] = [one for one in configuration["receivers"] if one["name"] == name]
    return dict(found)


def branches(configuration: Any, incident: str) -> list[dict[str, Any]]:
    routes = [one for one in configuration["route"]["routes"] if incident in one["matchers"][0]]
    return [branch for route in routes for branch in route["routes"]]


@pytest.mark.parametrize(("release", "name"), FILES)
def test_what_is_checked_in_is_what_the_map_says(release: Release, name: str) -> None:
    file = ROOT / "alertmanager" / name
    assert compiled(checked_in(), INHIBITION, release) == file.read_text(), "not fresh: make docs"


def test_inhibition_has_its_names_where_the_release_knows_them(escalation: Escalation) -> None:
    written = yaml.safe_load(INHIBITION)["inhibit_rules"]
    assert all("name" in rule for rule in written)
    assert config(escalation, CURRENT)["inhibit_rules"] == written
    unnamed = [{key: value for key, value in rule.items() if key != "name"} for rule in written]
    assert config(escalation, OLDEST)["inhibit_rules"] == unnamed


def test_comments_of_the_inhibition_survive(escalation: Escalation) -> None:
    comments = [line for line in INHIBITION.splitlines() if line.strip().startswith("#")]
    for release in (OLDEST, CURRENT):
        assert set(comments) <= set(compiled(escalation, INHIBITION, release).splitlines())


def test_one_message_tells_one_kind_of_incident_at_one_dealer(escalation: Escalation) -> None:
    route = config(escalation, OLDEST)["route"]
    assert route["group_by"] == ["dealer", "incident"]
    assert (route["receiver"], route["repeat_interval"]) == ("unassigned", "4h")


def test_the_watchdog_beats_every_minute(escalation: Escalation) -> None:
    configuration = config(escalation, OLDEST)
    first = configuration["route"]["routes"][0]
    assert (first["matchers"], first["receiver"], first["repeat_interval"]) == (
        ['severity="none"'],
        "heartbeat",
        "1m",
    )
    assert receiver(configuration, "heartbeat")["webhook_configs"] == [
        {"url": "https://heartbeat.example.org/1", "send_resolved": False}
    ]


def test_in_working_hours_the_owner_hears_and_outside_of_them_the_duty(escalation: Escalation) -> None:
    owner, duty, warning = branches(config(escalation, OLDEST), "order-silence")
    assert owner == {
        "matchers": ['severity="critical"'],
        "receiver": "sales-critical",
        "active_time_intervals": ["office"],
        "continue": True,
    }
    assert duty == {
        "matchers": ['severity="critical"'],
        "receiver": "duty-critical",
        "mute_time_intervals": ["office"],
    }
    assert warning == {
        "matchers": ['severity="warning"'],
        "receiver": "sales-warning",
        "repeat_interval": "24h",
        "active_time_intervals": ["office"],
    }


def test_two_teams_at_once_both_hear_at_any_hour(escalation: Escalation) -> None:
    told = branches(config(escalation, OLDEST), "exporter-down")
    assert [(one["receiver"], one.get("continue", False)) for one in told] == [
        ("duty-critical", True),
        ("chief-critical", False),
    ]
    assert not [one for one in told if {"active_time_intervals", "mute_time_intervals"} & set(one)]


def test_an_owner_that_is_named_beside_itself_hears_of_it_once(tmp_path: Path) -> None:
    twice = loaded(tmp_path, COMPLETE.replace("to: [duty, chief]", "to: [owner, duty]"))
    told = branches(config(twice, OLDEST), "exporter-down")
    assert told == [{"matchers": ['severity="critical"'], "receiver": "duty-critical"}]


def test_the_desk_is_reached_by_what_the_release_knows(escalation: Escalation) -> None:
    old, new = (receiver(config(escalation, release), "sales-warning") for release in (OLDEST, CURRENT))
    assert old["webhook_configs"] == [{"url": "http://127.0.0.1:19311/alerts", "send_resolved": True}]
    assert new["webhook_configs"] == [
        {"url_file": "/run/secrets/desk", "send_resolved": True, "timeout": "20s"}
    ]


def test_a_desk_that_an_old_release_cannot_reach_is_told(tmp_path: Path) -> None:
    without = loaded(tmp_path, COMPLETE.replace("url: http://127.0.0.1:19311/alerts, ", ""))
    with pytest.raises(ConfigError) as caught:
        compiled(without, INHIBITION, OLDEST)
    assert str(caught.value).endswith(
        "escalation.yml:2:3: sending.desk: Alertmanager 0.25 refuses url_file; expected url as well"
    )
    assert compiled(without, INHIBITION, CURRENT)


def test_what_is_critical_goes_by_mail_as_well(escalation: Escalation) -> None:
    old, new = (receiver(config(escalation, release), "sales-critical") for release in (OLDEST, CURRENT))
    [mail] = old["email_configs"]
    assert (mail["to"], mail["smarthost"]) == ("a@example.org, b@example.org", "mail.example.org:587")
    assert (mail["auth_username"], mail["auth_password_file"]) == ("bizprobe", "/run/secrets/smtp")
    assert new["email_configs"] == [mail | {"threading": {"enabled": True, "thread_by_date": "daily"}}]


def test_telegram_is_alertmanagers_own_only_where_it_knows_topics(escalation: Escalation) -> None:
    assert "telegram_configs" not in compiled(escalation, INHIBITION, OLDEST)
    configuration = config(escalation, CURRENT)
    [sales] = receiver(configuration, "sales-critical")["telegram_configs"]
    [duty] = receiver(configuration, "duty-critical")["telegram_configs"]
    assert (sales["chat_id"], sales["message_thread_id"]) == (-1001, 7)
    assert sales["bot_token_file"] == "/run/secrets/telegram"
    assert duty["chat_id"] == -1002
    assert "message_thread_id" not in duty
    assert "telegram_configs" not in receiver(configuration, "chief-critical")


def words_of(configuration: Any, name: str, kind: str, key: str) -> str:
    [sent] = receiver(configuration, name)[kind]
    return str(sent[key])


def test_every_team_and_chat_reads_its_language(tmp_path: Path) -> None:
    text = COMPLETE.replace("hours:\n", "language: ru\nhours:\n", 1)
    text = text.replace("mail: [a@", "language: en, mail: [a@").replace(
        "id: -1002", "id: -1002, language: en"
    )
    configuration = config(loaded(tmp_path, text), CURRENT)
    sales, chief = (
        words_of(configuration, name, "email_configs", "html")
        for name in ("sales-critical", "chief-critical")
    )
    assert sales == '{{ template "bizprobe.en.mail" . }}'
    assert chief == '{{ template "bizprobe.ru.mail" . }}'
    sales, duty = (
        words_of(configuration, name, "telegram_configs", "message")
        for name in ("sales-critical", "duty-critical")
    )
    assert sales == duty == '{{ template "bizprobe.en.telegram" . }}'


def test_a_map_that_says_nothing_of_languages_speaks_english(escalation: Escalation) -> None:
    [mail] = receiver(config(escalation, OLDEST), "sales-critical")["email_configs"]
    assert mail["headers"] == {"Subject": '{{ template "bizprobe.en.subject" . }}'}
    assert mail["text"] == '{{ template "bizprobe.en.text" . }}'


def test_a_warning_is_the_desks_alone(escalation: Escalation) -> None:
    assert set(receiver(config(escalation, CURRENT), "sales-warning")) == {"name", "webhook_configs"}


def test_routes_tell_owner_and_escalation_where_the_release_knows_labels(escalation: Escalation) -> None:
    assert "labels" not in branches(config(escalation, CURRENT), "order-silence")[0]
    owner = branches(config(escalation, LABELLED), "order-silence")[0]
    assert owner["labels"] == {"owner": "sales", "escalation": "15m sales duty, 1h30m chief"}


def test_without_a_mail_server_and_a_bot_only_the_desk_speaks() -> None:
    for release, _ in FILES:
        for one in config(checked_in(), release)["receivers"]:
            assert set(one) <= {"name", "webhook_configs"}
