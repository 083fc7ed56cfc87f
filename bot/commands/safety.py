"""``handrail safety``: measures the screen, and says what a new one decides otherwise."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.common import DataDir, settings_for, with_factory
from bot.commands.screen import Jobs, Locale
from bot.errors import HandrailError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.care.replay import Asked, Summary
    from bot.factory import Factory
    from bot.safety.evaluation.figures import Figures
    from bot.safety.evaluation.labelled import LabelledFile
    from bot.safety.screening import Screening

safety = typer.Typer(help="Measure the screen of messages.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="JSON for a machine.")]
ShowText = Annotated[bool, typer.Option("--show-text", help="Also print the words of the messages that are listed.")]


@safety.callback()
def _group() -> None:
    """Measure the screen of messages."""


@safety.command("evaluate")
def evaluate(
    files: Annotated[list[Path], typer.Argument(help="Labelled .tsv or .jsonl files, or folders of them.")],
    *,
    report: Annotated[Path | None, typer.Option(help="Also write the figures to this file, as a page in Markdown.")] = None,
    as_json: AsJson = False,
    worst: Annotated[int, typer.Option(min=0, help="How many misses and false alarms are listed.")] = 10,
    show_text: ShowText = False,
    prevalence: Annotated[
        float, typer.Option(min=0, max=1, help="Share of all messages that show risk, for the PPV to be expected.")
    ] = 0.01,
    jobs: Jobs = None,
    locale: Locale = None,
) -> None:
    """Screen labelled messages and print how much is found, how much is alarmed for nothing, and where.

    The words of misses are not shown unless asked for: a set whose misses were read measures nothing afterwards.
    """
    settings = settings_for(locale=locale)
    _require_sklearn()
    from bot.factory import Factory
    from bot.safety.evaluation.figures import figures
    from bot.safety.evaluation.judged import judge
    from bot.safety.evaluation.labelled import files_in, read_labelled
    from bot.safety.many import Workers, usable_cores

    sets = [read_labelled(path) for path in files_in(files)]
    screener = Factory(settings).screener
    measured = []
    with Workers(partial(judge, screener), jobs or usable_cores()) as workers:
        for file in sets:
            judged = list(workers.map(file.messages))
            measured.append((file, figures(judged, screener.version, prevalence=prevalence)))
    if report is not None:
        from bot.safety.evaluation.page import page

        _write(report, page(measured, root=settings.root, worst=worst, show_text=show_text))
    if as_json:
        import json

        from bot.safety.evaluation.plain import as_json as plain

        print(json.dumps([plain(file, found, worst=worst, show_text=show_text) for file, found in measured], ensure_ascii=False))
    else:
        _show(measured, worst=worst, show_text=show_text)


@safety.command("agreement")
def agreement(
    first: Annotated[Path, typer.Argument(help="One person's labels.")],
    second: Annotated[Path, typer.Argument(help="Another's, of the same messages.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Print how far two people agree who labelled the same messages (Cohen's kappa with 95 % intervals)."""
    _require_sklearn()
    from bot.safety.evaluation.agreement import agreement as compare
    from bot.safety.evaluation.labelled import read_labelled

    found = compare(read_labelled(first), read_labelled(second))
    if as_json:
        import json

        told = [
            {"id": item.first.id, "first": _label(item.first), "second": _label(item.second), "tiers_apart": item.apart}
            for item in found.differences
        ]
        print(json.dumps({"kappas": [kappa.as_json() for kappa in found.kappas], "differences": told}, ensure_ascii=False))
        return
    from rich.table import Table

    table = Table("question", "weights", "n", "kappa", "95 %", "the same", title="Agreement (Cohen's kappa)")
    for kappa in found.kappas:
        value = "undefined" if kappa.value is None else f"{kappa.value:.2f}"
        interval = "undefined" if kappa.interval is None else f"{kappa.interval[0]:.2f} to {kappa.interval[1]:.2f}"
        table.add_row(kappa.question, kappa.weights or "none", str(kappa.n), value, interval, str(kappa.same))
    console = _console()
    console.print(table)
    for kappa in found.kappas:
        if kappa.undefined:
            console.print(f"{kappa.question}: undefined, since {kappa.undefined}.")
    console.print(f"{len(found.differences)} messages are labelled differently, the farthest apart first:")
    for item in found.differences:
        console.print(f"  {item.first.id}: {_label(item.first)} / {_label(item.second)}")


@safety.command("replay")
def replay(
    *,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"], help="Only messages written from then on, UTC.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the newest of them.")] = None,
    show_text: ShowText = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="A JSON object for each change, and a last one with the summary.")
    ] = False,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="Processes that screen; a live instance needs cores too.")] = 1,
    data_dir: DataDir = None,
    locale: Locale = None,
) -> None:
    """Screen stored messages anew and list every decision that would be another now, newest first. Nothing stored changes.

    That messages were read is an entry of the audit chain.
    """
    settings = settings_for(data_dir=data_dir, locale=locale)
    from bot.accounts.actor import Actor
    from bot.care.replay import screened
    from bot.commands.changes import Listing
    from bot.factory import Factory as Made
    from bot.safety.many import Workers

    screener = Made(settings).screener
    listing = Listing(as_json=as_json, show_text=show_text)
    start = since.replace(tzinfo=UTC) if since else None

    def screen(workers: Workers[Asked, Screening], page: Sequence[Asked]) -> Iterable[Screening]:
        return workers.map(page)

    with Workers(partial(screened, screener), jobs) as workers:  # before the database is opened: see Workers

        async def work(factory: Factory) -> Summary:
            total = await factory.replay.size(start, limit)
            with listing.progress(total) as progress:
                return await factory.replay.run(
                    partial(screen, workers),
                    screener.version,
                    actor=Actor.command_line(),
                    tell=listing.tell,
                    since=start,
                    limit=limit,
                    shown=show_text,
                    progress=progress,
                )

        listing.end(with_factory(settings, work))


def _require_sklearn() -> None:
    from importlib.util import find_spec

    if find_spec("sklearn") is None or find_spec("scipy") is None:
        raise HandrailError("scikit-learn is not installed", remedy="install handrail[rasa], which brings it")


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise HandrailError(f"cannot write {path}: {error.strerror}", remedy="name a file in a folder that exists") from error
    print(f"written: {path}", file=sys.stderr)


def _label(labelled: Any) -> str:
    return f"{labelled.category or 'none'}, {labelled.tier}"


def _console() -> Any:
    from rich.console import Console

    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = 200  # a pipe has no width; tables for people are not to be cut there
    return console


def _show(measured: Sequence[tuple[LabelledFile, Figures]], *, worst: int, show_text: bool) -> None:
    from rich.table import Table

    from bot.commands.explain import CONTROLS
    from bot.safety.evaluation.tables import tables

    console = _console()
    for file, found in measured:
        console.rule(file.path.name)
        for table in tables(found, worst=worst, show_text=show_text):
            shown = Table(*table.columns, title=table.title, caption=table.note, title_justify="left", caption_justify="left")
            for row in table.rows:
                shown.add_row(*(cell.translate(CONTROLS) for cell in row))
            console.print(shown)
            console.print()
