"""The migrations lead to exactly the schema that the tables describe, on both dialects, and back."""

from __future__ import annotations

from alembic import command
from sqlalchemy import create_engine, inspect

from bot.db.migrate import alembic_config
from bot.db.tables import Base
from tests.conftest import ROOT


def test_head_is_what_the_tables_describe(db_url: str) -> None:
    command.check(alembic_config(ROOT, db_url))


def test_every_table_is_there(db_url: str) -> None:
    engine = create_engine(db_url.replace("+aiosqlite", ""))
    names = set(inspect(engine).get_table_names())
    engine.dispose()
    assert set(Base.metadata.tables) <= names


def test_down_and_up_again(db_url: str) -> None:
    config = alembic_config(ROOT, db_url)
    command.downgrade(config, "base")
    command.upgrade(config, "head")
    command.check(config)
