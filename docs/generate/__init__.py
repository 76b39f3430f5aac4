"""The pages and schemas that are made from the code: `python -m docs.generate` writes them, a test compares them."""

from pathlib import Path

DOCS = Path(__file__).parent.parent
