"""Questions about prices and stocks in PromQL, answered by (dealer, channel) unless it says otherwise.

Everything is aggregated before it is joined, so that two exporters never match many to many. What was not
read is in no series, and so never looks well.
"""

WHO = "dealer, channel"
THESE = 'dealer=~"$dealer",channel=~"$channel"'


def compared(what: str) -> str:
    """The channels whose prices or stocks must be compared, from the configuration."""
    return f'max by ({WHO}) (bizprobe_compare_info{{{THESE},what="{what}"}})'


def pages(what: str) -> str:
    """The same with the address of the page that lists the offenders."""
    return f'max by ({WHO}, url) (bizprobe_compare_info{{{THESE},what="{what}"}})'


def read_age(what: str) -> str:
    """Seconds since both sides were last read whole."""
    return f'time() - max by ({WHO}) (bizprobe_compare_read_timestamp_seconds{{{THESE},what="{what}"}})'


def items(family: str, state: str) -> str:
    """How many items are in a state."""
    return f'max by ({WHO}) ({family}{{{THESE},state="{state}"}})'


def by_state(family: str) -> str:
    """How many items are in each state, over all channels that are chosen."""
    return f"sum by (state) (max by ({WHO}, state) ({family}{{{THESE}}}))"


def share_of_limit(family: str) -> str:
    """The worst state as a share of the tightest limit that it has; a tolerance of none counts as one."""
    limit = f"min by ({WHO}, state) ({family}_limit{{{THESE}}})"
    return f"max by ({WHO}) (max by ({WHO}, state) ({family}{{{THESE}}}) / (1 + {limit}))"


def wrong(family: str, what: str) -> str:
    """The number of look.COMPARED that is true of each channel."""

    def beyond(severity: str) -> str:
        limit = f'max by ({WHO}, state) ({family}_limit{{{THESE},severity=~"{severity}"}})'
        return f"max by ({WHO}) (max by ({WHO}, state) ({family}{{{THESE}}}) > {limit})"

    known = f"max by ({WHO}) ({family}{{{THESE}}})"
    return "\nor ".join(
        (
            f"clamp({beyond('critical')}, 2, 2)",
            f"clamp({beyond('.+')}, 1, 1)",
            f"0 * {known}",
            f"3 * ({compared(what)} unless on ({WHO}) {known})",
        )
    )


def gap(direction: str) -> str:
    """The money between the sides, one piece of each item, by currency."""
    family = f'bizprobe_price_gap_amount{{{THESE},direction="{direction}"}}'
    return f"max by ({WHO}, currency) ({family})"


def loss(window: str, by: str = f"{WHO}, currency") -> str:
    """What order lines sold below every valid price have cost."""
    return f"sum by ({by}) (increase(bizprobe_price_loss_amount_total{{{THESE}}}[{window}]))"


def exchanged(family: str, exchange: str, by: str = WHO) -> str:
    """A gauge of the last exchange of prices or stocks."""
    return f'sum by ({by}) (max by ({WHO}, exchange) ({family}{{{THESE},exchange="{exchange}"}}))'


def lost_pages(exchange: str) -> str:
    """Pages of the last exchange that did not arrive."""
    expected = exchanged("bizprobe_exchange_pages_expected", exchange)
    return f"{expected} - {exchanged('bizprobe_exchange_pages_received', exchange)}"


def exchange_age(exchange: str) -> str:
    """Seconds since the last exchange ended."""
    last = f'bizprobe_exchange_last_timestamp_seconds{{{THESE},exchange="{exchange}"}}'
    return f"time() - max by ({WHO}) ({last})"
