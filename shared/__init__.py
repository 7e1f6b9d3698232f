"""What every part speaks: the wire contract, Vietnamese text, the procedure matcher and the reconnecting link."""
