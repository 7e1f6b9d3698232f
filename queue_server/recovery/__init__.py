"""Makes copies of a centre's data while the server runs, and restores them."""
