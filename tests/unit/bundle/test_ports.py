"""Ports that are taken are stepped around."""

import socket
from collections.abc import Iterator
from dataclasses import astuple

import pytest

from bizprobe.bundle.ports import Ports, free_ports
from bizprobe.errors import BundleError


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as foreign:
        yield foreign.getsockname()[1]


@pytest.fixture
def free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def test_a_free_port_is_kept(free: int) -> None:
    with free_ports(Ports(prometheus=free)) as ports:
        assert ports.prometheus == free


def test_a_taken_port_is_stepped_around(taken: int) -> None:
    with free_ports(Ports(prometheus=taken)) as ports:
        assert ports.prometheus > taken
        with socket.create_server(("127.0.0.1", ports.prometheus)):
            pass


def test_a_port_that_somebody_holds_on_all_addresses_is_taken() -> None:
    with socket.create_server(("0.0.0.0", 0)) as foreign:
        port = foreign.getsockname()[1]
        with free_ports(Ports(grafana=port)) as ports:
            assert ports.grafana != port


def test_no_two_parts_share_a_port(free: int) -> None:
    with free_ports(Ports(free, free, free, free, free)) as ports:
        assert len(set(astuple(ports))) == 5


def test_no_two_bundles_share_a_port_even_before_they_listen(free: int) -> None:
    with free_ports(Ports(sandbox=free)) as one, free_ports(Ports(sandbox=free)) as other:
        assert set(astuple(one)).isdisjoint(astuple(other))


def test_a_port_can_be_had_again_when_the_bundle_has_ended(free: int) -> None:
    with free_ports(Ports(sandbox=free)):
        pass
    with free_ports(Ports(sandbox=free)) as again:
        assert again.sandbox == free


def test_it_is_told_when_no_port_is_left() -> None:
    with (
        socket.create_server(("127.0.0.1", 65535)),
        pytest.raises(BundleError, match="every port from 65535 on is taken"),
    ):
        free_ports(Ports(sandbox=65535)).__enter__()
