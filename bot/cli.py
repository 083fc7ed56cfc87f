"""The command line: ``handrail COMMAND``. Commands live in ``bot.commands``; this file puts them together and reports errors.

Imports stay light (``handrail --help`` answers in well under a second); a command imports what it needs when it runs.
"""

from __future__ import annotations

import sys
import tempfile
import time
import traceback
from pathlib import Path

import typer

from bot.commands import accounts, audit, backup, bench, chat, content, drill, parts, reach, safety, screen, testing, up
from bot.errors import HandrailError

OPERATOR_ERROR = 2
"""Exit code for what an operator can mend; the supervisor knows it (``bot.supervise.supervisor``)."""

app = typer.Typer(
    name="handrail",
    help="Support between sessions of guided iCBT for chronic pain. Begin with: handrail up --demo",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("up")(up.up)
app.command("setup")(accounts.setup)
app.command("chat")(chat.chat)
app.command("backup")(backup.backup)
app.add_typer(accounts.people, name="people")
app.add_typer(reach.on_call, name="on-call")
app.add_typer(reach.contacts, name="contacts")
app.add_typer(drill.drill, name="drill")
app.add_typer(audit.audit, name="audit")
app.add_typer(content.content, name="content")
app.command("screen")(screen.screen)
app.add_typer(safety.safety, name="safety")
for _name in ("gateway", "rasa", "actions", "worker", "train", "migrate"):
    app.command(_name, rich_help_panel="One part alone")(getattr(parts, _name))
_EXTRA = {"allow_extra_args": True, "ignore_unknown_options": True}
app.command("test", rich_help_panel="Development", context_settings=_EXTRA)(testing.run)
app.command("web", rich_help_panel="Development")(testing.web)
app.command("bench", rich_help_panel="Development")(bench.bench)


@app.command()
def version() -> None:
    """Print the version."""
    from importlib.metadata import version as installed  # noqa: PLC0415 - slow to import

    print(installed("handrail"))


def main() -> None:
    """Run a command; print an error that an operator can mend as one line, keep the traceback of any other in a file."""
    try:
        app()
    except HandrailError as error:
        _say(str(error))
        sys.exit(OPERATOR_ERROR)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:  # the reader of our output has left, as in: handrail screen | head
        sys.stderr.close()
        sys.exit(141)
    except Exception as error:  # noqa: BLE001 - the last catch: nobody should meet a traceback at the terminal
        _say(f"unexpected {type(error).__name__}; the details are in {_keep_traceback()}")
        sys.exit(1)


def _say(text: str) -> None:
    line = " ".join(text.split())
    print(f"handrail: {line}", file=sys.stderr)


def _keep_traceback() -> Path:
    """Write the present traceback (no values, so no patient's words) to a file of its own and return its path."""
    with tempfile.NamedTemporaryFile(
        "w", prefix=f"handrail-{time.strftime('%Y%m%d-%H%M%S')}-", suffix=".log", delete=False
    ) as file:
        file.write(f"{' '.join(sys.argv[:2])}\n")
        for kept in traceback.TracebackException(*sys.exc_info()).format():
            file.write(kept)
    return Path(file.name)


if __name__ == "__main__":
    main()
