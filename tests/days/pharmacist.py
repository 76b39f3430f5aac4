"""Somebody who works at the fridge: scans, reads the answer, and does with the vial what the answer says."""

import random
from typing import Any

from tests.agent.small_house import House
from tests.days.vials import BIN, FRIDGE, LABEL, NOVAVAX, PATIENT, PFIZER, UNKNOWN, Pharmacy, Vial

TAKEN = ("green", "amber")
BADGE = "VF:BADGE:MART-1"


class Pharmacist:
    """`scans` counts what was sent by the reader; `answer` is the last one: verdict, code, facts."""

    def __init__(self, house: House, pharmacy: Pharmacy, chance: random.Random) -> None:
        self.house = house
        self.pharmacy = pharmacy
        self.chance = chance
        self.scans = 0
        self.unseen: list[Vial] = []
        self.answer: tuple[str, str, dict[str, Any]] = ("", "", {})

    @property
    def told(self) -> str:
        """Verdict and code of the last answer, as one looks at a lamp."""
        return f"{self.answer[0]} {self.answer[1]}"

    async def scan(self, *texts: str) -> str:
        """Scan one after the other; what was told of the last one."""
        for text in texts:
            await self.send(text + "\r")
        return self.told

    async def hears(self, expected: str | tuple[str, ...], *texts: str) -> None:
        """Scan one after the other, and be told what was expected, or one of it."""
        await self.scan(*texts)
        self.heard(expected)

    def heard(self, expected: str | tuple[str, ...]) -> None:
        """Whether that is what was told last."""
        answers = (expected,) if isinstance(expected, str) else expected
        assert self.told in answers, f"expected to be told {expected}, found {self.answer}"

    async def send(self, *chunks: str) -> str:
        """What a reader sends that is not in order: no end, two ends, noise; what was told of it in the end."""
        self.scans += 1
        for chunk in chunks:
            self.house.line.send(chunk)
            await self.house.clock.advance(200)
        self.answer = self.house.signal.shown[-1]
        return self.told

    async def falls_silent(self) -> str:
        """The reader sends nothing for a moment; what was told of it."""
        self.house.line.silence()
        await self.house.clock.advance(200)
        self.answer = self.house.signal.shown[-1]
        return self.told

    async def turns_away(self, minutes: int) -> None:
        """Do something else for a while."""
        await self.house.minutes(minutes)

    async def takes_in(self, *vials: Vial) -> None:
        """Put away what has come, one by one, each with the codes it needs."""
        for vial in vials:
            dates = [f"VF:LABEL:{LABEL}"] if vial.gtin == PFIZER else []
            await self.scan(*dates, "VF:RECEIVE", vial.code)
            self.puts_away(vial)

    def puts_away(self, vial: Vial) -> None:
        """Into the fridge, where the answer took it in."""
        if self.answer[0] in TAKEN:
            vial.place, vial.line = FRIDGE, self.answer[2]["line"]

    async def gives(self, vial: Vial) -> None:
        """To a patient, unless the answer is red: then it goes back."""
        await self.scan("VF:DISPENSE", vial.code)
        self.hands_over(vial)

    def hands_over(self, vial: Vial) -> None:
        """To the patient, where the answer allows it."""
        if self.answer[0] in TAKEN:
            vial.place = PATIENT

    def takes_unseen(self, vial: Vial) -> None:
        """Out of the fridge, with no scan."""
        vial.place = UNKNOWN
        self.unseen.append(vial)

    async def counts(self) -> None:
        """Every vial that is there, one by one; what nobody knows of is taken in afterwards."""
        await self.scan(BADGE, "VF:COUNT")
        strays = [vial for vial in self.pharmacy.inside() if await self.scan(vial.code) == "red unknown_vial"]
        if await self.scan("VF:DONE") == "amber count_differs":
            await self.scan("VF:DONE")
        self.heard(("green counted", "amber count_booked"))
        await self.takes_in(*strays)

    async def throws_away(self, vial: Vial, reason: str = "broken") -> None:
        """Into the bin, where the answer has it leave the stock."""
        await self.scan(BADGE, f"VF:DISCARD:{reason}", vial.code)
        if self.answer[0] in TAKEN:
            vial.place = BIN

    async def takes_in_some(self) -> None:
        """A small delivery, of packs with serials or of loose vials."""
        serial = self.chance.random() < 0.6
        gtin, lot = (PFIZER, "FX1234") if serial else (NOVAVAX, self.chance.choice(["NV07", "NV08"]))
        await self.takes_in(
            *(self.pharmacy.bring(gtin, lot, serial=serial) for _ in range(self.chance.randint(2, 5)))
        )

    async def gives_one(self) -> None:
        """What a patient comes for."""
        await self.gives(self.pharmacy.one())

    async def looks_at_one(self) -> None:
        """What is this, and may it be given?"""
        await self.scan("VF:STATUS", self.pharmacy.one().code)

    async def throws_one_away(self) -> None:
        """It fell."""
        await self.throws_away(self.pharmacy.one())
