"""Fees in whole đồng, receipts, refunds, and the day's cash."""
