"""Registers and catalogues in, everything out, and what the national portal needs."""
