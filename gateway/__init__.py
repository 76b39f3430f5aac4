"""The central side: broker, ingest, store, alarms, phones, web."""
