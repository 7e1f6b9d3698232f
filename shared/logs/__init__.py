"""What every program writes down of its work."""
