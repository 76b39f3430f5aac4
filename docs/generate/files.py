"""Every generated file: schemas, asyncapi.yaml, and the pages with generated blocks."""

import json
from pathlib import Path

import yaml  # type: ignore[import-untyped]  # its types are a package of their own, for one call

from docs.generate import DOCS
from docs.generate.asyncapi import asyncapi
from docs.generate.messages import schemas
from docs.generate.tables import blocks

END = "<!-- end -->"


def generated() -> dict[Path, str]:
    """Path -> the text it must have."""
    files = {DOCS / "schemas" / name: _json(schema) for name, schema in schemas().items()}
    files[DOCS / "asyncapi.yaml"] = _yaml(asyncapi())
    for page in sorted(DOCS.glob("*.md")):
        files[page] = filled(page.read_text(encoding="utf-8"))
    return files


def filled(page: str) -> str:
    """The page with each generated block as the code has it now. Raises KeyError for a block nobody makes."""
    made = blocks()
    parts = page.split("<!-- generated: ")
    for index, part in enumerate(parts[1:], start=1):
        name, _, rest = part.partition(" -->\n")
        after = rest.partition(END)[2]
        parts[index] = name + " -->\n\n" + made[name] + "\n" + END + after
    return "<!-- generated: ".join(parts)


def _json(schema: object) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _yaml(value: object) -> str:
    """Through JSON first, so that nothing is shared and YAML needs no anchors."""
    text: str = yaml.safe_dump(json.loads(json.dumps(value)), sort_keys=False, allow_unicode=True, width=110)
    return text
