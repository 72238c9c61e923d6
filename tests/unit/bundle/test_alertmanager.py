"""The checked-in routes are run, but every message stays on this machine."""

from pathlib import Path

from bizprobe.bundle.alertmanager import localised

CHECKED_IN = {
    "global": {"resolve_timeout": "5m"},
    "route": {
        "receiver": "people",
        "group_wait": "30s",
        "group_by": ["dealer"],
        "routes": [{"receiver": "nobody", "matchers": ['severity="none"'], "group_interval": "5m"}],
    },
    "inhibit_rules": [{"source_matchers": ["a=b"], "target_matchers": ["c=d"]}],
    "receivers": [
        {
            "name": "people",
            "email_configs": [{"to": "a@b.example"}],
            "webhook_configs": [{"url": "http://x"}],
        },
        {"name": "nobody"},
    ],
    "time_intervals": [{"name": "office", "time_intervals": [{"weekdays": ["monday"]}]}],
    "templates": ["templates/*.tmpl"],
}
LOCALISED = localised(CHECKED_IN, Path("/bizprobe/alertmanager"), "http://127.0.0.1:5/alerts")


def test_a_receiver_sends_only_to_the_bundle() -> None:
    assert LOCALISED["receivers"][0] == {
        "name": "people",
        "webhook_configs": [{"url": "http://127.0.0.1:5/alerts", "send_resolved": True}],
    }


def test_a_receiver_that_sends_nothing_stays_silent() -> None:
    assert LOCALISED["receivers"][1] == {"name": "nobody"}


def test_messages_follow_at_once_on_every_route() -> None:
    route = LOCALISED["route"]
    assert (route["group_wait"], route["group_interval"]) == ("1s", "5s")
    assert route["routes"] == [
        {
            "receiver": "nobody",
            "matchers": ['severity="none"'],
            "group_wait": "1s",
            "group_interval": "5s",
        }
    ]


def test_grouping_and_inhibition_are_the_checked_in_ones() -> None:
    assert LOCALISED["route"]["group_by"] == ["dealer"]
    assert LOCALISED["inhibit_rules"] == CHECKED_IN["inhibit_rules"]


def test_it_is_always_working_hours() -> None:
    assert LOCALISED["time_intervals"] == [{"name": "office", "time_intervals": [{}]}]


def test_templates_are_found_from_wherever_alertmanager_is_started() -> None:
    assert LOCALISED["templates"] == ["/bizprobe/alertmanager/templates/*.tmpl"]
