"""Forms on paper: what letters, receipts and registers say, their templates, and slips at kiosks."""
