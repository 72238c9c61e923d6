"""The end of the chain in the bundle: takes Alertmanager's messages and shows them to whoever watches."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

Show = Callable[[Mapping[str, Any]], None]
"""Takes one alert as Alertmanager's webhook gives it: status, labels, annotations, startsAt."""


@contextmanager
def listening(show: Show) -> Iterator[str]:
    """Listens on loopback as long as the block lasts, and yields the address for Alertmanager.

    `show` is called from a thread of its own.
    """
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Webhook, show))
    thread = Thread(target=server.serve_forever, name="alert sink", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/alerts"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Webhook(BaseHTTPRequestHandler):
    def __init__(self, show: Show, *request: Any) -> None:
        self._show = show
        super().__init__(*request)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        for alert in json.loads(body)["alerts"]:
            self._show(alert)
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name that the base class gives
        """Says nothing: the alerts themselves are what is shown."""
