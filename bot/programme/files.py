"""Reads one YAML file into a schema; a mistake becomes one sentence that says where it is and what to do."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from bot.errors import HandrailError

Model = TypeVar("Model", bound=BaseModel)


class _Loader(yaml.CSafeLoader):
    """Reads ``yes`` and ``no`` as the words they are; only ``true`` and ``false`` are truth values (as in YAML 1.2)."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), ["t", "f"])


class ContentError(HandrailError):
    """A content file is missing or wrong; the message names file, line and field."""

    code = "content"


def read(path: Path, schema: type[Model]) -> Model:
    """Read ``path`` as ``schema``.

    Raises:
        ContentError: when it is missing, no YAML, or not what the schema allows.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(f"cannot read {path}: {_reason(error)}", remedy="restore the file as UTF-8 text") from error
    try:
        data = yaml.load(text, Loader=_Loader)  # noqa: S506  a SafeLoader, only stricter
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" line {mark.line + 1}:" if mark else ":"
        raise ContentError(f"{path}{line} {getattr(error, 'problem', None) or 'not YAML'}", remedy="mend the YAML there") from error
    try:
        return schema.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"] if part != "[key]") or "file"
        more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
        place = _line(yaml.compose(text, Loader=_Loader), first["loc"])
        raise ContentError(
            f"{path} line {place}: {where}: {first['msg'].removeprefix('Value error, ')}{more}",
            remedy="mend that field; the files beside it show how it is written",
        ) from error


def _line(node: yaml.Node | None, location: tuple[int | str, ...]) -> int:
    """Return the line of the deepest part of ``location`` that the file holds; 1 for an empty file."""
    line = 1 if node is None else node.start_mark.line + 1
    for part in location:
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == str(part)), None)
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            break
    return line


def _reason(error: OSError | UnicodeDecodeError) -> str:
    return error.strerror or "unreadable" if isinstance(error, OSError) else "not UTF-8"
