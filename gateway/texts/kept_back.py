"""Alarms about what a person has blocked or replaced: a recalled batch, and a board beside the one that counts."""

from __future__ import annotations

from gateway.texts.numbers import UNKNOWN
from gateway.texts.telling import Telling


def recalled(telling: Telling) -> tuple[str, str]:
    """Vials and syringes of a recalled batch: those still in the fridges of the site, and those somebody has."""
    data, text = telling.alarm.data, telling.text
    what = text.gettext(
        "lot %(lot)s rappelé, %(product)s",
        lot=data.get("lot") or UNKNOWN,
        product=telling.names.product(data.get("product"), telling.text),
    )
    told = [text.gettext("Ne pas utiliser. Référence : %(reference)s.", reference=data.get("reference", ""))]
    if telling.alarm.held:
        told.append(
            text.ngettext(
                "%(n)s flacon au frigo : mettez-le à part, étiqueté.",
                "%(n)s flacons au frigo : mettez-les à part, étiquetés.",
                telling.alarm.held,
            )
        )
    if data.get("syringes"):
        told.append(
            text.ngettext(
                "%(n)s seringue au frigo : mettez-la à part, étiquetée.",
                "%(n)s seringues au frigo : mettez-les à part, étiquetées.",
                data["syringes"],
            )
        )
    if data.get("given"):
        told.append(
            text.ngettext(
                "%(n)s flacon déjà sorti : prévenez qui l'a pris.",
                "%(n)s flacons déjà sortis : prévenez qui les a pris.",
                data["given"],
            )
        )
    if data.get("syringes_given"):
        told.append(
            text.ngettext(
                "%(n)s seringue déjà sortie : prévenez qui l'a prise.",
                "%(n)s seringues déjà sorties : prévenez qui les a prises.",
                data["syringes_given"],
            )
        )
    return what, " ".join(told)


def two_desks(telling: Telling) -> tuple[str, str]:
    """A board that was replaced speaks again, or a second device takes itself for the desk of a fridge."""
    gettext, data = telling.text.gettext, telling.alarm.data
    if "desk" in data:
        fridge = telling.names.fridge(telling.alarm.site, data["fridge"], telling.text)
        what = gettext("un second boîtier pour le frigo %(fridge)s", fridge=fridge)
        return what, gettext(
            "%(desk)s en tient déjà le stock. Si %(device)s le remplace : vigifroid-gateway devices replace ; "
            "sinon, corrigez son agent.toml.",
            desk=data["desk"],
            device=telling.alarm.device or "",
        )
    return gettext("un boîtier remplacé parle encore"), gettext(
        "Débranchez-le : ce qu'il a scanné depuis son remplacement n'est pas compté. "
        "Comparez la page des boîtiers et comptez le frigo."
    )
