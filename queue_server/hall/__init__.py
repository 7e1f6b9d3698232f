"""The hall: tickets, counters, who is next and why, estimates, balance and alarms."""
