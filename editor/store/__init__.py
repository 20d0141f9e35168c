"""Rows to domain snapshots and back: units of work, outbox, projection, search."""
