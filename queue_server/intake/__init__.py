"""A ticket becomes a dossier: what needs both."""
