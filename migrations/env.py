"""Alembic's entry: runs the migrations on either dialect, without an event loop."""

from alembic import context
from sqlalchemy import create_engine

from bot.db.tables import Base

IGNORED = ("messages_search", "ix_messages_search")
"""The full-text index, made by ``bot.db.ddl``, which Alembic cannot compare."""


def include_name(name: str | None, kind: str, _parents: object) -> bool:
    """Leave the full-text tables and indexes out of comparisons."""
    return not (kind in ("table", "index") and name is not None and name.startswith(IGNORED))


def run() -> None:
    """Run on a synchronous connection (aiosqlite's URL becomes sqlite3's; psycopg serves both)."""
    url = context.config.get_main_option("sqlalchemy.url", "").replace("+aiosqlite", "")
    engine = create_engine(url)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=url.startswith("sqlite"),
            include_name=include_name,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
    engine.dispose()


run()
