"""``handrail setup`` and ``handrail people``: how the first people come into an instance that has no defaults."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.common import DataDir, settings_for, with_factory
from bot.errors import Conflict, HandrailError, Invalid, NotFound
from bot.words import Role

if TYPE_CHECKING:
    from bot.accounts.people import Person
    from bot.config import Settings
    from bot.factory import Factory

SHORTEST_PASSWORD = 12
"""Characters of a staff password made here; NIST SP 800-63B asks for 8 at least and for length over composition."""

Login = Annotated[str | None, typer.Option(help="What the person types to log in, such as an e-mail address.")]
Name = Annotated[str | None, typer.Option("--name", help="Name that others see.")]
Country = Annotated[str, typer.Option(help="ISO 3166 code; decides which crisis lines a patient sees.")]
TimeZone = Annotated[str, typer.Option(help="Such as Europe/London.")]

people = typer.Typer(help="Add people and invite patients.", no_args_is_help=True)


def setup(
    login: Annotated[str | None, typer.Option(envvar="HANDRAIL_SETUP_LOGIN", help="The administrator's login.")] = None,
    name: Annotated[str | None, typer.Option(envvar="HANDRAIL_SETUP_NAME", help="Name that others see.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Create the first administrator. The password comes from the terminal, or as one line on standard input."""
    settings = settings_for(data_dir=data_dir)
    with_factory(settings, _require_no_administrator)
    person = _create(settings, Role.ADMINISTRATOR, _ask("Login", login, "--login"), _ask("Name that others see", name, "--name"))
    print(f"Administrator {person.login} created. Log in at /console/.")


@people.command("add")
def add(
    role: Annotated[Role, typer.Argument(help="What the person is.")],
    *,
    login: Login = None,
    name: Name = None,
    therapist: Annotated[str | None, typer.Option(help="For a patient: the login of the therapist who guides them.")] = None,
    country: Country = "",
    time_zone: TimeZone = "UTC",
    data_dir: DataDir = None,
) -> None:
    """Add a person. Staff get a password (asked, or one line on standard input); a patient gets an invitation code."""
    settings = settings_for(data_dir=data_dir)
    if role is not Role.PATIENT:
        person = _create(settings, role, _ask("Login", login, "--login"), _ask("Name that others see", name, "--name"))
        print(f"{role.value} {person.login} added (id {person.id})")
        return
    shown = _ask("Name that others see", name, "--name")

    async def work(factory: Factory) -> tuple[str, str]:
        from bot.accounts.actor import Actor

        guide = None if therapist is None else await _therapist(factory, therapist)
        patient = await factory.accounts.create_person(
            Actor.command_line(),
            Role.PATIENT,
            shown,
            country=country,
            time_zone=time_zone,
            locale=settings.locale,
            therapist_id=guide,
        )
        invitation = await factory.accounts.invite(Actor.command_line(), patient.id)
        return patient.id, invitation.code

    patient_id, code = with_factory(settings, work)
    print(f"patient {shown} added (id {patient_id})\ninvitation code: {code}")


@people.command("invite")
def invite(
    patient_id: Annotated[str, typer.Argument(help="The patient's id, as `people add` and the console show it.")],
    data_dir: DataDir = None,
) -> None:
    """Issue a new invitation code for a patient; codes not used yet stop working."""

    async def work(factory: Factory) -> str:
        from bot.accounts.actor import Actor

        return (await factory.accounts.invite(Actor.command_line(), patient_id)).code

    print(f"invitation code: {with_factory(settings_for(data_dir=data_dir), work)}")


@people.command("list")
def list_people(data_dir: DataDir = None) -> None:
    """List everyone: id, role, login, name."""

    async def work(factory: Factory) -> list[Person]:
        return await factory.accounts.people()

    for person in with_factory(settings_for(data_dir=data_dir), work):
        state = " (disabled)" if person.disabled_at else ""
        print(f"{person.id}  {person.role.value:<13}  {person.login or '-':<24}  {person.display_name}{state}")


async def _require_no_administrator(factory: Factory) -> None:
    if await factory.accounts.has_administrator():
        raise Conflict(
            "there is an administrator already", remedy="add others in the console, or with: handrail people add administrator"
        )


async def _therapist(factory: Factory, login: str) -> str:
    person = await factory.accounts.by_login(login)
    if person is None or person.role is not Role.THERAPIST:
        raise NotFound(f"there is no therapist with the login {login}")
    return person.id


def _create(settings: Settings, role: Role, login: str, name: str) -> Person:
    password = _password()

    async def work(factory: Factory) -> Person:
        from bot.accounts.actor import Actor

        return await factory.accounts.create_person(
            Actor.command_line(), role, name, login=login, password=password, locale=settings.locale
        )

    return with_factory(settings, work)


def _ask(what: str, given: str | None, option: str) -> str:
    if given:
        return given
    if not sys.stdin.isatty():
        raise HandrailError(f"{option} is missing", remedy=f"give {option}, or run this in a terminal to be asked")
    return str(typer.prompt(what))


def _password() -> str:
    if sys.stdin.isatty():
        password = str(
            typer.prompt(f"Password ({SHORTEST_PASSWORD} characters at least)", hide_input=True, confirmation_prompt=True)
        )
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    if len(password) < SHORTEST_PASSWORD:
        raise Invalid(
            f"the password must have at least {SHORTEST_PASSWORD} characters", remedy="a few random words make a good one"
        )
    return password
