"""People, sessions, device tokens, the permission table and rate limits."""
