"""Finds every text for people in the gateway's sources, as Babel does for translators."""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir

GATEWAY = Path(__file__).parents[3] / "gateway"
ROOMS = ("texts", "web")
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
KEYWORDS = {"gettext": None, "_": None, "N_": None, "ngettext": (1, 2)}
OPTIONS = {"**.html": {"trimmed": "true", "silent": "false"}}


def extracted() -> Catalog:
    """Message ids with the files they are in."""
    catalog = Catalog(domain="vigifroid", project="Vigifroid")
    for room in ROOMS:
        found = extract_from_dir(GATEWAY / room, METHODS, OPTIONS, keywords=KEYWORDS)
        for file, _line, message, _comments, context in found:
            catalog.add(message, locations=[(f"gateway/{room}/{file}", 0)], context=context)
    return catalog
