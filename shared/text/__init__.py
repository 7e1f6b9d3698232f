"""Vietnamese text: folding, number words, dates, and the message catalogues. Never a database or a device."""
