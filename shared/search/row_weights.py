"""Adds weights to sets of rows and picks the heaviest rows. Each set is an integer with a bit for each row.

Python's big integers do this a thousand times faster than counting row by row in a dictionary, without a
dependency.
"""

PLANES = 9
FULL = 255


class RowWeights:
    """Each row's sum of weights, kept as binary planes: bit r of plane p is bit p of row r's sum."""

    def __init__(self) -> None:
        self._planes = [0] * PLANES

    def add(self, rows: int, weight: int) -> None:
        """Adds the weight (0 to 255) to each row of the bit set; sums must stay below 512."""
        for plane in range(PLANES):
            if weight >> plane & 1:
                carry = rows
                for higher in range(plane, PLANES):
                    if not carry:
                        break
                    self._planes[higher], carry = self._planes[higher] ^ carry, self._planes[higher] & carry

    def at_least(self, least: int) -> int:
        """The rows whose sum is at least the number, as a bit set."""
        more, equal = 0, -1
        for plane in reversed(range(PLANES)):
            bits = self._planes[plane]
            if least >> plane & 1:
                equal &= bits
            else:
                more |= equal & bits
                equal &= ~bits
        return more | equal

    def heaviest(self, rows: int, most: int) -> int:
        """The `most` rows with the greatest sums; of rows with equal sums those with the lower numbers."""
        chosen, open_ = 0, rows
        for plane in reversed(range(PLANES)):
            with_bit = chosen | (open_ & self._planes[plane])
            if with_bit.bit_count() > most:
                open_ &= self._planes[plane]
            else:
                chosen = with_bit
                open_ &= ~self._planes[plane]
        for row in members(open_):
            if chosen.bit_count() >= most:
                break
            chosen |= 1 << row
        return chosen


def members(rows: int) -> list[int]:
    """The rows of a bit set, ascending."""
    digits = bin(rows)[:1:-1]
    found: list[int] = []
    place = digits.find("1")
    while place >= 0:
        found.append(place)
        place = digits.find("1", place + 1)
    return found
