"""What people call the sites, fridges and products whose identifiers the store keeps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from coldchain.people import People
from gateway.settings import Settings
from gateway.texts.language import Language
from gateway.texts.words import CAPS, word


class Product(Protocol):
    """What a name is made of; `coldchain.catalogue.Product` has it."""

    name_fr: str
    name_en: str
    cap: str
    audience: str


class Names:
    """Names of one house: site id -> name, (site, fridge) -> names by language, product key -> product.

    And of a professional: id -> name.
    """

    def __init__(
        self,
        sites: dict[str, str],
        fridges: dict[tuple[str, str], dict[str, str]],
        products: dict[str, Product],
        professionals: Mapping[str, str] | None = None,
    ) -> None:
        self._sites = sites
        self._fridges = fridges
        self._products = products
        self._professionals = professionals or {}

    def site(self, site: str) -> str:
        """The name of a site; its identifier where it has none."""
        return self._sites.get(site) or site

    def fridge(self, site: str, fridge: str, language: Language) -> str:
        """The name of a fridge; its identifier where it has none."""
        return self._fridges.get((site, fridge), {}).get(language.code) or fridge

    def place(self, site: str, fridge: str | None, device: str | None, language: Language) -> str:
        """Where to go: the fridge, or the device; the site before it where there is more than one site."""
        thing = self.fridge(site, fridge, language) if fridge else (device or "")
        if thing and len(self._sites) <= 1:
            return thing
        return ", ".join(part for part in (self.site(site), thing) if part)

    def product(self, key: str | None, language: Language) -> str:
        """The name of a product, as printed on the box; what to do about it where it is not known."""
        product = self._products.get(key or "")
        if product is None:
            return key or language.gettext("produit à identifier")
        return product.name_en if language.code == "en" else product.name_fr

    def professional(self, id: str) -> str:
        """The name of a professional; the id of one whom people.toml no longer names."""
        return self._professionals.get(id, id)

    def cap(self, key: str | None) -> str:
        """The colour code of a product's cap, "" where it is not known."""
        product = self._products.get(key or "")
        return product.cap if product else ""

    def details(self, key: str | None, language: Language) -> str:
        """Cap colour and audience, where the name does not say them: "capuchon violet · 12 ans et plus"."""
        product = self._products.get(key or "")
        if product is None:
            return ""
        parts = (word(CAPS, product.cap, language), audience_text(product.audience, language))
        name = self.product(key, language)
        return " · ".join(part for part in parts if part and part not in name)


def names_of(settings: Settings, products: Mapping[str, Product], people: People | None = None) -> Names:
    """The names that the settings, the catalogue and people.toml give."""
    return Names(
        {site.id: site.name for site in settings.sites},
        {(one.site, one.id): {"fr": one.name_fr, "en": one.name_en} for one in settings.fridges},
        dict(products),
        {one.id: one.name for one in people.professionals} if people else None,
    )


def audience_text(audience: str, language: Language) -> str:
    """Who a product is for: "12+" is "12 ans et plus", "5-11" is "5 à 11 ans"."""
    low, dash, high = audience.partition("-")
    if audience.endswith("+"):
        return language.gettext("%(low)s ans et plus", low=audience[:-1])
    return language.gettext("%(low)s à %(high)s ans", low=low, high=high) if dash else audience
