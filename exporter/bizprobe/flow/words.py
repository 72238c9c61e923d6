"""Spans of time and numbers in words."""

_UNITS = (("d", 86400), ("h", 3600), ("m", 60), ("s", 1))


def span(seconds: float) -> str:
    """The two largest units of a span, as settings write it: `2h10m`, `45s`, `3d`."""
    left, parts = max(0, int(seconds)), []
    for unit, size in _UNITS:
        number, left = divmod(left, size)
        if number:
            parts.append(f"{number}{unit}")
    return "".join(parts[:2]) or "0s"
