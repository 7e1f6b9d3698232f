"""What a citizen does without an officer: following a number, ratings, complaints, lists of papers."""
