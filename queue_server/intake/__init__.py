"""A ticket becomes a dossier: the deeds that need both."""
