"""Ends what a supervisor left behind when it was killed without a chance to do so itself.

Run as a script of its own, in its own session. The supervisor writes ``+PGID`` or ``-PGID`` a line to its standard input, as
process groups come and go, and ``bye`` at a clean end. The end of input without ``bye`` means that the supervisor is gone:
every group still known is asked to stop, then killed. Only the standard library: it is started without site-packages and so
costs few megabytes.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import suppress

GRACE = 5.0
"""Seconds between the request to stop and the kill: enough for a database to be closed, short enough to start again."""


def main() -> None:
    """Follow the supervisor's list until it ends."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    groups: set[int] = set()
    for line in sys.stdin:
        word = line.strip()
        if word == "bye":
            return
        if word.startswith("+"):
            groups.add(int(word))
        elif word.startswith("-"):
            groups.discard(-int(word))
    _end(groups)


def _end(groups: set[int]) -> None:
    deadline = time.monotonic() + GRACE
    _signal(groups, signal.SIGTERM)
    while any(map(_alive, groups)) and time.monotonic() < deadline:
        time.sleep(0.1)
    _signal(groups, signal.SIGKILL)


def _alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except OSError:
        return False
    return True


def _signal(groups: set[int], number: signal.Signals) -> None:
    for group in groups:
        with suppress(OSError):
            os.killpg(group, number)


if __name__ == "__main__":
    main()
