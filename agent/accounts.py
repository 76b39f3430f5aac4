"""The account of a stock line as the journal keeps it: {"carried", "entry", "up", "boot", "spent", "told", "away"}."""

from agent.meter import FridgeMeter
from agent.ports import Put
from coldchain.exposure import Account

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from coldchain.exposure import Time


class Record:
    """The account of a line that came in in the boot `boot`, the budgets it has spent, and what was told of it.

    `away`: the line was evacuated, so that no meter counts for it.
    """

    def __init__(
        self,
        account: Account,
        boot: str,
        spent: list[str] | None = None,
        told: "Time | None" = None,
        away: bool = False,
    ) -> None:
        self.account = account
        self.boot = boot
        self.spent = spent or []
        self.told = told or {}
        self.away = away

    def after(self, spent: list[str], told: "Time") -> "Record":
        """The record once it is told."""
        return Record(self.account, self.boot, spent, told, self.away)

    def copy(self) -> "Record":
        """The record of something else that lay beside it, of which nothing was told yet."""
        account = self.account
        return Record(Account(account.up, account.carried, account.entry), self.boot)

    def row(self) -> "dict[str, Any]":
        """What the journal keeps."""
        return {
            "carried": self.account.carried,
            "entry": self.account.entry,
            "up": self.account.up,
            "boot": self.boot,
            "spent": self.spent,
            "told": self.told,
            "away": self.away,
        }


def key_of(line: str) -> str:
    """The key of a line's row among the notes of the journal."""
    return "exposed/" + line


def rows_of(records: "dict[str, Record]") -> list[Put]:
    """The rows of these records in the journal."""
    return [Put("note", key_of(name), records[name].row()) for name in sorted(records)]


def restored(row: "dict[str, Any] | None", meter: FridgeMeter, boot: str) -> Record:
    """The record of a kept row; without one, of a line that lay in the fridge since the journal knows of it."""
    if row is None:
        return Record(Account(meter.meter.up), "")
    entry, away = row["entry"], row.get("away", False)
    if entry is None and row["boot"] != boot and not away:
        entry = meter.entry_of(row["boot"], row["up"])
    return Record(Account(row["up"], row["carried"], entry), row["boot"], row["spent"], row["told"], away)
