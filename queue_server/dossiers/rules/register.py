"""The register (sổ theo dõi) of a year: its volumes on paper, and when it can be closed."""

VOLUME = 1000
"""How many dossiers are in a volume: as many as one answer can print without making others wait."""


def volumes(last: int) -> int:
    """How many volumes hold the numbers up to `last`; none for a year without dossiers."""
    return -(-last // VOLUME)


def is_over(year: int, this_year: int) -> bool:
    """Whether no dossier can come into the register of that year any more."""
    return year < this_year
