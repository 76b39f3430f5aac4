"""A long run in steps, each written down when it is done: one that was stopped goes on after the last of them."""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path


def said_by(folder: Path, steps: Iterable[str], work: Callable[[str], str]) -> list[str]:
    """What `work` says of each step, kept as a file in `folder`; a step whose file is there is not done again."""
    folder.mkdir(exist_ok=True)
    return [_said(folder / f"{step}.txt", partial(work, step)) for step in steps]


def _said(file: Path, work: Callable[[], str]) -> str:
    if not file.exists():
        print(f"{file.parent.name}: {file.stem}", flush=True)
        unfinished = file.with_suffix(".unfinished")
        unfinished.write_text(work(), encoding="utf-8")
        unfinished.rename(file)
    return file.read_text(encoding="utf-8")
