"""Dossiers: their moves and deadlines, hand-overs, the register, scans, and who looked at what."""
