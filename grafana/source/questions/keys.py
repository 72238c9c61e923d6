"""How long do the keys of the channels live?"""

from grafana_foundation_sdk.builders import stat, timeseries

from panels.curves import curves
from panels.look import prop
from panels.panel import Place, Words, over_time
from questions import goods
from questions.accounts import WHO
from questions.judging import BOTH


def of_channel(expr: str) -> str:
    """What is known of a channel, at the account of the same name."""
    return (
        f'label_replace(label_replace({expr}, "remote", "$1", "channel", "(.+)"), "side", "channel", "", "")'
    )


def _key(family: str, of: str = "min", given: str = "") -> str:
    known = f'{of} by (dealer, channel) ({family}{{dealer=~"$dealer",channel=~"$remote"{given}}})'
    return f"max by ({WHO}) ({of_channel(known)})"


KEY_LIFE = f"{_key('bizprobe_credential_expiry_timestamp_seconds')} - time()"
RIGHTS = _key("bizprobe_credential_rights_missing")


def life_limit(severity: str) -> str:
    """How long the key of an account must still live."""
    return _key("bizprobe_credential_life_limit_seconds", "max", f',severity="{severity}"')


def keys(place: Place) -> stat.Panel:
    words = Words(
        "Which key ends first?",
        "How long the key with the shortest life still lives; how many keys live for less than they must; "
        "and how many rights keys lack.",
        "When a key ends, everything that uses it stands still, also the software that exchanges orders.",
        "Renew it in the marketplace's cabinet before the weekend.",
        "No key says when it ends.",
        runbook="BizprobeKeyExpires",
    )
    soon = " or ".join(f"{KEY_LIFE} < {life_limit(severity)}" for severity in BOTH)
    asked = {"life of the shortest": f"min({KEY_LIFE})", "rights missing": f"sum({RIGHTS})"}
    panel = goods.excess(place, words, asked, "end too soon", f"0 * ({soon}) + 1")
    return panel.override_by_name("life of the shortest", [prop("unit", "s"), prop("decimals", 1)])


def lives(place: Place) -> timeseries.Panel:
    words = Words(
        "How long do the keys live?",
        "Days that each key still lives; dashed, how many must be left.",
        "A key that ends on a Friday night is noticed on Monday.",
        "Renew what nears the dashed line.",
        "No key says when it ends.",
        runbook="BizprobeKeyExpires",
    )
    limit = 'bizprobe_credential_life_limit_seconds{dealer=~"$dealer",channel=~"$remote"}'
    asked = [
        over_time(f"min by (dealer, remote) ({KEY_LIFE}) / 86400", "{{dealer}} · {{remote}}"),
        over_time(f"max by (severity) ({limit}) / 86400", "limit ({{severity}})"),
    ]
    return curves(place, words, "d", asked, {}).fill_opacity(0)
