"""Numbers of identity papers: the form in which they are compared, and zeros that a spreadsheet lost."""

CARD_DIGITS = 12
"""A citizen's personal number (Luật Căn cước 26/2023/QH15, Điều 12)."""
OLD_DIGITS = 9
"""An identity card (chứng minh nhân dân) of before 2016."""
_PROVINCES = (
    "001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036 037 038 040 042 044 045 "
    "046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075 077 079 080 082 083 084 086 087 089 091 092 093 "
    "094 095 096"
)
"""The first three digits: where the birth was registered (Thông tư 07/2016/TT-BCA, phụ lục I)."""
_CENTURIES = "0123"
"""The fourth digit: sex and the century of birth, of which the 20th and the 21st are alive (the same, Điều 7)."""


def canonical(text: str) -> str:
    """The number with letters and digits only, and capitals."""
    return "".join(char for char in text if char.isalnum()).upper()


def is_whole(digits: str) -> bool:
    """Whether so many digits are a citizen's number or the number of an old identity card."""
    return len(digits) in (OLD_DIGITS, CARD_DIGITS)


def restored(digits: str) -> str | None:
    """The citizen's number of which a spreadsheet lost one or two zeros at the beginning; None where that is not certain."""
    whole = digits.zfill(CARD_DIGITS)
    lost = len(whole) - len(digits)
    certain = lost in (1, 2) and whole[:3] in _PROVINCES and whole[3] in _CENTURIES
    return whole if certain else None
