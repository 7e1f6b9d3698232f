"""The reconnecting Socket.IO link of kiosk and display."""
