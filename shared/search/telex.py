"""Turns raw Telex and VNI keystrokes ("ddang kys", "d9a8ng ky1") into the words without marks for which they stand.

People type these where no input method runs. Search needs no marks, so the result has none.
"""

import re

# After the first vowel of a Vietnamese syllable the letters s f r x j z never belong to the spelling: they can
# only be Telex tone keys there. w makes ơ, ư and ă.
_TYPED = re.compile(r"^(?P<start>[bcdghklmnpqrstvx]*)(?P<rest>[aeiouyw].*)$")
_TONE_KEYS = re.compile(r"[sfrxjz]")
_DOUBLED = re.compile(r"([aeod])\1")
_VNI_KEYS = re.compile(r"(?<=[a-z])[0-9]+")
_SYLLABLE = re.compile(
    r"^(b|c|ch|d|g|gh|gi|h|k|kh|l|m|n|ng|ngh|nh|p|ph|q|r|s|t|th|tr|v|x)?[aeiouy]{1,3}(c|ch|m|n|ng|nh|p|t)?$"
)


def unmarked(typed: str) -> str:
    """The plain letters of one typed word, in lower case; a word that is neither Telex nor VNI stays as it is."""
    word = typed.casefold()
    plain = _DOUBLED.sub(r"\1", _VNI_KEYS.sub("", word))
    parts = _TYPED.match(plain)
    if parts is None:
        return word
    rest = "u" + parts["rest"][1:] if parts["rest"].startswith("w") else parts["rest"]
    without_tone, tones = _TONE_KEYS.subn("", rest)
    plain = parts["start"] + _DOUBLED.sub(r"\1", without_tone.replace("w", ""))
    return plain if tones <= 1 and _SYLLABLE.match(plain) else word


def is_syllable(plain: str) -> bool:
    """Whether the plain letters can be a Vietnamese syllable."""
    return _SYLLABLE.match(plain) is not None
