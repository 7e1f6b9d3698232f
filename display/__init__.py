"""The lobby TV: what it knows, how it looks, and what it says."""
