"""What a kiosk keeps so that it works while the server is away: the journal, its own numbers, and their delivery."""
