"""The migrations lead to exactly the schema that the tables describe, on both dialects, and back."""

from __future__ import annotations

from alembic import command
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

from bot.db.migrate import alembic_config
from bot.db.tables import Base
from tests.conftest import ROOT


def test_head_is_what_the_tables_describe(db_url: str) -> None:
    command.check(alembic_config(ROOT, db_url))


def test_nothing_is_deleted_by_cascade(db_url: str) -> None:
    """Invariant 7, in the database as it is and in the tables as they are described."""
    engine = create_engine(db_url.replace("+aiosqlite", ""))
    inspector = inspect(engine)
    found = {
        f"{table}.{key['constrained_columns'][0]}": {name: key.get("options", {}).get(name) for name in ("ondelete", "onupdate")}
        for table in inspector.get_table_names()
        for key in inspector.get_foreign_keys(table)
    }
    engine.dispose()
    assert "case_messages.case_id" in found
    assert {key: rules for key, rules in found.items() if set(rules.values()) - {None, "NO ACTION", "RESTRICT"}} == {}
    assert [key for table in Base.metadata.tables.values() for key in table.foreign_keys if key.ondelete or key.onupdate] == []
    assert [mapper.class_ for mapper in Base.registry.mappers if mapper.relationships] == [], "none, so none that cascades"


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


def test_of_two_check_ins_of_a_day_the_newer_stays(db_url: str) -> None:
    config = alembic_config(ROOT, db_url)
    command.downgrade(config, "0001")
    engine = create_engine(db_url.replace("+aiosqlite", ""))
    insert = text(
        "INSERT INTO check_ins (id, patient_id, conversation_id, day, pain, content_version, created_at)"
        " VALUES (:id, :patient, 'c', :day, :pain, 'v1', :at)"
    )
    insert_person = text(
        "INSERT INTO people (id, role, display_name, locale, country, time_zone, created_at)"
        " VALUES (:id, 'patient', 'P', 'en', '', 'UTC', '2026-03-01 08:00:00')"
    )
    rows = [
        ("1", "a", "2026-03-01", 1, "2026-03-01 09:00:00"),
        ("2", "a", "2026-03-01", 2, "2026-03-01 09:00:01"),
        ("3", "a", "2026-03-02", 3, "2026-03-02 09:00:00"),
        ("4", "b", "2026-03-01", 4, "2026-03-01 09:00:00"),
        ("5", "b", "2026-03-01", 5, "2026-03-01 09:00:00"),
    ]
    with engine.begin() as connection:
        for patient in "ab":
            connection.execute(insert_person, {"id": patient})
        connection.execute(insert, [dict(zip(("id", "patient", "day", "pain", "at"), row, strict=True)) for row in rows])
    command.upgrade(config, "head")
    with engine.connect() as connection:
        kept = connection.execute(text("SELECT pain FROM check_ins ORDER BY pain")).scalars().all()
    engine.dispose()
    assert kept == [2, 3, 5]


def test_a_database_that_came_to_0005_without_0004_is_given_it(db_url: str) -> None:
    """Read marks were on the main branch before the ladder, which stands in front of them."""
    config = alembic_config(ROOT, db_url)
    command.downgrade(config, "0003")
    engine = create_engine(db_url.replace("+aiosqlite", ""))
    read_marks = ScriptDirectory.from_config(config).get_revision("0005").module
    with engine.begin() as connection, Operations.context(MigrationContext.configure(connection)):
        read_marks.upgrade()
    command.stamp(config, "0005")
    names = set(inspect(engine).get_table_names())
    assert ("read_marks" in names, "ladder_steps" in names) == (True, False)
    command.upgrade(config, "head")
    command.check(config)
    command.downgrade(config, "base")
    engine.dispose()


def test_results_from_before_they_were_looked_at_ask_nobody_about_months_ago(db_url: str) -> None:
    config = alembic_config(ROOT, db_url)
    command.downgrade(config, "0007")
    engine = create_engine(db_url.replace("+aiosqlite", ""))
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO people (id, role, display_name, locale, country, time_zone, created_at)"
                " VALUES ('p', 'patient', 'P', 'en', '', 'UTC', '2026-03-01 08:00:00')"
            )
        )
        connection.execute(
            text(
                "INSERT INTO measure_results"
                " (id, patient_id, conversation_id, measure, answers, score, band, content_version, created_at)"
                " VALUES ('r', 'p', 'c', 'phq9', '{}', 24, 'severe', 'phq9-1', '2026-03-01 08:00:00')"
            )
        )
    command.upgrade(config, "head")
    with engine.connect() as connection:
        row = connection.execute(text("SELECT assessed_at = created_at, deteriorations FROM measure_results")).one()
    engine.dispose()
    assert (bool(row[0]), row[1] in ("[]", [])) == (True, True)
