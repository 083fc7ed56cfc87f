"""The API's description, made from the routes themselves (OpenAPI 3.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from http import HTTPStatus
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from bot.gateway.csrf import HEADER
from bot.gateway.endpoint import PUBLIC, Endpoint
from bot.gateway.schemas.base import ErrorAnswer
from bot.gateway.schemas.chat import SHAPE, Content, StateEvent

_REF = "#/components/schemas/{model}"
_JSON = "application/json"
_Schemas = dict[tuple[Any, JsonSchemaMode], dict[str, Any]]
_BEYOND: tuple[type[BaseModel], ...] = (ErrorAnswer, Content, StateEvent)
"""Models that no route names, but that its answers and events are made of."""


@lru_cache(maxsize=4)
def describe(endpoints: tuple[Endpoint, ...]) -> dict[str, Any]:
    """Return the description of every listed endpoint."""
    listed = [endpoint for endpoint in endpoints if endpoint.listed]
    schemas, definitions = _schemas(listed)
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in listed:
        path = re.sub(r"\{(\w+):[^}]*\}", r"{\1}", endpoint.path)
        paths.setdefault(path, {})[endpoint.method.lower()] = _operation(endpoint, path, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Handrail",
            "version": _version(),
            "description": (
                "The gateway's API. Log in, then send the token of /api/me with every POST. One browser can hold two logins, a "
                "patient's and a staff member's, each with its own token. All errors have one shape."
            ),
        },
        "paths": paths,
        "components": {
            "schemas": definitions,
            "securitySchemes": {
                "login": {"type": "apiKey", "in": "cookie", "name": "handrail_{port}"},
                "csrf": {"type": "apiKey", "in": "header", "name": HEADER},
            },
        },
    }


def _schemas(endpoints: Iterable[Endpoint]) -> tuple[_Schemas, dict[str, Any]]:
    wanted: list[tuple[type[BaseModel], JsonSchemaMode]] = [(model, "serialization") for model in _BEYOND]
    for endpoint in endpoints:
        wanted += [(model, "validation") for model in (endpoint.body, endpoint.query) if model is not None]
        wanted += [(endpoint.answer, "serialization")] if endpoint.answer is not None else []
    found, top = models_json_schema(list(dict.fromkeys(wanted)), ref_template=_REF)
    definitions: dict[str, Any] = top.get("$defs", {})
    for definition in definitions.values():
        properties = definition.get("properties", {})
        for name, part in properties.items():
            if SHAPE in part:
                properties[name] = {"$ref": _REF.format(model=part[SHAPE])}
    return {**found}, definitions


def _operation(endpoint: Endpoint, path: str, schemas: _Schemas) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": f"{endpoint.audience}_{endpoint.handler.__module__.rpartition('.')[2]}_{endpoint.handler.__name__}",
        "tags": [endpoint.audience],
        "summary": endpoint.summary,
        "description": endpoint.description,
        "parameters": [_path_parameter(name) for name in re.findall(r"\{(\w+)\}", path)] + _query_parameters(endpoint),
        "responses": {str(int(endpoint.status)): _success(endpoint, schemas), "default": _error()},
        "security": _security(endpoint),
    }
    if endpoint.permission is not PUBLIC:
        operation["x-permission"] = endpoint.permission.value
    if endpoint.body is not None:
        operation["requestBody"] = {
            "required": bool(endpoint.body.model_json_schema().get("required")),
            "content": {_JSON: {"schema": schemas[endpoint.body, "validation"]}},
        }
    return operation


def _path_parameter(name: str) -> dict[str, Any]:
    pattern = "^[0-9a-f]{32}$" if name == "id" else "^[a-z][a-z0-9_-]*$"  # the name of something in the content
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", "pattern": pattern}}


def _query_parameters(endpoint: Endpoint) -> list[dict[str, Any]]:
    if endpoint.query is None:
        return []
    schema = endpoint.query.model_json_schema(ref_template=_REF)
    required = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": part}
        for name, part in schema.get("properties", {}).items()
    ]


def _success(endpoint: Endpoint, schemas: _Schemas) -> dict[str, Any]:
    if endpoint.answer is not None:
        return {"description": "Done", "content": {_JSON: {"schema": schemas[endpoint.answer, "serialization"]}}}
    if endpoint.stream:
        return {"description": "Server-sent events", "content": {"text/event-stream": {"schema": {"type": "string"}}}}
    if endpoint.status is HTTPStatus.NO_CONTENT:
        return {"description": "Done"}
    return {"description": "Done", "content": {"*/*": {}}}


def _error() -> dict[str, Any]:
    return {
        "description": "What is wrong, and what to do",
        "content": {_JSON: {"schema": {"$ref": _REF.format(model="ErrorAnswer")}}},
    }


def _security(endpoint: Endpoint) -> list[dict[str, list[str]]]:
    if endpoint.permission is PUBLIC:
        return []
    return [{"login": []}] if endpoint.method == "GET" else [{"login": [], "csrf": []}]


def _version() -> str:
    try:
        return version("handrail")
    except PackageNotFoundError:
        return "0"
