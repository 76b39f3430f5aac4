"""Two desks offline for a day, then merged: many more days than `make test` has time for."""

import json
import tempfile
from pathlib import Path

from tests.gateway.records import Record
from tests.gateway.two_desks import check_merge
from tests.long.commit import FOLDER, commit
from tests.rooms import ROOT

SEEDS = 200


def run() -> bool:
    """A line a seed in the results file of this commit; goes on after the last one. Whether every merge added up."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    file = FOLDER / f"two-desks-{commit()}.jsonl"
    done = [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
    for seed in range(len(done), SEEDS):
        done.append({"seed": seed, "wrong": _wrong(seed)})
        with file.open("a", encoding="utf-8") as results:
            results.write(json.dumps(done[-1]) + "\n")
    wrong = [one for one in done if one["wrong"]]
    print(f"two desks: {len(done)} days merged, {len(wrong)} wrong {wrong[:3]}; {file.relative_to(ROOT)}")
    return not wrong


def _wrong(seed: int) -> str:
    with tempfile.TemporaryDirectory() as folder:
        record = Record(Path(folder))
        try:
            check_merge(seed, record)
        except AssertionError as error:
            return str(error) or "an assertion without words"
        finally:
            record.close()
    return ""
