"""The procedure matcher that kiosk and server share."""
