"""What passes on the wire, as typed values: request bodies, answers and the words of both."""
