"""Log files of the parts: appended, bounded in size, readable by their owner only."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

LIMIT = 10 * 1024 * 1024
"""Bytes after which a file is put aside."""
KEEP = 3
"""How many files put aside are kept."""
LONGEST_LINE = 8192
"""Bytes of a line that are kept; a part that writes without line ends must not fill memory."""


class LogFile:
    """Takes raw output in pieces, keeps whole lines, and remembers the last of them."""

    def __init__(self, path: Path, *, limit: int = LIMIT, keep: int = KEEP) -> None:
        self.path = path
        self.last = ""
        """The last line that was not empty, for the message about an early death."""
        self._limit = limit
        self._keep = keep
        self._rest = b""
        self._file: BinaryIO | None = None

    def feed(self, piece: bytes) -> list[str]:
        """Write ``piece`` and return the lines it completed, without their ends."""
        *whole, rest = (self._rest + piece).split(b"\n")
        if len(rest) > LONGEST_LINE:
            whole.append(rest)
            rest = b""
        self._rest = rest
        return self._write(whole)

    def close(self) -> list[str]:
        """Write what is left and close the file; a later ``feed`` opens it again."""
        rest, self._rest = self._rest, b""
        lines = self._write([rest] if rest else [])
        if self._file is not None:
            self._file.close()
            self._file = None
        return lines

    def _write(self, raw: list[bytes]) -> list[str]:
        if not raw:
            return []
        cut = [line.rstrip(b"\r")[:LONGEST_LINE] for line in raw]
        file = self._open()
        file.write(b"".join(line + b"\n" for line in cut))
        file.flush()
        lines = [line.decode("utf-8", "replace") for line in cut]
        self.last = next((line for line in reversed(lines) if line.strip()), self.last)
        if file.tell() > self._limit:
            self._put_aside()
        return lines

    def _open(self) -> BinaryIO:
        if self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.fdopen(os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab")
        return self._file

    def _put_aside(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
        for number in range(self._keep, 0, -1):
            older = self.path.with_name(f"{self.path.name}.{number}")
            newer = self.path if number == 1 else self.path.with_name(f"{self.path.name}.{number - 1}")
            if newer.exists():
                newer.replace(older)
