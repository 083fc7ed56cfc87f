"""``python -m benchmarks``: what ``handrail bench`` runs."""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from benchmarks import handrail, machine, results, screening, stock
from benchmarks.load import WARM_UP, Sender, closed_loop, long_conversation
from benchmarks.results import Measured
from benchmarks.server import Server
from benchmarks.stats import around
from bot.config import Settings

LOADS = ((1, WARM_UP), (8, WARM_UP), (32, WARM_UP), (8, 100))
"""How many senders at once, and how many messages each has sent before. A patient has one conversation, for good: after two
weeks of daily check-ins it holds a hundred of theirs, and an assistant that reads it all for each message slows down."""
AT_MESSAGE = (10, 100, 400)
START_LIMIT = 240.0
"""Seconds that either assistant may take until it is ready."""
LONG_LIMIT = 90.0
"""Seconds at most for the one long conversation."""


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="benchmarks", description="Measure Handrail beside the stock Rasa starter.")
    parser.add_argument("--seconds", type=float, default=10.0, help="how long each load runs")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    parser.add_argument("--only", choices=["stock", "handrail", "screening"], help="default: all")
    options = parser.parse_args()
    root = Settings().root
    cache = root / ".cache" / "benchmarks"
    cache.mkdir(parents=True, exist_ok=True)
    began = time.perf_counter()
    facts = machine.facts(cache)
    wanted = [options.only] if options.only else ["stock", "handrail", "screening"]
    first = measure_stock(cache, options.seconds) if "stock" in wanted else None
    second = measure_handrail(root, cache, options.seconds) if "handrail" in wanted else None
    third = screening.measure(root) if "screening" in wanted else None
    paths = results.write(options.out, facts, first, second, third)
    say(f"{time.perf_counter() - began:.0f} s in all; written: {', '.join(path.name for path in paths)}")


def measure_stock(cache: Path, seconds: float) -> Measured:
    """Build the starter unless it is there, run it, and measure it."""
    say("stock Rasa: making and training the starter (once per version of Rasa)")
    folder, built = stock.build(cache)
    say("stock Rasa: starting" if built is None else f"stock Rasa: trained in {built:.0f} s; starting")
    with stock.running(folder, cache / "stock.log") as (server, url):
        first = asyncio.run(server.until(url.rsplit("/webhooks", 1)[0], START_LIMIT))
        ready = asyncio.run(server.until(url, START_LIMIT, body={"sender": "first", "message": "hello"}))
        return measure("stock Rasa", server, first, ready, seconds, lambda n: stock.StockSender(url, f"sender {n}"))


def measure_handrail(root: Path, cache: Path, seconds: float) -> Measured:
    """Build and train unless that is done, invite as many patients as there are senders, run an instance, and measure it."""
    say("Handrail: building and training (unless done), inviting patients")
    with tempfile.TemporaryDirectory(dir=cache) as folder:
        data_dir = Path(folder)
        codes = handrail.invite_patients(Settings(project_dir=root, data_dir=data_dir), sum(count for count, _ in LOADS) + 1)
        handrail.prepare(root, cache / "prepare.log")
        say("Handrail: starting")
        with handrail.running(root, data_dir, cache / "handrail.log") as (server, url):
            first = asyncio.run(server.until(f"{url}/healthz", START_LIMIT))
            ready = asyncio.run(server.until(f"{url}/readyz", START_LIMIT))
            return measure("Handrail", server, first, ready, seconds, lambda n: handrail.HandrailSender(url, codes[n]))


def measure(name: str, server: Server, first: float, ready: float, seconds: float, sender: Callable[[int], Sender]) -> Measured:
    """Put every load on ``server``, with senders that have not been used before, then one long conversation."""
    found = Measured(name, start_seconds=ready, first_contact_seconds=first)
    used = 0
    for count, history in LOADS:
        say(f"{name}: {count} at once for {seconds:g} s, after {history} messages of each")
        senders: Sequence[Sender] = [sender(used + n) for n in range(count)]
        used += count
        before: dict[str, float] = {}
        begin = partial(_note, before, server.pid)
        load = asyncio.run(closed_loop(senders, seconds, history=history, begin=begin))
        spent = machine.cpu_seconds(server.pid)
        messages = max(1, load.messages)
        found.loads.append(load)
        found.cpu_ms.append({name: round((spent[name] - before.get(name, 0.0)) * 1000 / messages, 1) for name in spent})
    say(f"{name}: one conversation of {max(AT_MESSAGE)} messages")
    cost = asyncio.run(long_conversation(sender(used), max(AT_MESSAGE), LONG_LIMIT))
    found.at_message = {message: around(cost, message) for message in AT_MESSAGE}
    found.memory_mib = machine.memory_mib(server.pid)
    return found


def _note(before: dict[str, float], pid: int) -> None:
    before.update(machine.cpu_seconds(pid))


def say(text: str) -> None:
    """Print one line of progress."""
    print(text, flush=True)


if __name__ == "__main__":
    main()
