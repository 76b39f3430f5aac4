"""What comes from others is there unchanged, named with its version, licence and sum."""

import hashlib

from gateway.web.app import STATIC

VENDOR = STATIC / "vendor"


def test_every_vendored_file_is_in_the_table_with_its_sum() -> None:
    rows = [
        row.split("|")
        for row in (VENDOR / "README.md").read_text(encoding="utf-8").splitlines()
        if ".min." in row
    ]
    told = {row[1].strip(): row[5].strip() for row in rows}
    files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in VENDOR.glob("*.min.*")}
    assert told == files
    assert (VENDOR / "uPlot.LICENSE").read_text(encoding="utf-8").startswith("The MIT License")
