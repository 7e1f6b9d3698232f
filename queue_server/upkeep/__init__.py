"""What happens by the clock: the end of a day, retention, sealing anew, fresh estimates; and the metrics."""
