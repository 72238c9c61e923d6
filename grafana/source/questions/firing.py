"""Alerts that concern people, from Prometheus' own series of them. `about` are matchers of labels."""

LOUD = 'severity=~"critical|warning"'


def firing(about: str, severity: str = LOUD) -> str:
    """Those that fire."""
    return f'ALERTS{{alertstate="firing",{severity},{about}}}'


def began(about: str, by: str) -> str:
    """When the first of those that fire became true."""
    return f"min by ({by}) (ALERTS_FOR_STATE{{{LOUD},{about}}} and ignoring (alertstate) {firing(about)})"


def side(alerts: str, of: str) -> str:
    """The side that most of the alerts about a thing name: a label."""
    return f"topk by ({of}) (1, count by ({of}, side) ({alerts}))"
