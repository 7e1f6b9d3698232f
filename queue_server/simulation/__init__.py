"""Simulated citizens, officers and departments: they work through days of a centre by the real API."""
