"""What gateway.toml may hold: every table, key and default. `config/gateway.toml` explains them to people."""

from __future__ import annotations

from coldchain.schema import (
    Choice,
    Duration,
    Field,
    Flag,
    Int,
    ListOf,
    Nullable,
    Problem,
    Shape,
    Table,
    Text,
    describe,
    identifier,
)
from gateway.alarms.kinds import KINDS

ID = identifier()
NAME = Text(1, 200)
PATH = Text(1, 1000)
PORT = Int(1, 65535)
HOST = Text(
    1, 253, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.:-", "a host name or an address"
)
MINUTE_MS, DAY_MS = 60_000, 86_400_000


class TimeOfDay(Shape):
    """A local time of day "HH:MM", read as seconds since midnight."""

    expected = 'a time of day such as "08:00"'

    def read(self, value: object, where: str, problems: list[Problem]) -> int | None:
        """The seconds since local midnight."""
        hour, _, minute = value.partition(":") if isinstance(value, str) else ("", "", "")
        if len(hour) == len(minute) == 2 and (hour + minute).isdecimal() and hour < "24" and minute < "60":
            return int(hour) * 3600 + int(minute) * 60
        problems.append(Problem(where, self.expected, describe(value)))
        return None


def optional(shape: Shape) -> Field:
    """A key that may be absent, and is then None."""
    return Field(Nullable(shape), None)


class Section(Field):
    """A table that may be absent, and then has the defaults of its keys."""

    def __init__(self, table: Table) -> None:
        super().__init__(table, table.read({}, "", []))


STORE = Table({"path": Field(PATH, "vigifroid.db")})
BROKER = Table(
    {
        "start": Field(Flag(), True),
        "host": Field(NAME, "127.0.0.1"),
        "port": Field(PORT, 1883),
        "store_dir": Field(PATH, "broker"),
        "url": optional(Text(8, 255)),
        "user": optional(NAME),
        "password_file": optional(PATH),
        "ca": optional(PATH),
        "tls": Field(Flag(), False),
        "names": Field(ListOf(HOST), []),
        "acl_file": optional(PATH),
    }
)
WEB = Table(
    {
        "host": Field(NAME, "127.0.0.1"),
        "port": Field(PORT, 8080),
        "token_file": optional(PATH),
        "tls_cert": optional(PATH),
        "tls_key": optional(PATH),
        "url": optional(Text(8, 255)),
        "demo_url": optional(Text(8, 255)),
    }
)
SITE = Table({"id": ID, "name": NAME, "timezone": NAME, "address": Field(Text(0, 500), "")})
EVACUATED_TO = Table({"id": ID, "name": Text(1, 80)})
FRIDGE = Table(
    {
        "site": ID,
        "id": ID,
        "name_fr": optional(NAME),
        "name_en": optional(NAME),
        "desk": Field(Choice("device", "gateway"), "device"),
        "release_at_fridge": Field(Flag(), False),
        "host": Field(ListOf(EVACUATED_TO, 0, 8), []),
    }
)
DEVICE = Table({"site": ID, "name": ID, "password_file": PATH})
CONTACT = Table(
    {
        "name": NAME,
        "url": optional(Text(3, 2000)),
        "url_file": optional(PATH),
        "language": Field(Choice("fr", "en"), "fr"),
        "sites": Field(ListOf(NAME, 1), ["*"]),
        "kinds": Field(ListOf(Choice("*", *KINDS), 1), ["*"]),
    }
)
ALARMS = Table(
    {
        "silent_after": Field(Duration(1000, DAY_MS), 15 * MINUTE_MS),
        "silent_without_power": Field(Duration(1000, DAY_MS), 5 * MINUTE_MS),
        "quiet_after": Field(Duration(1000, 30 * DAY_MS), DAY_MS),
        "last_day_at": Field(TimeOfDay(), 8 * 3600),
        "parcel_due_at": Field(TimeOfDay(), 9 * 3600),
        "retry_first": Field(Duration(100, DAY_MS), 10_000),
        "retry_most": Field(Duration(100, DAY_MS), 10 * MINUTE_MS),
        "unanswered_after": Field(Duration(1000, 30 * DAY_MS), 2 * DAY_MS),
        "transit_after": Field(Duration(1000, DAY_MS), 60 * MINUTE_MS),
    }
)
ROLES = Table({role: Field(Flag(), True) for role in ("broker", "ingest", "alarms", "web", "sinks")})
GATEWAY = Table(
    {
        "people": Field(PATH, "people.toml"),
        "store": Section(STORE),
        "broker": Section(BROKER),
        "web": Section(WEB),
        "site": Field(ListOf(SITE), []),
        "fridge": Field(ListOf(FRIDGE), []),
        "device": Field(ListOf(DEVICE), []),
        "contact": Field(ListOf(CONTACT), []),
        "alarms": Section(ALARMS),
        "roles": Section(ROLES),
    }
)
