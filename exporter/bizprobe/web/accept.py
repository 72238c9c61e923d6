"""What a client accepts, from its Accept headers."""

from bizprobe.metrics.exposition import Format


def chosen_format(accept: str) -> Format:
    """OpenMetrics 1.0 for who asks for it and does not like the text format better, else the text format."""
    openmetrics = text = 0.0
    for kind, parameters, quality in _ranges(accept):
        version = parameters.get("version")
        if kind == "application/openmetrics-text" and version in ("1.0.0", None):
            openmetrics = max(openmetrics, quality)
        elif kind == "text/plain" and version in ("0.0.4", None):
            text = max(text, quality)
    return Format.OPENMETRICS if openmetrics > 0 and openmetrics >= text else Format.TEXT


def accepts_gzip(accept_encoding: str) -> bool:
    qualities = {coding: quality for coding, _, quality in _ranges(accept_encoding)}
    return qualities.get("gzip", qualities.get("*", 0.0)) > 0


def accepts_html(accept: str) -> bool:
    return any(kind == "text/html" and quality > 0 for kind, _, quality in _ranges(accept))


def _ranges(header: str) -> list[tuple[str, dict[str, str], float]]:
    """Each value of the header in lower case, its parameters and its quality; an unreadable quality is 0."""
    found = []
    for part in header.lower().split(","):
        value, *rest = (word.strip() for word in part.split(";"))
        parameters = {
            name.strip(): text.strip().strip('"') for name, _, text in (word.partition("=") for word in rest)
        }
        found.append((value, parameters, _quality(parameters.pop("q", "1"))))
    return found


def _quality(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
