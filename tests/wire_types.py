"""Writes what the pages' scripts know of the models: two files of types, and how many letters each field of a body takes.

They are `shared/static/wire.d.ts`, `kiosk/pages/static/agent.d.ts` and two files `longest.js` below `shared/static/`, one for
modules and one for plain scripts. `python -m tests.wire_types` writes them anew; `tests/unit/shared/wire/test_wire_types.py`
fails when one is out of date. The models are taken as they are, so that a page that calls a field by another name does not
pass the check.
"""

import importlib
import pkgutil
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

import kiosk.answers
import kiosk.api
import shared

_ROOT = Path(shared.__file__).parent.parent
_HEAD = """\
/* {what}, made from the models in {where} by `python -m tests.wire_types`: edit those, not this file.
   A script names them without an import: {space}.Ticket. */

declare namespace {space} {{
"""
_PLAIN = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}
Schema = Mapping[str, Any]


@dataclass(frozen=True)
class Space:
    """One file of types: a namespace with the models of some packages."""

    name: str
    file: Path
    what: str
    where: str
    packages: tuple[ModuleType, ...]


WIRE = Space("Wire", _ROOT / "shared/static/wire.d.ts", "The messages of the wire", "shared/", (shared,))
AGENT = Space(
    "Agent",
    _ROOT / "kiosk/pages/static/agent.d.ts",
    "What the kiosk's agent and its page say to each other under /local/…",
    "kiosk/answers/ and kiosk/api/",
    (kiosk.answers, kiosk.api),
)


def models(space: Space = WIRE) -> Iterator[type[BaseModel]]:
    """Every model that a module of the packages defines, base classes without a field excepted."""
    for package in space.packages:
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(found.name)
            for value in vars(module).values():
                own = (
                    isinstance(value, type)
                    and issubclass(value, BaseModel)
                    and value.__module__ == found.name
                )
                # A RootModel[…] that another one is made from stands in the module under its bracketed name.
                if own and value.model_fields and value.__name__.isidentifier():
                    yield value


def declarations(space: Space = WIRE) -> str:
    """The whole text of the file. What another file has is named there: the page's answers are made of the wire's words."""
    found = sorted(models(space), key=lambda model: (model.__module__, model.__name__))
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
    own = types.keys() if space is WIRE else {model.__name__ for model in found}
    writer = _Writer(own)
    head = _HEAD.format(what=space.what, where=space.where, space=space.name)
    return head + "\n".join(writer.declaration(name, types[name]) for name in sorted(own)) + "}\n"


LONGEST = {
    _ROOT / "shared/static/longest.js": "export const longest = Object.freeze",
    _ROOT / "shared/static/plain/longest.js": "MotCua.longest = Object.freeze",
}
"""The files that say how many letters each field takes, and how each hands that to the scripts."""
_LONGEST_HEAD = """\
/* How many letters each field of a request's body takes, made from the models in shared/wire/ by
   `python -m tests.wire_types`: edit those, not this file. */

"""


def lengths(handed: str) -> str:
    """The whole text of one of the files `LONGEST`."""
    found = sorted(models(), key=lambda model: model.__name__)
    bodies = [model for model in found if model.model_config.get("extra") == "forbid"]
    lines = []
    for model in bodies:
        schema = model.model_json_schema()
        fields = {name: _most(one) for name, one in schema["properties"].items()}
        known = ", ".join(f"{name}: {most}" for name, most in fields.items() if most)
        if known:
            lines.append(f"  {model.__name__}: {{ {known} }},\n")
    return f"{_LONGEST_HEAD}{handed}({{\n{''.join(lines)}}});\n"


def _most(schema: Schema) -> int | None:
    """How many letters a text takes, None where the model does not say."""
    return schema.get("maxLength") or next(filter(None, map(_most, schema.get("anyOf", ()))), None)


def _name(name: str) -> str:
    return name.rsplit("__", 1)[-1].replace("-", "")


@dataclass(frozen=True)
class _Writer:
    """Writes JSON Schemas as TypeScript types; names that are not among its `own` are the wire's."""

    own: Collection[str]

    def declaration(self, name: str, schema: Schema) -> str:
        lines = (
            [f"  /** {' '.join(str(schema['description']).split())} */"] if "description" in schema else []
        )
        if "properties" not in schema:
            return "\n".join([*lines, f"  type {name} = {self._type(schema)};", ""])
        return "\n".join([*lines, f"  interface {name} {self._object(schema, '  ')}", ""])

    def _object(self, schema: Schema, indent: str) -> str:
        needed = schema.get("required", ())
        fields = [
            f"{indent}  {field}{'' if field in needed else '?'}: {self._type(one)};"
            for field, one in schema["properties"].items()
        ]
        return "\n".join(["{", *fields, indent + "}"])

    def _type(self, schema: Schema) -> str:
        """One JSON Schema as a TypeScript type; a kind that no model uses raises, so that nothing becomes `any` unseen."""
        if "$ref" in schema:
            name = _name(schema["$ref"])
            return name if name in self.own else f"Wire.{name}"
        if "const" in schema:
            return _literal(schema["const"])
        if "enum" in schema:
            return " | ".join(_literal(value) for value in schema["enum"])
        for word in ("anyOf", "oneOf"):
            if word in schema:
                return " | ".join(dict.fromkeys(self._type(one) for one in schema[word]))
        if "allOf" in schema:
            return " & ".join(self._type(one) for one in schema["allOf"])
        match schema.get("type"):
            case None:
                return "unknown"
            case "array" if "prefixItems" in schema:
                return f"[{', '.join(self._type(one) for one in schema['prefixItems'])}]"
            case "array":
                return f"Array<{self._type(schema.get('items', {}))}>"
            case "object" if "properties" in schema:
                return self._object(schema, "    ")
            case "object":
                values = schema.get("additionalProperties", {})
                return f"Record<string, {'unknown' if values is True else self._type(values)}>"
            case kind:
                return _PLAIN[kind]


def _literal(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value).lower()


if __name__ == "__main__":
    for one in (WIRE, AGENT):
        one.file.write_text(declarations(one), "utf-8")
    for file, handed in LONGEST.items():
        file.write_text(lengths(handed), "utf-8")
