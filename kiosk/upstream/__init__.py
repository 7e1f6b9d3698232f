"""What the kiosk asks of the queue server, and what it remembers of the answers."""
