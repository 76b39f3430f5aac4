"""The whole document around the page: its style and its script inline, so that nothing else is ever fetched."""

import base64
import hashlib
from html import escape
from pathlib import Path

from agent.linux.screen.page import Table
from agent.linux.screen.words import Words
from agent.loop import VERSION

_FOLDER = Path(__file__).parent
STYLE = (_FOLDER / "screen.css").read_text(encoding="utf-8")
SCRIPT = (_FOLDER / "screen.js").read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


# Only these two very texts may style and run; nothing may be loaded, sent or framed.
POLICY = (
    f"default-src 'none'; style-src 'sha256-{_hash(STYLE)}'; script-src 'sha256-{_hash(SCRIPT)}';"
    " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# Without JavaScript the browser reads the page again by itself, and shows an error of its own where nobody answers.
_DOCUMENT = """<!doctype html>
<html lang="{language}" data-version="{version}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<noscript><meta http-equiv="refresh" content="5"></noscript>
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<p id="lost" role="alert" hidden data-text="{lost}"></p>
<main id="now">{inside}</main>
<script>{script}</script>
</body>
</html>
"""


def document(now: Table | None, inside: str, words: Words) -> str:
    """The document around `inside`, the page of this moment."""
    names = [fridge["fridge"] for fridge in now["fridges"]] if now else []
    return _DOCUMENT.format(
        language=words.language,
        version=VERSION,
        title=escape(" · ".join(["Vigifroid", *names])),
        style=STYLE,
        lost=escape(words.say("lost", "{}")),
        inside=inside,
        script=SCRIPT,
    )
