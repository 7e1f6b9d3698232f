"""The `motcua` command and the whole building on one machine."""
