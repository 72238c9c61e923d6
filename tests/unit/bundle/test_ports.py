"""Ports that are taken are stepped around."""

import socket
from collections.abc import Iterator

import pytest

from bizprobe.bundle.ports import Ports, choose_ports


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as foreign:
        yield foreign.getsockname()[1]


@pytest.fixture
def free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def test_a_free_port_is_kept(free: int) -> None:
    assert choose_ports(Ports(prometheus=free)).prometheus == free


def test_a_taken_port_is_stepped_around(taken: int) -> None:
    chosen = choose_ports(Ports(prometheus=taken)).prometheus
    assert chosen != taken
    with socket.create_server(("127.0.0.1", chosen)):
        pass


def test_a_port_that_somebody_holds_on_all_addresses_is_taken() -> None:
    with socket.create_server(("0.0.0.0", 0)) as foreign:
        port = foreign.getsockname()[1]
        assert choose_ports(Ports(grafana=port)).grafana != port


def test_no_two_parts_share_a_port(free: int) -> None:
    chosen = choose_ports(Ports(free, free, free, free, free))
    assert len({chosen.exporter, chosen.prometheus, chosen.alertmanager, chosen.grafana, chosen.sandbox}) == 5


def test_there_is_a_port_even_where_none_is_left_above() -> None:
    with socket.create_server(("127.0.0.1", 65535)):
        assert 0 < choose_ports(Ports(sandbox=65535)).sandbox < 65535
