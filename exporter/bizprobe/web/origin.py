"""Refuses requests that another site made a person's browser send."""

from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request


def require_same_origin(request: Request, external_url: str) -> None:
    """Raises HTTPException 403 for a request of a browser from elsewhere. Other tools send no origin.

    Behind a proxy that changes Host, the origin is that of `external_url`.
    """
    origin = request.headers.get("origin")
    site = request.headers.get("sec-fetch-site", "same-origin")
    ours = {request.headers.get("host", "").lower(), urlsplit(external_url).netloc.lower()} - {""}
    same = origin is None or urlsplit(origin).netloc.lower() in ours
    if not same or site not in ("same-origin", "none"):
        raise HTTPException(403, "This request came from another site.")
