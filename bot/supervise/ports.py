"""Ports: whether the public one is free, and free ones for the private parts."""

from __future__ import annotations

import errno
import socket
from contextlib import suppress

import psutil

from bot.errors import HandrailError

LOOPBACK = "127.0.0.1"


def require_free(host: str, port: int) -> int:
    """Return ``port``, or a free one when it is 0.

    Raises:
        HandrailError: when this machine cannot listen there, with who does when that can be seen.
    """
    try:
        family, kind, proto, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(family, kind, proto) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen(1)
            return int(probe.getsockname()[1])
    except socket.gaierror as error:
        raise HandrailError(f"{host} is no address of this machine", remedy="name another with --host") from error
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise HandrailError(
                f"port {port} is in use{_by_whom(port)}", remedy="stop that, or name another with --port"
            ) from error
        raise HandrailError(
            f"cannot listen on {host} port {port}: {error.strerror}", remedy="name others with --host and --port"
        ) from error


def free_ports(count: int) -> list[int]:
    """Return ``count`` different ports that are free on loopback now."""
    probes = [socket.socket(socket.AF_INET, socket.SOCK_STREAM) for _ in range(count)]
    try:
        for probe in probes:
            probe.bind((LOOPBACK, 0))
        return [int(probe.getsockname()[1]) for probe in probes]
    finally:
        for probe in probes:
            probe.close()


def _by_whom(port: int) -> str:
    with suppress(psutil.Error, OSError):
        for connection in psutil.net_connections("tcp"):
            if connection.status == psutil.CONN_LISTEN and connection.laddr and connection.laddr.port == port and connection.pid:
                with suppress(psutil.Error):
                    return f" by process {connection.pid} ({psutil.Process(connection.pid).name()})"
    return ""
