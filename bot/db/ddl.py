"""What the database does by itself: refuse changes to what is append-only, and index the words of messages.

Alembic's migrations call these; the statements are written by hand because neither triggers nor full-text tables are part of
SQLAlchemy's metadata. On SQLite, a later migration that rebuilds one of these tables (Alembic's batch mode) drops its triggers
without a word: it must install them again, and a test counts them.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

FIRST = ("audit_entries", "case_history")
"""The append-only tables of the first schema, which its migration sees to together."""
LATER = {
    "safety_plan_versions": (
        "SELECT 1 FROM safety_plan_versions WHERE id = NEW.id OR (patient_id = NEW.patient_id AND version = NEW.version)"
    )
}
"""Append-only tables that came by a migration of their own, each with the query that finds a row like a new one."""
APPEND_ONLY = (*FIRST, *LATER)
"""Tables that only ever grow (invariant 7)."""


@dataclass(frozen=True, slots=True)
class Statements:
    """How to make something, and how to take it away again, in one dialect."""

    upgrade: tuple[str, ...]
    downgrade: tuple[str, ...]


def triggers(dialect: str) -> Statements:
    """The statements that make the tables of ``FIRST`` refuse every change but INSERT."""
    return _SQLITE_TRIGGERS if dialect == "sqlite" else _POSTGRESQL_TRIGGERS


def search(dialect: str) -> Statements:
    """The statements that index ``messages.search_words``."""
    return _SQLITE_SEARCH if dialect == "sqlite" else _POSTGRESQL_SEARCH


def install_triggers(connection: Connection) -> None:
    """Make the tables append-only."""
    _execute(connection, triggers(connection.dialect.name).upgrade)


def remove_triggers(connection: Connection) -> None:
    """Undo ``install_triggers``."""
    _execute(connection, triggers(connection.dialect.name).downgrade)


def install_append_only(connection: Connection, table: str) -> None:
    """Make one table of ``LATER`` refuse every change but INSERT."""
    if connection.dialect.name == "sqlite":
        _execute(connection, _sqlite_triggers(table, LATER[table]))
    else:
        _execute(connection, _postgresql_triggers(table))


def remove_append_only(connection: Connection, table: str) -> None:
    """Undo ``install_append_only``."""
    if connection.dialect.name == "sqlite":
        _execute(connection, tuple(f"DROP TRIGGER IF EXISTS {table}_{what}" for what in ("no_update", "no_delete", "no_replace")))
    else:
        _execute(connection, (f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}",))


def install_search(connection: Connection) -> None:
    """Index the words of messages, those already stored included."""
    _execute(connection, search(connection.dialect.name).upgrade)


def remove_search(connection: Connection) -> None:
    """Undo ``install_search``."""
    _execute(connection, search(connection.dialect.name).downgrade)


def _execute(connection: Connection, statements: tuple[str, ...]) -> None:
    for statement in statements:
        connection.exec_driver_sql(statement)


def _sqlite_triggers(table: str, same: str) -> tuple[str, ...]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    return (
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
        # INSERT OR REPLACE deletes without firing the trigger above, but only after this one has run.
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS ({same}) {refuse}",
    )


_SQLITE_TRIGGERS = Statements(
    upgrade=(
        *_sqlite_triggers("audit_entries", "SELECT 1 FROM audit_entries WHERE seq = NEW.seq OR digest = NEW.digest"),
        *_sqlite_triggers("case_history", "SELECT 1 FROM case_history WHERE id = NEW.id"),
    ),
    downgrade=tuple(
        f"DROP TRIGGER IF EXISTS {table}_{what}" for table in FIRST for what in ("no_update", "no_delete", "no_replace")
    ),
)


def _postgresql_triggers(table: str) -> tuple[str, ...]:
    return (
        f"""
        CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION handrail_append_only()
        """,
        # ALWAYS: also when session_replication_role would switch ordinary triggers off.
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_append_only",
    )


_POSTGRESQL_TRIGGERS = Statements(
    upgrade=(
        """
        CREATE FUNCTION handrail_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION USING ERRCODE = 'restrict_violation', MESSAGE = TG_TABLE_NAME || ' is append-only';
        END $$
        """,
        *(statement for table in FIRST for statement in _postgresql_triggers(table)),
    ),
    downgrade=(
        *(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}" for table in FIRST),
        "DROP FUNCTION IF EXISTS handrail_append_only()",
    ),
)

_SQLITE_SEARCH = Statements(
    upgrade=(
        # The words come folded and separated by spaces (bot.db.search_words); the ascii tokenizer leaves every other letter alone.
        # detail=none: a search asks whether words occur, not where.
        "CREATE VIRTUAL TABLE messages_search USING fts5(message_id UNINDEXED, words, tokenize='ascii', detail=none)",
        "INSERT INTO messages_search (message_id, words) SELECT id, search_words FROM messages",
        """
        CREATE TRIGGER messages_search_insert AFTER INSERT ON messages
        BEGIN INSERT INTO messages_search (message_id, words) VALUES (NEW.id, NEW.search_words); END
        """,
    ),
    downgrade=("DROP TRIGGER IF EXISTS messages_search_insert", "DROP TABLE IF EXISTS messages_search"),
)

_POSTGRESQL_SEARCH = Statements(
    upgrade=(
        # A short list of what is not yet sorted in (in kB): every search reads it through, and whoever fills it up sorts it in.
        """
        CREATE INDEX ix_messages_search ON messages USING gin (string_to_array(search_words, ' '))
        WITH (gin_pending_list_limit = 512)
        """,
    ),
    downgrade=("DROP INDEX IF EXISTS ix_messages_search",),
)
