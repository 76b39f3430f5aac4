"""The central side: broker, ingest, store, alarms, phones, web."""

VERSION = "0.1.0"
