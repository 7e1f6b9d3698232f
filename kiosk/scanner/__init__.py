"""From a scanner's bytes to what was scanned: a receipt, a ticket, an identity card."""
