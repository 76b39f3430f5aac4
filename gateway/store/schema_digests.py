"""The tables of the morning digests; on the same metadata as all others."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Table

from gateway.store.schema import NAME, metadata

# The last local day (days since 1970) of which a site has had its morning, whether there was anything to say or not.
digest_day = Table(
    "digest_day", metadata, Column("site", NAME, primary_key=True), Column("day", BigInteger, nullable=False)
)

# What a digest last said of a stock line: "7", "2" or "1" days left of the limit `limit_at`, or "held", "open".
digest_told = Table(
    "digest_told",
    metadata,
    Column("site", NAME, primary_key=True),
    Column("fridge", NAME, primary_key=True),
    Column("line", NAME, primary_key=True),
    Column("about", NAME, primary_key=True),
    Column("limit_at", BigInteger, nullable=True),
)
