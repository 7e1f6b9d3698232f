"""The searchable texts of a catalogue: of each procedure its names, its synonyms, and all its words together."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from shared.search.aliases import words
from shared.search.words import Vocabulary
from shared.text.alphabet import comparable, fold

OF_EVERYTHING = 0.88
"""What a text of all words counts, since its words need not belong together."""
_OF_NAME, _OF_SYNONYM = 0.99, 0.985
_OFTEN, _MOSTLY = 3, 0.7


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a procedure, folded and as it is written, and what it counts."""

    procedure: int
    folded: str
    factor: float
    written: str
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A text as it is searched and scored."""

    procedure: int
    text: str
    """The folded text between spaces, so that " word " is found in it. Sets of words would take three times the memory."""
    weight: float
    factor: float
    marked: str
    whole: bool
    """Whether it answers only as far as the query has all of it."""


def texts_of(index: int, procedure: Mapping[str, object]) -> list[Text]:
    """The texts of a procedure, each once."""
    name = str(procedure["name"])
    short = str(procedure.get("short_name") or "")
    synonyms = _synonyms(procedure)
    everything = " ".join([short, name, *synonyms, str(procedure.get("field_name") or "")])
    texts = {fold(short or name): (1.0, short or name)}
    texts.setdefault(fold(name), (_OF_NAME, name))
    for synonym in synonyms:
        texts.setdefault(fold(synonym), (_OF_SYNONYM, synonym))
    texts.setdefault(fold(everything), (OF_EVERYTHING, everything))
    return [
        Text(index, text, factor, comparable(written)) for text, (factor, written) in texts.items() if text
    ]


def said_of(index: int, phrases: Iterable[str]) -> list[Text]:
    """Phrases that answer only as far as a query has all of their words, each once."""
    folded = {fold(phrase): phrase for phrase in phrases}
    return [
        Text(index, text, _OF_SYNONYM, comparable(phrase), whole=True)
        for text, phrase in folded.items()
        if text
    ]


def _synonyms(procedure: Mapping[str, object]) -> list[str]:
    given = procedure.get("synonyms")
    return [str(synonym) for synonym in given] if isinstance(given, Sequence) else []


def vocabulary_of(texts: Sequence[Text], besides: Collection[str]) -> Vocabulary:
    """All words of the texts, how many texts hold each, and how they are written."""
    counts = Counter(word for text in texts for word in set(text.folded.split()))
    named = (text.folded.split() for text in texts if text.factor > OF_EVERYTHING)
    pairs = {f"{one} {two}" for name in named for one, two in pairwise(name)}
    return Vocabulary(counts, len(texts), besides, _written(texts), pairs)


def bound_pairs(texts: Sequence[Text]) -> frozenset[str]:
    """Neighbours of which one hardly ever stands without the other: half of "điện thoại" says nothing of it."""
    named = [words(text.written) for text in texts if text.factor > OF_EVERYTHING]
    alone = Counter(word for name in named for word in name)
    beside = Counter(pair for name in named for pair in pairwise(name))
    return frozenset(
        f"{one.folded} {two.folded}"
        for (one, two), count in beside.items()
        if count >= _OFTEN and count >= _MOSTLY * min(alone[one], alone[two])
    )


def rows_of(texts: Sequence[Text], vocabulary: Vocabulary) -> list[Row]:
    """The texts as rows, the lightest first, so that the plainest of equally fitting texts is met first."""
    rows = [
        Row(
            text.procedure,
            f" {text.folded} ",
            sum(map(vocabulary.weight, set(text.folded.split()))),
            text.factor,
            text.written,
            text.whole,
        )
        for text in texts
    ]
    return sorted(rows, key=lambda row: (row.weight, len(row.text), row.procedure))


def _written(texts: Iterable[Text]) -> dict[str, set[frozenset[str]]]:
    """How each word is written: the marks of each of its forms. Texts without marks, as some synonyms are, are not used."""
    forms: dict[str, set[frozenset[str]]] = {}
    for text in texts:
        found = words(text.written) if text.factor > OF_EVERYTHING else []
        if any(word.marks for word in found):
            for word in found:
                forms.setdefault(word.folded, set()).add(word.marks)
    return forms
