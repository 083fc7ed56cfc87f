from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from bot.errors import HandrailError
from bot.supervise.ports import free_ports, require_free


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(1)
        yield listener.getsockname()[1]


def test_a_port_in_use_is_one_clear_line_with_a_remedy(taken: int) -> None:
    with pytest.raises(HandrailError, match=f"port {taken} is in use") as caught:
        require_free("127.0.0.1", taken)
    assert "--port" in caught.value.remedy
    assert "\n" not in str(caught.value)


def test_all_addresses_collide_with_one(taken: int) -> None:
    with pytest.raises(HandrailError, match="in use"):
        require_free("0.0.0.0", taken)  # noqa: S104


def test_port_0_takes_a_free_one() -> None:
    port = require_free("127.0.0.1", 0)
    assert port > 0
    assert require_free("127.0.0.1", port) == port


@pytest.mark.parametrize("host", ["203.0.113.7", "no-such-host.invalid"])
def test_an_address_that_is_not_ours(host: str) -> None:
    with pytest.raises(HandrailError, match=host):
        require_free(host, 0)


def test_ipv6_where_there_is_one() -> None:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        with pytest.raises(HandrailError):
            require_free("::1", 0)
    else:
        assert require_free("::1", 0) > 0


def test_free_ports_differ() -> None:
    ports = free_ports(20)
    assert len(set(ports)) == 20
