"""What a site changes, shipped as data: vaccines, rule packs, examples. `find` says which copy is taken."""

from pathlib import Path

SITE = Path("/etc/vigifroid")
PACKAGED = Path(__file__).parent


def find(name: str, near: Path) -> Path:
    """The file `name` that is in force: in the folder `near` (the TOML's own), the site's, else the packaged one.

    Raises FileNotFoundError, which names every place that was looked at.
    """
    places = [folder / name for folder in (near, SITE, PACKAGED)]
    for place in places:
        if place.is_file():
            return place
    raise FileNotFoundError(f"{name}: expected in one of {', '.join(str(place.parent) for place in places)}")
