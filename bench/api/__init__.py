"""The API under many clients, beside datasette on an equal SQLite file: ``python -m bench.api --store FILE``."""
