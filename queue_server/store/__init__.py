"""Rows and transactions: SQLAlchemy Core tables, the deed's transaction, and queries. Holds no rule."""
