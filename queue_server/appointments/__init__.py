"""Places at a time of one's own: booked, moved, checked in; and numbers that a kiosk printed alone."""
