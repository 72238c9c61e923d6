"""Whose side is a flow in trouble on, and why? In the words of docs/how-to/whose-side.md."""

from grafana_foundation_sdk.builders import stat
from grafana_foundation_sdk.models.common import BigValueTextMode

from panels.look import ANY_IS_BAD, BAD, OK, SIDE, Word
from panels.numbers import numbers
from panels.panel import Place, Words, now
from questions import flows, standing

BECAUSE = {
    "all_quiet": "⌂ ours: all our channels are quiet at once",
    "own": "⌂ ours: nobody else runs this channel",
    "sells_elsewhere": "⌂ ours: other dealers sell there",
    "quiet_elsewhere": "↗ theirs: other dealers sell nothing there either",
    "api_failing": "↗ theirs: their API fails",
    "others_sell": "↗ theirs: our other channels sell",
    "own_quiet": "? not clear: our own shop is quiet too, another channel sells",
    "nobody": "? not clear: there is nobody to compare with",
}
WELL = Word("✔ nothing is wrong", OK)


def why(place: Place) -> stat.Panel:
    words = Words(
        "Whose side, and why?",
        "A flow that is quiet is held against our own channels, their API, our other channels, and the same "
        "marketplace at other dealers. Of other troubles, the side that their alerts tell.",
        "It tells whom to call: our own people, or the channel's support.",
        "Follow the runbook of the alert; it has ready words for the channel's chat.",
        WELL.text,
        runbook="BizprobeFlowSilent",
    )
    because = f"max by (because) (flow_because:bizprobe_flow_quiet:info{{{flows.THESE}}})"
    # A panel that shows only names says nothing by itself where there is no data.
    nothing = 'label_replace(vector(0), "side", "none", "", "")'
    told = f"(max by (side) ({standing.SIDE}) or on () {nothing}) unless on () {because}"
    names = {reason: Word(text, BAD) for reason, text in BECAUSE.items()} | SIDE | {"none": WELL}
    panel = numbers(
        place,
        words,
        "none",
        [now(because, "{{because}}"), now(told, "{{side}}")],
        limits=ANY_IS_BAD,
        names=names,
    )
    return panel.text_mode(BigValueTextMode.NAME)
