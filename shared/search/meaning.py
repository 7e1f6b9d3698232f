"""What the phrases of a query mean: everyday names, filler words and English, each in addition to the typed words.

It returns readings of the query; shared.search.matcher ranks procedures by them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from os.path import commonprefix

from shared.search.aliases import Alias, Aliases, Found, Word, agrees, words
from shared.search.words import Term, Vocabulary

_FILLER, _LITTLE = 0.12, 0.35
# "để" begins the purpose: who says "giấy xác nhận độc thân để vay ngân hàng" wants no loan here.
_FOR = words("để")[0]
_BY_ALIAS = 0.92
_MEANT, _HOW = 1.2, 0.7

Holds = Callable[[tuple[str, ...]], bool]


@dataclass(frozen=True, slots=True)
class Part:
    """A word that a row may hold: the words of the catalogue that count for it, how close they are, and its share."""

    words: tuple[tuple[str, str, float], ...]
    """For each: the word, the word between spaces as it is searched in a row, and its closeness."""
    start: str
    """The common beginning of all these words, after a space. A row without it holds none of the words."""
    said: str
    share: float
    typed: Word
    """The word as it was typed, or as it is meant."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to express what a phrase means."""

    parts: tuple[Part, ...]
    factor: float


@dataclass(frozen=True, slots=True)
class Slot:
    """A word or phrase of the query with all ways to express it; for each row its best way counts."""

    weight: float
    ways: tuple[Way, ...]
    of_matter: bool = True
    """Whether it says what is to be done, and not only how: "bị rách" and "người Nhật" are said of any paper."""


def readings(
    found: Sequence[Term], vietnamese: Aliases, english: Aliases | None, vocabulary: Vocabulary, holds: Holds
) -> list[list[Slot]]:
    """The query's slots with its everyday names; and, where English is given and says something, once more in English.

    `holds` says whether any text of the catalogue has all of some words: what none has is not meant here.
    """
    ways = [_read(found, vietnamese, vocabulary, holds)[0]]
    if english is not None:
        slots, says = _read(found, english, vocabulary, holds)
        if says:
            ways.append(slots)
    return ways


def _read(
    found: Sequence[Term], known: Aliases, vocabulary: Vocabulary, holds: Holds
) -> tuple[list[Slot], bool]:
    """The slots, and whether any alias with a meaning was found."""
    slots: dict[int, tuple[Slot, float]] = {}
    taken: set[int] = set()
    says = False
    for one in known.find([term.readings for term in found]):
        terms = [found[place] for place in one.places]
        if not one.meanings and _may_be_another(terms, one.aliases[0], vocabulary):
            continue
        meant = [] if _says_nothing(terms, one) else [meaning for meaning in one.meanings if holds(meaning)]
        if one.meanings and not meant and not _says_nothing(terms, one):
            # What it stands for is not here, and so its words are no more than words.
            continue
        taken.update(one.places)
        of_matter = not all(alias.says_little for alias in one.aliases)
        if meant:
            says = True
            slots[one.places[0]] = (_phrase(terms, meant, of_matter, vocabulary), 1.0)
        else:
            lightness = _LITTLE if all(alias.says_little for alias in one.aliases) else _FILLER
            for place in one.places:
                slots[place] = (_word(found[place]), lightness)
    for place, term in enumerate(found):
        if place not in taken:
            slots[place] = (_word(term), 1.0)
    purpose = _purpose(found, slots)
    ordered = [
        (slot, min(lightness, _LITTLE) if place > purpose else lightness)
        for place, (slot, lightness) in sorted(slots.items())
    ]
    if all(lightness < 1 for _, lightness in ordered):
        return [slot for slot, _ in ordered], says
    return [
        slot if lightness == 1 else Slot(slot.weight * lightness, slot.ways, of_matter=False)
        for slot, lightness in ordered
    ], says


def _purpose(found: Sequence[Term], slots: Mapping[int, tuple[Slot, float]]) -> int:
    """The place of the word that begins a purpose after a matter; one behind the end where there is none."""
    for place, term in enumerate(found):
        said = any(
            slot.of_matter and lightness == 1 for before, (slot, lightness) in slots.items() if before < place
        )
        if said and place in slots and slots[place][1] < 1 and agrees(term.typed, _FOR):
            return place
    return len(found)


def _may_be_another(terms: Sequence[Term], alias: Alias, vocabulary: Vocabulary) -> bool:
    """Whether a filler word that was typed without marks may be a word of the catalogue: "dang" may be đang or đăng."""
    meant = alias.pattern[0]
    return (
        len(alias.pattern) == 1
        and isinstance(meant, Word)
        and bool(meant.marks)
        and not terms[0].typed.marks
        and meant.folded in vocabulary
    )


def _says_nothing(terms: Sequence[Term], found: Found) -> bool:
    """Whether a word typed without marks that may say nothing or tell how says nothing: "lam" is "làm" rather than "lầm"."""
    return (
        len(terms) == 1
        and not terms[0].typed.marks
        and all(alias.says_little or not alias.meanings for alias in found.aliases)
        and any(not alias.meanings for alias in found.aliases)
    )


def _word(term: Term) -> Slot:
    return Slot(term.weight, (Way((_part(term.words, term.said, 1.0, term.typed),), 1.0),))


def _part(meant: Mapping[str, float], said: str, share: float, typed: Word) -> Part:
    found = tuple((word, f" {word} ", close) for word, close in meant.items())
    beginning = commonprefix(list(meant))  # noqa: RUF071 - letter by letter is what is wanted of words
    return Part(found, f" {beginning}", said, share, typed)


def _phrase(
    terms: Sequence[Term], meanings: Sequence[Sequence[str]], of_matter: bool, vocabulary: Vocabulary
) -> Slot:
    typed = sum(term.weight for term in terms)
    ways = [Way(tuple(_part(term.words, term.said, term.weight / typed, term.typed) for term in terms), 1.0)]
    heaviest = 0.0
    for meaning in meanings:
        weights = [vocabulary.weight(word) for word in meaning]
        heaviest = max(heaviest, *weights)
        ways.append(
            Way(
                tuple(
                    _part(
                        {word: 1.0} if word in vocabulary else {},
                        word,
                        weight / sum(weights),
                        Word(word, frozenset()),
                    )
                    for word, weight in zip(meaning, weights, strict=True)
                ),
                _BY_ALIAS,
            )
        )
    # The meaning weighs as much as the words that were typed, however many words the meaning has.
    return Slot((_MEANT if of_matter else _HOW) * max(typed, heaviest), tuple(ways), of_matter)
