"""Makes the PDFs: the sheet of codes of one site, the badges of its people, the house labels of stock lines."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from coldchain.catalogue import Catalogue
from coldchain.people import People
from gateway.settings import Settings
from gateway.sheet.labels import Label, Labelling
from gateway.sheet.pages import SheetPage, badge_pages, command_pages
from gateway.store.views import StockLineView
from gateway.texts.language import language
from gateway.texts.names import names_of
from gateway.texts.sheet import Bilingual, Both


def sheet_pdf(
    settings: Settings,
    site: str,
    code: str,
    now_ms: int,
    fridges: Sequence[str] = (),
    people: People | None = None,
    badges: bool = True,
) -> bytes:
    """The sheet of a site in language `code` first: for these fridges, or all of the site; and people's badges.

    `people` also names the professionals, each with a code.

    Raises ValueError for a site or fridge that the settings do not name.
    """
    say = Bilingual(code)
    name = _site_name(settings, site)
    today, _ = settings.zone(site).local(now_ms)
    people = people or People()
    hosts = {host: named for one in settings.fridges if one.site == site for host, named in one.hosts}
    known = _fridges(say, settings, site, fridges)
    pages = command_pages(say, known, today, people.professionals, hosts.items())
    cards = badge_pages(say, people.persons if badges else ())
    return _drawn((*pages, *cards), name, today, say)


def badges_pdf(people: People, code: str, today: int) -> bytes:
    """The badges alone, of those who have one; `today` is a day as `coldchain.civil` counts them."""
    say = Bilingual(code)
    return _drawn(tuple(badge_pages(say, people.persons)), "", today, say)


def house_labels_pdf(
    settings: Settings,
    catalogue: Catalogue,
    site: str,
    code: str,
    now_ms: int,
    fridges: Sequence[str],
    lines: Iterable[StockLineView],
) -> bytes:
    """The house labels of these fridges of a site, or of all, in language `code`: one for each stock line with vials.

    Raises ValueError for a site or fridge that the settings do not name, and where there is no such line.
    """
    _site_name(settings, site)
    wanted = [fridge for fridge, _ in _fridges(Bilingual(code), settings, site, fridges)]
    names = names_of(settings, catalogue.products)
    labelling = Labelling(names, settings.zone(site), language(code), now_ms)
    return labels_pdf(labelling.lines(line for line in lines if line.fridge in wanted))


def labels_pdf(labels: Sequence[Label]) -> bytes:
    """The labels, 24 a page. Raises ValueError where there are none: nothing is printed on an empty sheet."""
    if not labels:
        raise ValueError("labels: expected a stock line with vials, found none")
    from gateway.sheet.label_paper import draw as draw_labels

    return draw_labels(labels, "Vigifroid")


def _drawn(pages: Sequence[SheetPage], place: str, today: int, say: Bilingual) -> bytes:
    # Only who prints loads what draws.
    from gateway.sheet.paper import draw

    return draw(pages, place, say.full_day(today), say)


def _site_name(settings: Settings, site: str) -> str:
    names = {one.id: one.name for one in settings.sites}
    if site not in names:
        raise ValueError(f"site: expected {_one_of(names)}, found {site!r}")
    return names[site]


def _fridges(say: Bilingual, settings: Settings, site: str, wanted: Sequence[str]) -> list[tuple[str, Both]]:
    names = {
        one.id: say.named({"fr": one.name_fr, "en": one.name_en})
        for one in settings.fridges
        if one.site == site
    }
    for fridge in wanted:
        if fridge not in names:
            raise ValueError(f"fridge: expected {_one_of(names)}, found {fridge!r}")
    return [(fridge, names[fridge]) for fridge in wanted or names]


def _one_of(names: Collection[str]) -> str:
    return "one of " + ", ".join(names) if names else "one in gateway.toml, which has none"
