"""Who really asks, where reverse proxies stand in front."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address
from typing import TypeVar

from aiohttp_remotes import XForwardedRelaxed
from multidict import MultiMapping

T = TypeVar("T")


class TrustedProxies(XForwardedRelaxed):
    """Believes the last ``count`` entries of the forwarding headers, which our own proxies wrote, and nothing before them.

    Where fewer are given (a proxy that keeps only one of a header) the first of them counts; the base class would fail there.
    """

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self._count = count

    def get_forwarded_for(self, headers: MultiMapping[str]) -> list[IPv4Address | IPv6Address]:
        """Return the addresses, at least ``count`` or none."""
        return self._filled(super().get_forwarded_for(headers))

    def get_forwarded_proto(self, headers: MultiMapping[str]) -> list[str]:
        """Return the schemes, at least ``count`` or none."""
        return self._filled(super().get_forwarded_proto(headers))

    def get_forwarded_host(self, headers: MultiMapping[str]) -> list[str]:
        """Return the hosts, at least ``count`` or none."""
        return self._filled(super().get_forwarded_host(headers))

    def _filled(self, given: list[T]) -> list[T]:
        return [given[0]] * (self._count - len(given)) + given if given else given
