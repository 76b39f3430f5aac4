"""Write every generated file again, and forget the schemas of types that are gone."""

from docs.generate import DOCS
from docs.generate.files import generated

files = generated()
for old in (DOCS / "schemas").rglob("*.json"):
    if old not in files:
        old.unlink()
for path, text in files.items():
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
