"""Imports registers and catalogues, exports all data, and gives the national portal what it needs."""
