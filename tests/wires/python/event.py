"""The records of `avro/*.avsc`, each with a schema of its own."""

import json
import pathlib

import fastavro

_FILES = [pathlib.Path(__file__).parent.parent / "avro" / file for file in ("event.avsc", "tree.avsc")]


def _definitions(schema):
    """The named records in a schema, by full name."""
    if isinstance(schema, list):
        for branch in schema:
            yield from _definitions(branch)
    elif isinstance(schema, dict):
        if schema["type"] == "record":
            yield f"{schema['namespace']}.{schema['name']}", schema
        for part in [schema["type"], schema.get("items"), schema.get("values"), *schema.get("fields", [])]:
            if isinstance(part, (dict, list)):
                yield from _definitions(part)


SCHEMAS = {name: fastavro.parse_schema(schema) for file in _FILES for name, schema in _definitions(json.loads(file.read_text(encoding="utf-8")))}
