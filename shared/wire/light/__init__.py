"""What a lobby display reads beside facts, by the standard library alone: pydantic would cost a small TV machine 30 MB."""
