"""The end of the chain in the bundle: takes Alertmanager's messages and shows them to whoever watches."""

import json
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Annotated, Any

import typer

Alert = Mapping[str, Any]
"""One alert as Alertmanager's webhook gives it: status, labels, annotations, startsAt."""


class Inbox:
    """The alerts that arrived, the newest last."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.alerts: list[Alert] = []


def as_line(alert: Alert) -> str:
    """An alert for a terminal."""
    labels, annotations = alert["labels"], alert["annotations"]
    text = annotations.get("description") or annotations.get("summary", "")
    about = [labels[name] for name in ("alertname", "dealer", "channel", "probe") if name in labels]
    return f"ALERT {alert['status'].upper()} {labels.get('severity', '')} {'/'.join(about)}: {text}"


@contextmanager
def inbox(show: Callable[[Alert], None], port: int = 0) -> Iterator[Inbox]:
    """Listens on loopback as long as the block lasts. `show` is called from a thread of its own."""
    with ThreadingHTTPServer(("127.0.0.1", port), BaseHTTPRequestHandler) as server:
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


def main(port: Annotated[int, typer.Option(help="Port on loopback.")] = 19311) -> None:
    """Shows the alerts that Alertmanager sends here, until it is ended."""
    ends = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)
    with inbox(lambda alert: typer.echo(as_line(alert)), port):
        signal.sigwait(ends)


if __name__ == "__main__":
    typer.run(main)
