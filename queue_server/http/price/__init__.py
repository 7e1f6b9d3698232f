"""What each client costs: its work is measured, whoever is over waits, and what a citizen stands waiting for goes first."""
