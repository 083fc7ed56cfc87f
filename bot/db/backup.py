"""Copies an SQLite database that is in use, as it stood at one moment."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.errors import HandrailError

SECRETS = ("secret.key", "internal.key")
"""Without them the copy works, and everybody must log in anew."""


def database_to_copy(data_dir: Path, target: Path) -> Path:
    """Return the database that a backup of ``data_dir`` into ``target`` copies.

    Raises:
        HandrailError: there is no database, or ``target`` exists.
    """
    source = data_dir / "handrail.db"
    if not source.is_file():
        raise HandrailError(f"there is no database in {data_dir}", remedy="name the instance's folder with --data-dir")
    if target.exists():
        raise HandrailError(f"{target} exists already", remedy="name a folder that does not, such as one with the date in its name")
    return source


def back_up(data_dir: Path, target: Path) -> None:
    """Copy database and secrets of ``data_dir`` into the new folder ``target``; writers go on meanwhile.

    The folder appears under its name only when it is whole, so that a backup cut off is never taken for one.

    Raises:
        HandrailError: there is no database, ``target`` exists, or it cannot be written.
    """
    source = database_to_copy(data_dir, target)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        draft.mkdir(parents=True, mode=0o700)
        with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(draft / source.name)) as copy:
            live.backup(copy)
        for name in SECRETS:
            if (data_dir / name).is_file():
                (draft / name).touch(mode=0o600)
                (draft / name).write_bytes((data_dir / name).read_bytes())
        draft.rename(target)
    except (OSError, sqlite3.Error) as error:
        raise HandrailError(
            f"cannot write {target}: {error}", remedy=f"make room or choose another place, and remove {draft}"
        ) from error
