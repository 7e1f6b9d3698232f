"""What stands before files that somebody hands in: their names, and their pictures."""
