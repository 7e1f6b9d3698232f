"""Vietnamese text: folding, number words, dates, and the message catalogues."""
