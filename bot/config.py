"""Settings, read once from the environment (``HANDRAIL_*``) and from ``handrail.env`` in the data folder's parent.

Every process of one instance reads the same settings; ``handrail up`` passes them to its children by environment.
``docs/configuration.md`` lists them, and a test holds the list against this file.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import HandrailError

IPV6 = 6
"""Its addresses stand in brackets in a URL."""


class Settings(BaseSettings):
    """What an administrator may set. Times are in seconds unless the name says otherwise."""

    model_config = SettingsConfigDict(env_prefix="HANDRAIL_", env_file="handrail.env", extra="ignore", frozen=True)

    project_dir: Path | None = Field(
        default=None,
        description="Folder with config.yml, domain.yml, content/ and web/. Default: found upwards from the working folder.",
    )
    data_dir: Path = Field(default=Path(".handrail"), description="Database, secret and logs of this instance.")
    host: str = Field(default="127.0.0.1", description="Address on which the gateway listens.")
    port: int = Field(default=8460, ge=0, le=65535, description="Port of the gateway, the only public process.")
    public_url: str | None = Field(
        default=None, description="Address that browsers use, when a proxy stands in front; decides Origin and cookies."
    )
    trusted_proxies: int = Field(default=0, ge=0, description="How many reverse proxies stand in front of the gateway.")
    database_url: str | None = Field(
        default=None, description="SQLAlchemy URL; default is SQLite in the data folder. PostgreSQL: postgresql+psycopg://..."
    )
    redis_url: str | None = Field(default=None, description="Wake-ups and locks between several gateways.")
    rasa_url: str = Field(default="http://127.0.0.1:5005", description="Where Rasa listens; never public.")
    actions_url: str = Field(default="http://127.0.0.1:5055", description="Where the action server listens; never public.")
    internal_token: str | None = Field(
        default=None, description="Shared secret of gateway, Rasa and action server; default: made in the data folder."
    )
    secret: str | None = Field(default=None, description="Key for cookies and tokens; default: made in the data folder.")
    demo: bool = Field(default=False, description="Demo accounts and the demo page.")
    locale: str = Field(default="en", description="Folder of content/ that patients read.")
    country: str = Field(default="", description="ISO 3166 code that selects crisis lines; empty: international directory.")
    model_path: Path | None = Field(default=None, description="Trained Rasa model; default: the newest for this project.")
    screen_deadline: float = Field(
        default=2.0, gt=0, description="After this the screen is late and the message counts as flagged."
    )
    escalate_deadline: float = Field(
        default=0.6, gt=0, description="How long a flagged message waits for action_escalate before the safety net opens the case."
    )
    reply_deadline: float = Field(default=8.0, gt=0, description="After this the patient gets an honest delay instead of the bot.")
    messages_per_minute: int = Field(default=60, ge=0, description="Most messages a patient may send in a minute; 0: no limit.")
    claim_lease: float = Field(default=300.0, gt=0, description="How long a claim on a case lasts without renewal.")
    clock_high: float = Field(
        default=600.0, gt=0, description="Time to a person for emergency and high cases (10 min; evidence: CAMH, climbs at 30 min)."
    )
    clock_moderate: float = Field(default=14400.0, gt=0, description="For moderate cases: 4 h (NHS England, very urgent).")
    clock_low: float = Field(
        default=0.0, ge=0, description="For low cases; 0: the end of the next day with opening hours, and 24 h where none are set."
    )
    follow_up_deadline: float = Field(
        default=600.0,
        gt=0,
        description="How long a patient has to answer the follow-up of PHQ-9 item 9, or to look over a finished questionnaire, "
        "before it is decided without them whether a person is asked to read it (10 min).",
    )
    opening_hours: str = Field(
        default="",
        description="When somebody is there, such as Mon-Fri 09:00-17:00; empty: promises hold at any time.",
    )
    time_zone: str = Field(
        default="UTC", description="The clinic's time zone, in which its hours are meant, and times in notifications."
    )
    holidays: str = Field(default="", description="Dates on which it is closed, such as 2026-12-25, 2026-12-28..2027-01-01.")
    on_call: bool = Field(
        default=False,
        description="Whether somebody answers emergency and high cases outside the hours: their clock never rests.",
    )
    mail_url: str | None = Field(
        default=None, description="The clinic's mail server as an apprise URL: mailtos://user:password@host?from=address."
    )
    alarm_urls: str = Field(
        default="",
        description="The administrator's channel: apprise URLs with spaces between; asked when nobody else answers.",
    )
    drill_hours: float = Field(default=6.0, ge=0, description="Hours between two drills; 0: none.")
    drill_deadline: float = Field(default=120.0, gt=0, description="How long a drill may take from end to end.")
    session_days: int = Field(default=30, gt=0, description="How long a patient's browser stays logged in.")
    staff_session_hours: int = Field(default=12, gt=0, description="How long a staff browser stays logged in.")
    log_level: str = Field(default="INFO", description="DEBUG, INFO, WARNING or ERROR; patient text is never logged at any.")

    @field_validator("mail_url")
    @classmethod
    def _mail_server(cls, value: str | None) -> str | None:
        if value and not value.startswith(("mailto://", "mailtos://")):
            raise ValueError(
                "the mail server is written mailto://host:port?from=address or mailtos://user:password@host?from=address"
            )
        return value or None

    @field_validator("alarm_urls")
    @classmethod
    def _addresses(cls, value: str) -> str:
        if any("://" not in address for address in value.split()):
            raise ValueError("alarm URLs are apprise URLs with spaces between them, as in mailto://... ntfy://...")
        return value

    @property
    def alarms(self) -> tuple[str, ...]:
        """The addresses of the administrator's channel."""
        return tuple(self.alarm_urls.split())

    @property
    def console_url(self) -> str:
        """Where staff open the console."""
        try:
            here = ip_address(self.host)
            host = "localhost" if here.is_unspecified or here.is_loopback else f"[{here}]" if here.version == IPV6 else str(here)
        except ValueError:
            host = self.host
        return f"{(self.public_url or f'http://{host}:{self.port}').rstrip('/')}/console"

    @property
    def root(self) -> Path:
        """The project's folder (see ``project_dir``).

        Raises:
            HandrailError: when no folder upwards holds ``config.yml`` and ``domain.yml``.
        """
        if self.project_dir is not None:
            return self.project_dir.resolve()
        return find_project(Path.cwd())

    @property
    def sqlalchemy_url(self) -> str:
        """The database's URL in SQLAlchemy's async form."""
        if self.database_url:
            return self.database_url.replace("postgresql://", "postgresql+psycopg://", 1)
        return f"sqlite+aiosqlite:///{self.data_dir.resolve() / 'handrail.db'}"

    @property
    def cookie_secret(self) -> str:
        """Key for cookies and signed tokens."""
        return self.secret or _secret_file(self.data_dir / "secret.key")

    @property
    def service_token(self) -> str:
        """What gateway, Rasa and action server show each other."""
        return self.internal_token or _secret_file(self.data_dir / "internal.key")


@lru_cache(maxsize=1)
def load_settings() -> Settings:
    """Read the settings once for this process."""
    return Settings()


def find_project(start: Path) -> Path:
    """Return the nearest folder at or above ``start`` that holds a Rasa project of ours.

    Raises:
        HandrailError: when there is none.
    """
    for folder in (start, *start.parents):
        if (folder / "config.yml").is_file() and (folder / "domain.yml").is_file():
            return folder
    raise HandrailError(
        f"no Handrail project at or above {start}", remedy="change into the project's folder, or set HANDRAIL_PROJECT_DIR"
    )


def _secret_file(path: Path) -> str:
    """Read the secret in ``path``, making it (mode 0600) the first time.

    It is written beside and then linked into place, so that two processes that start at once agree on one secret.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_urlsafe(48))
            with suppress(FileExistsError):
                os.link(draft, path)
            draft.unlink()
        value = path.read_text().strip()
    except OSError as error:
        raise HandrailError(
            f"cannot read or make {path}: {error.strerror}", remedy="make the data folder writable, or name another with --data-dir"
        ) from error
    if not value:
        raise HandrailError(f"{path} is empty", remedy="remove it; a new one is made at the next start (everyone logs in again)")
    return value
