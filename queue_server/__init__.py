"""The queue server: the one source of truth of a centre. Draws, prints and speaks nothing."""
