"""Small pieces of HTML. All text is escaped here, and nowhere else."""

from html import escape

# A disc, a triangle, an octagon: told apart without colour.
SHAPES = {
    "green": '<circle cx="12" cy="12" r="11"/><path d="M6 12.5l4 4 8-9"/>',
    "amber": '<polygon points="12,1 23.5,22 .5,22"/><path d="M12 9v6M12 18v1"/>',
    "red": '<polygon points="7.5,1 16.5,1 23,7.5 23,16.5 16.5,23 7.5,23 1,16.5 1,7.5"/>'
    '<path d="M7.5 7.5l9 9M16.5 7.5l-9 9"/>',
}


def tag(name: str, text: str, kind: str = "") -> str:
    """An element around a text."""
    return box(name, escape(text), kind)


def box(name: str, inner: str, kind: str = "") -> str:
    """An element around other elements."""
    attribute = f' class="{escape(kind)}"' if kind else ""
    return f"<{name}{attribute}>{inner}</{name}>"


def shape(verdict: str) -> str:
    """The sign of a verdict."""
    return f'<svg class="{verdict}" viewBox="0 0 24 24" aria-hidden="true">{SHAPES[verdict]}</svg>'


def joined(*parts: str) -> str:
    """Those that say something, in one line."""
    return " · ".join(part for part in parts if part)
