"""``handrail chat``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.common import DataDir, Port, settings_for
from bot.errors import HandrailError

if TYPE_CHECKING:
    from bot.terminal_chat import Chat

DEMO_CODE = "DEMO-PATIENT-1"
_STYLES = {"bot": "cyan", "system": "yellow", "therapist": "green", "patient": "dim"}


def chat(
    *,
    code: Annotated[str, typer.Option(envvar="HANDRAIL_CHAT_CODE", help="The patient's invitation code.")] = DEMO_CODE,
    url: Annotated[str | None, typer.Option(help="Address of the gateway; default: the instance of the data folder.")] = None,
    wait: Annotated[float, typer.Option(help="Seconds to wait for each answer.")] = 20.0,
    until_ready: Annotated[float, typer.Option(help="Seconds to wait first until the bot is loaded.")] = 0.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print each message as one line of JSON.")] = False,
    port: Port = None,
    data_dir: DataDir = None,
) -> None:
    """Chat as a patient. On a terminal it asks; otherwise each line of standard input is a message, a number presses a button.

    Exit code 1 when a message got no answer in time, 2 when the chat could not begin.
    """
    import asyncio

    from bot.supervise.instance import local_url

    settings = settings_for(port=port, data_dir=data_dir)
    base = url or (f"http://127.0.0.1:{port}" if port else local_url(settings))
    answered = asyncio.run(_chat(base, code, wait, until_ready, as_json=as_json))
    raise typer.Exit(0 if answered else 1)


async def _chat(url: str, code: str, wait: float, until_ready: float, *, as_json: bool) -> bool:
    from bot.terminal_chat import Chat, PatientClient

    async with PatientClient(url) as client:
        await client.login(code)
        chat = Chat(client, _show_json if as_json else _show, wait)
        try:
            new = await chat.open()
            if until_ready and not await chat.until_ready(until_ready):
                raise HandrailError(f"the bot was not ready within {until_ready:g} s", remedy="see the logs of rasa")
            if new and chat.bot_ready:
                await chat.settle()
            return await (_talk(chat) if sys.stdin.isatty() else _read_script(chat))
        finally:
            await chat.close()


async def _read_script(chat: Chat) -> bool:
    answered = True
    for raw in sys.stdin:
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if not await chat.say(line):
            print(f"handrail: no answer within {chat.wait:g} s", file=sys.stderr)
            answered = False
    return answered


async def _talk(chat: Chat) -> bool:
    import asyncio

    print("Write a message, or the number of a button. Ctrl-D ends the chat.")
    while True:
        try:
            line = (await asyncio.to_thread(input, "> ")).strip()
        except EOFError:
            return True
        if line and not await chat.say(line):
            print("(no answer yet)" if chat.owner == "bot" else "(a person has been told; the answer appears here)")


def _show(message: dict[str, Any], buttons: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.text import Text

    sender = str(message["sender"])
    name = str(message.get("sender_name") or sender) if sender == "therapist" else sender
    line = Text(f"{name}: ", style=f"bold {_STYLES.get(sender, '')}".strip())
    line.append(str(message["text"]), style="")
    console = Console(highlight=False, soft_wrap=not sys.stdout.isatty())
    console.print(line)
    element = (message.get("content") or {}).get("element") or {}
    for detail in _details(element):
        console.print(Text(f"    {detail}", "dim"))
    slider = element.get("type") == "slider"  # there a number is the answer: write the button's words
    for number, button in enumerate(buttons, 1):
        console.print(Text(f"    [{button['title']}]" if slider else f"    [{number}] {button['title']}"))


def _details(element: dict[str, Any]) -> list[str]:
    """Return what the widget draws beside the text, as lines."""
    kind = element.get("type")
    if kind == "slider":
        return [f"{element['min']} ({element.get('low_label', '')}) to {element['max']} ({element.get('high_label', '')})"]
    if kind == "lesson":
        return [f"{element.get('title', '')}: step {element.get('step')} of {element.get('steps')}"]
    if kind == "help":
        return [_line_of_help(line) for line in element.get("card", {}).get("lines", ())]
    return []


def _line_of_help(line: dict[str, Any]) -> str:
    return ", ".join(str(line[key]) for key in ("name", "phone", "sms", "url", "hours") if line.get(key))


def _show_json(message: dict[str, Any], buttons: list[dict[str, Any]]) -> None:
    import json

    print(json.dumps({**message, "buttons": buttons}, ensure_ascii=False), flush=True)
