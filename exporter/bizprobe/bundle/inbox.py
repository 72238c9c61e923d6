"""The end of the chain in the bundle: takes Alertmanager's messages and shows them to whoever watches."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

Alert = Mapping[str, Any]
"""One alert as Alertmanager's webhook gives it: status, labels, annotations, startsAt."""


class Inbox:
    """The alerts that arrived, the newest last."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.alerts: list[Alert] = []


@contextmanager
def inbox(show: Callable[[Alert], None]) -> Iterator[Inbox]:
    """Listens on loopback as long as the block lasts. `show` is called from a thread of its own."""
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        opened = Inbox(f"http://127.0.0.1:{server.server_port}/alerts")
        server.RequestHandlerClass = partial(_Webhook, opened, show)
        thread = Thread(target=server.serve_forever, name="inbox", daemon=True)
        thread.start()
        try:
            yield opened
        finally:
            server.shutdown()
            thread.join()


class _Webhook(BaseHTTPRequestHandler):
    def __init__(self, inbox: Inbox, show: Callable[[Alert], None], *request: Any) -> None:
        self._inbox, self._show = inbox, show
        super().__init__(*request)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        for alert in json.loads(body)["alerts"]:
            self._inbox.alerts.append(alert)
            self._show(alert)
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Says nothing: the alerts themselves are what is shown."""
