"""The specification's schemas, and whether what is handed out keeps to them."""

import json
import os
from functools import cache
from pathlib import Path

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

KEPT = Path(__file__).parent / "hsds_schemas"
FOLDER = Path(os.environ.get("HSDS_SCHEMAS") or KEPT)
BASE = "https://raw.githubusercontent.com/openreferral/specification/refs/heads/3.2/schema/"


@cache
def schemas() -> dict[str, dict]:
    found = {path.stem: json.loads(path.read_text("utf-8")) for path in FOLDER.glob("*.json")}
    page = json.loads((KEPT / "page.json").read_text("utf-8"))
    return {name: {"$id": f"{BASE}{name}.json"} | schema for name, schema in found.items()} | {
        "page": page
    }


@cache
def registry() -> Registry:
    return Registry().with_resources(
        (schema["$id"], Resource.from_contents(schema, default_specification=DRAFT202012))
        for schema in schemas().values()
    )


def faults(name: str, record: dict) -> list[str]:
    """What of a record is not as its schema asks; formats count."""
    validator = Draft202012Validator(
        schemas()[name],
        registry=registry(),
        format_checker=Draft202012Validator.FORMAT_CHECKER,
    )
    return [
        f"{'/'.join(map(str, fault.absolute_path))}: {fault.message}"
        for fault in validator.iter_errors(record)
    ] + unknown(name, record)


def unknown(name: str, record: dict, path: str = "") -> list[str]:
    """Fields that the specification does not have; it allows them, we do not: they are mistyped."""
    found = []
    known = schemas()[name]["properties"]
    for field, value in record.items():
        if field not in known and (name, field) not in OURS:
            found.append(f"{path}/{field}: not of {name}")
            continue
        inner = known.get(field, {})
        inner = inner.get("items", inner).get("$ref", "").removesuffix(".json")
        if inner:
            for n, each in enumerate(value if isinstance(value, list) else [value]):
                found += unknown(inner, each, f"{path}/{field}/{n}")
    return found


# The interface, not the schema of the table, has an organisation's services.
OURS = {("organization", "services")}
