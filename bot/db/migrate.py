"""Bringing the database's schema up to date, with Alembic."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy.exc import DatabaseError

from bot.config import Settings
from bot.errors import HandrailError


def alembic_config(root: Path, url: str) -> Config:
    """Return Alembic's configuration for the scripts in ``root/migrations`` and the database at ``url``."""
    config = Config()
    config.set_main_option("script_location", str(root / "migrations"))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def upgrade(settings: Settings) -> None:
    """Bring the database to the newest schema; does nothing when it is there already.

    Raises:
        HandrailError: when the database cannot be reached or holds something newer.
    """
    url = settings.sqlalchemy_url
    if url.startswith("sqlite"):
        try:
            settings.data_dir.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise HandrailError(
                f"cannot make {settings.data_dir}: {error.strerror}", remedy="name another with --data-dir"
            ) from error
    try:
        command.upgrade(alembic_config(settings.root, url), "head")
    except CommandError as error:
        raise HandrailError(
            f"the database's schema is not one of this version: {error}", remedy="run the newer Handrail"
        ) from error
    except DatabaseError as error:
        raise HandrailError(
            f"the database does not answer: {str(error.orig).splitlines()[0]}", remedy="check HANDRAIL_DATABASE_URL and its rights"
        ) from error
