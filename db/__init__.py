"""The local encrypted database: engine, tables, migrations."""
