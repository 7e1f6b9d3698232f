"""Who is speaking: accounts, sessions, device tokens and passwords."""
