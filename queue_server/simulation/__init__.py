"""Citizens, officers and departments that play days of a centre through the real API."""
