"""The queue server: the one source of truth of a centre."""
