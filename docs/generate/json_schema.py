"""A shape of coldchain/schema.py as JSON Schema 2020-12."""

from collections.abc import Callable
from typing import Any

from coldchain.printed import Printable, Stamp
from coldchain.schema import Anything, Choice, Flag, Int, ListOf, Nullable, Shape, Table, Text

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(shape: Shape) -> Schema:
    """The schema that accepts what the shape accepts. Raises KeyError for a shape that has no translation yet."""
    return _TRANSLATIONS[type(shape)](shape)


def table_schema(table: Table, given: dict[str, Schema] | None = None) -> Schema:
    """The schema of a table. `given` has the schemas of fields whose shapes only the codec knows."""
    given = given or {}
    properties = {}
    for key, field in table.fields.items():
        schema = given.get(key) or json_schema(field.shape)
        properties[key] = schema if field.required else schema | {"default": field.default}
    required = [key for key, field in table.fields.items() if field.required]
    schema = {"type": "object", "properties": properties, "required": required}
    return schema if table.open else schema | {"additionalProperties": False}


def document(title: str, schema: Schema) -> Schema:
    """The schema as a file of its own."""
    return {"$schema": DIALECT, "title": title} | schema


def _text(shape: Any) -> Schema:
    schema: Schema = {"type": "string", "minLength": shape.low, "maxLength": shape.high}
    if shape.alphabet:
        schema["pattern"] = "^[%s]*$" % shape.alphabet.replace("_-", "_\\-")
    return schema


def _int(shape: Any) -> Schema:
    return {"type": "integer", "minimum": shape.low, "maximum": shape.high}


def _nullable(shape: Any) -> Schema:
    inner = json_schema(shape.inner)
    if "enum" in inner:
        return {"enum": [*inner["enum"], None]}
    return inner | {"type": [inner["type"], "null"]}


def _list(shape: Any) -> Schema:
    return {
        "type": "array",
        "minItems": shape.low,
        "maxItems": shape.high,
        "items": json_schema(shape.inner),
    }


_TRANSLATIONS: dict[type[Shape], Callable[[Any], Schema]] = {
    Text: _text,
    Printable: lambda shape: _text(shape) | {"pattern": "^[^\\u0000-\\u001f\\u007f]*$"},
    Stamp: lambda shape: _text(shape) | {"description": "ISO 8601: a local date, or a local date and time"},
    Int: _int,
    Flag: lambda shape: {"type": "boolean"},
    Choice: lambda shape: {"enum": list(shape.words)},
    Anything: lambda shape: {},
    Nullable: _nullable,
    ListOf: _list,
    Table: table_schema,
}
