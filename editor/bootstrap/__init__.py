"""The one place that wires settings, keyring, database, services, site, sync and windows."""
