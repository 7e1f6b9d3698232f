"""The best scores so far, each procedure once, and the score that a further text has to beat."""

from bisect import bisect_left, insort


class Best:
    """Keeps every procedure's best score, and knows the `places`-th greatest; what is below the floor does not count."""

    def __init__(self, places: int, floor: float) -> None:
        self.floor = floor
        self.scores: dict[int, float] = {}
        self._places = places
        self._ascending: list[float] = []

    @property
    def least(self) -> float:
        """The score of the last place; the floor while a place is free."""
        return self._ascending[-self._places] if len(self._ascending) >= self._places else self.floor

    def take(self, procedure: int, score: float) -> bool:
        """Takes note of a text's score, and returns whether it is the procedure's best so far: only that one counts."""
        before = self.scores.get(procedure)
        if score >= self.floor and (before is None or score > before):
            if before is not None:
                del self._ascending[bisect_left(self._ascending, before)]
            insort(self._ascending, score)
            self.scores[procedure] = score
            return True
        return False
