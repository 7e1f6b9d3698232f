"""Writes `shared/static/wire.d.ts`: the wire's models as types for the scripts of the pages.

`python -m tests.wire_types` writes the file anew; `tests/unit/shared/wire/test_wire_types.py` fails when it is out of date.
The models of `shared` are taken as they are, so that a page that calls a field by another name does not pass the check.
"""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

import shared

FILE = Path(shared.__file__).parent / "static" / "wire.d.ts"
_HEAD = """\
/* The messages of the wire, made from the models in shared/ by `python -m tests.wire_types`: edit those, not this file.
   A script names them without an import: Wire.Ticket. */

declare namespace Wire {
"""
_PLAIN = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}
Schema = Mapping[str, Any]


def models() -> Iterator[type[BaseModel]]:
    """Every model that a module of `shared` defines, base classes without a field excepted."""
    for found in pkgutil.walk_packages(shared.__path__, "shared."):
        module = importlib.import_module(found.name)
        for value in vars(module).values():
            own = isinstance(value, type) and issubclass(value, BaseModel) and value.__module__ == found.name
            # A RootModel[…] that another one is made from stands in the module under its bracketed name.
            if own and value.model_fields and value.__name__.isidentifier():
                yield value


def declarations() -> str:
    """The whole text of the file."""
    found = sorted(models(), key=lambda model: (model.__module__, model.__name__))
    # What is sent may leave defaults out; what is answered has every field.
    wished: list[tuple[type[BaseModel], Literal["validation", "serialization"]]] = [
        (model, "validation" if model.model_config.get("extra") == "forbid" else "serialization")
        for model in found
    ]
    _, schema = models_json_schema(wished, ref_template="{model}")
    types: dict[str, Schema] = {}
    for name, one in schema["$defs"].items():
        if types.setdefault(_name(name), one).get("properties") != one.get("properties"):
            raise ValueError(f"two unlike models share the name {_name(name)}")
    return _HEAD + "\n".join(_declaration(name, types[name]) for name in sorted(types)) + "}\n"


def _name(name: str) -> str:
    return name.rsplit("__", 1)[-1].replace("-", "")


def _declaration(name: str, schema: Schema) -> str:
    lines = [f"  /** {' '.join(str(schema['description']).split())} */"] if "description" in schema else []
    if "properties" not in schema:
        return "\n".join([*lines, f"  type {name} = {_type(schema)};", ""])
    return "\n".join([*lines, f"  interface {name} {_object(schema, '  ')}", ""])


def _object(schema: Schema, indent: str) -> str:
    needed = schema.get("required", ())
    fields = [
        f"{indent}  {field}{'' if field in needed else '?'}: {_type(one)};"
        for field, one in schema["properties"].items()
    ]
    return "\n".join(["{", *fields, indent + "}"])


def _type(schema: Schema) -> str:
    """One JSON Schema as a TypeScript type; a kind that no model uses raises, so that nothing becomes `any` unseen."""
    if "$ref" in schema:
        return _name(schema["$ref"])
    if "const" in schema:
        return _literal(schema["const"])
    if "enum" in schema:
        return " | ".join(_literal(value) for value in schema["enum"])
    for word in ("anyOf", "oneOf"):
        if word in schema:
            return " | ".join(dict.fromkeys(_type(one) for one in schema[word]))
    if "allOf" in schema:
        return " & ".join(_type(one) for one in schema["allOf"])
    match schema.get("type"):
        case None:
            return "unknown"
        case "array" if "prefixItems" in schema:
            return f"[{', '.join(_type(one) for one in schema['prefixItems'])}]"
        case "array":
            return f"Array<{_type(schema.get('items', {}))}>"
        case "object" if "properties" in schema:
            return _object(schema, "    ")
        case "object":
            values = schema.get("additionalProperties", {})
            return f"Record<string, {'unknown' if values is True else _type(values)}>"
        case kind:
            return _PLAIN[kind]


def _literal(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value).lower()


if __name__ == "__main__":
    FILE.write_text(declarations(), "utf-8")
