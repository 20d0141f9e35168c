"""The protocol between desk and bundled site: payloads, endpoints, limits, numbered errors."""
