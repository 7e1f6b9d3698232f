"""Facts on their way down: who hears what, and in which order."""
