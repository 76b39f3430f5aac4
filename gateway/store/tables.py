"""Every table of the store, in whatever module it is written down: what the migrations have to make."""

from __future__ import annotations

from gateway.store import (
    schema,
    schema_attribution,
    schema_boards,
    schema_chain,
    schema_deliveries,
    schema_desks,
    schema_digests,
    schema_recalls,
    schema_stock,
)

MODULES = (
    schema,
    schema_attribution,
    schema_boards,
    schema_chain,
    schema_deliveries,
    schema_desks,
    schema_digests,
    schema_recalls,
    schema_stock,
)
METADATA = schema.metadata
