"""The HTTP API: a view parses, calls one deed and returns. Holds no rule."""
