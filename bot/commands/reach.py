"""``handrail on-call`` and ``handrail contacts``: whom a case asks, and where people are reached outside the console."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.common import DataDir, settings_for, with_factory
from bot.errors import NotFound

if TYPE_CHECKING:
    from bot.factory import Factory

NOBODY_ON_CALL = (
    "Nobody is on call: the patient’s own therapists are asked (all therapists where they have none), "
    "then the supervisors, then the administrators."
)
"""The console says the same words; a test holds the two together."""

Login = Annotated[str, typer.Argument(help="The person's login.")]

on_call = typer.Typer(help="Who is asked about a case after the patient's own therapists.", no_args_is_help=True)
contacts = typer.Typer(help="Where staff are reached outside the console.", no_args_is_help=True)


@on_call.command("show")
def show(data_dir: DataDir = None) -> None:
    """List who is on call, the first asked first."""

    async def work(factory: Factory) -> list[str]:
        people = {person.id: person.login or person.id for person in await factory.accounts.people()}
        return [people[person_id] for person_id in await factory.reach.on_call()]

    logins = with_factory(settings_for(data_dir=data_dir), work)
    print("\n".join(logins) or NOBODY_ON_CALL)


@on_call.command("set")
def set_order(
    logins: Annotated[list[str] | None, typer.Argument(help="Therapists' logins, the first asked first; none: nobody.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Replace the on-call order."""

    async def work(factory: Factory) -> None:
        from bot.accounts.actor import Actor

        ids = [await _person(factory, login) for login in logins or []]
        await factory.reach.set_on_call(Actor.command_line(), ids)

    with_factory(settings_for(data_dir=data_dir), work)
    print(f"{len(logins or [])} on call")


@contacts.command("list")
def list_contacts(data_dir: DataDir = None) -> None:
    """List addresses: id, whose, where; those that nothing can be delivered to are marked."""

    async def work(factory: Factory) -> list[str]:
        people = {person.id: person.login or person.id for person in await factory.accounts.people()}
        return [
            f"{one.id}  {people.get(one.person_id, '-'):<24}  {one.shown}{'' if one.works else ' (HANDRAIL_MAIL_URL is not set)'}"
            for one in await factory.reach.contacts()
        ]

    for line in with_factory(settings_for(data_dir=data_dir), work):
        print(line)


@contacts.command("add")
def add(
    login: Login,
    address: Annotated[str, typer.Argument(help="A mail address, or a URL that apprise knows.")],
    data_dir: DataDir = None,
) -> None:
    """Add an address of a staff member."""

    async def work(factory: Factory) -> str:
        from bot.accounts.actor import Actor

        return await factory.reach.add_contact(Actor.command_line(), await _person(factory, login), address)

    print(f"added (id {with_factory(settings_for(data_dir=data_dir), work)})")


@contacts.command("remove")
def remove(
    contact_id: Annotated[str, typer.Argument(help="The address's id, as `contacts list` shows it.")], data_dir: DataDir = None
) -> None:
    """Remove an address."""

    async def work(factory: Factory) -> None:
        from bot.accounts.actor import Actor

        await factory.reach.remove_contact(Actor.command_line(), contact_id)

    with_factory(settings_for(data_dir=data_dir), work)
    print("removed")


async def _person(factory: Factory, login: str) -> str:
    person = await factory.accounts.by_login(login)
    if person is None:
        raise NotFound(f"there is nobody with the login {login}")
    return person.id
