"""What Alertmanager sends is kept and shown."""

import httpx

from bizprobe.bundle.inbox import Alert, inbox


def test_every_alert_of_a_message_is_kept_and_shown() -> None:
    shown: list[Alert] = []
    alerts = [{"status": "firing", "labels": {"channel": name}} for name in ("ozon", "kupi")]
    with inbox(shown.append) as opened:
        answer = httpx.post(opened.url, json={"alerts": alerts}, trust_env=False)
    assert answer.status_code == 200
    assert opened.alerts == shown == alerts


def test_a_closed_inbox_lets_go_of_its_port() -> None:
    with inbox(lambda alert: None) as opened:
        url = opened.url
    try:
        httpx.post(url, json={"alerts": []}, trust_env=False)
    except httpx.ConnectError:
        return
    raise AssertionError("somebody still answers")
