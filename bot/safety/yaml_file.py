"""Reads YAML that people edit, and says where and how to mend it when it is wrong."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from bot.errors import HandrailError


class Strict(BaseModel):
    """A part of a YAML file: unknown fields are errors, so that a misspelt one is never silently ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


Model = TypeVar("Model", bound=BaseModel)


class _Loader(yaml.SafeLoader):
    """YAML where ``no``, ``yes``, ``on`` and ``off`` are words, as rules need them, and a key given twice is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(None, None, f"the key {key!r} is given twice", key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def read_yaml(path: Path, model: type[Model]) -> Model:
    """Return the file as ``model``.

    Raises:
        HandrailError: when it cannot be read, is no YAML, or does not fit; it names the file, the field and the remedy.
    """
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - derived from SafeLoader
    except OSError as error:
        raise HandrailError(f"cannot read {path}: {error.strerror}", remedy="restore the file from the distribution") from error
    except UnicodeDecodeError as error:
        raise HandrailError(f"{path} is not UTF-8", remedy="save it as UTF-8") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "not valid YAML"
        raise HandrailError(
            f"{path}{where}: {problem}", remedy="mend the YAML there; indent with spaces, quote text with ':'"
        ) from error
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "the whole file"
        more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
        raise HandrailError(f"{path}: {field}: {first['msg']}{more}", remedy=_remedy(first["type"], field)) from error


def _remedy(kind: str, field: str) -> str:
    if kind == "missing":
        return f"add {field}"
    if kind == "extra_forbidden":
        return f"remove {field}, or mend its spelling"
    return f"mend {field}"
