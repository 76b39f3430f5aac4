"""The mutants that survive, each with the reason why nothing can show it: docs/mutants.toml."""

import tomllib

from docs.generate import DOCS


def explained() -> list[tuple[str, str, str, str]]:
    """Function, line as it is, line as mutated, why no test can object; in the order of the file."""
    table = tomllib.loads((DOCS / "mutants.toml").read_text(encoding="utf-8"))
    return [
        (group["in"], group["was"], becomes, group["because"])
        for group in table["mutant"]
        for becomes in group["becomes"]
    ]
