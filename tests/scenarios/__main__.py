"""Write docs/scenarios.md and its curves again."""

from tests.scenarios.page import CURVES, files

CURVES.mkdir(parents=True, exist_ok=True)
for path, text in files().items():
    path.write_text(text, encoding="utf-8")
