"""The database: units of work, events, sealed texts, tables and migrations."""
