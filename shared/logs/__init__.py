"""The logs of every program."""
