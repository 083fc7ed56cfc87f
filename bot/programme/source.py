"""The content as it is now: a file that a clinician saves is read by every process within seconds."""

from __future__ import annotations

import time
from pathlib import Path

import structlog

from bot.programme.content import Content
from bot.programme.files import ContentError

log = structlog.get_logger(__name__)

PATIENCE = 2.0
"""Seconds between two looks at the files' times."""

Signature = frozenset[tuple[str, int, int]]


class ContentSource:
    """Reads one locale of ``content/``, and reads it again when a file has changed.

    A change with a mistake in it is told in the log and not taken over: what was right before is shown on.
    """

    def __init__(self, folder: Path, patience: float = PATIENCE) -> None:
        self._folder = folder
        self._patience = patience
        self._content: Content | None = None
        self._signature: Signature = frozenset()
        self._looked = 0.0

    @property
    def now(self) -> Content:
        """The content.

        Raises:
            ContentError: when it was wrong from the start.
        """
        if self._content is not None and time.monotonic() - self._looked < self._patience:
            return self._content
        signature = self._look()
        self._looked = time.monotonic()
        if self._content is None:
            self._content = Content.load(self._folder)
        elif signature != self._signature:
            try:
                self._content = Content.load(self._folder)
                log.info("content changed", version=self._content.version)
            except ContentError as error:
                log.error("changed content is not taken over", mistake=str(error))
        self._signature = signature
        return self._content

    def _look(self) -> Signature:
        found = set()
        for path in self._folder.rglob("*.yml"):
            try:
                about = path.stat()
            except OSError:
                continue  # an editor is just replacing it
            found.add((str(path), about.st_mtime_ns, about.st_size))
        return frozenset(found)
