"""Copies of a centre's data, made while the server runs, and the way back from one."""
