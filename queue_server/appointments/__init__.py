"""Appointments: booked, moved, checked in. Also takes in the numbers that kiosks printed without the server."""
