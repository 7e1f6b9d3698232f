"""The words by which dossiers are found: folded names word by word, and codes whole.

A search of the names with LIKE would read every dossier; these words are one narrow index of their own.
"""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    delete,
    exists,
    func,
    insert,
    select,
    text,
    union,
)

from queue_server.ledger.storage import sealing
from queue_server.ledger.tables import dossier_marks, dossier_words
from shared.text import person_numbers
from shared.text.alphabet import FoldedWord, comparable, folded_words

_CODE = "#"
_AFTER_CODES = chr(ord(_CODE) + 1)
_BETWEEN_PEOPLE = "|"
_MOST_WORDS = 400
"""How many different words with the same beginning are looked at; in names there are some thirty."""
_PROBE = 2_000
_SHORTEST_BEGINNING = 2
_CODES_AT_ONCE = 400

# This is a loose index scan: it reads one entry for each different word instead of one for each dossier.
_BEGINNING = text(
    """
    WITH RECURSIVE found(word) AS (
        SELECT (SELECT min(word) FROM dossier_words WHERE centre = :centre AND word >= :low AND word < :high)
        UNION ALL
        SELECT (SELECT min(word) FROM dossier_words WHERE centre = :centre AND word > found.word AND word < :high)
        FROM found WHERE found.word IS NOT NULL
    )
    SELECT word FROM found WHERE word IS NOT NULL LIMIT :most
    """
)


def of_names(names: str) -> set[str]:
    """The words of the column `names`, in which bars separate the people."""
    return {word for word in names.split() if word != _BETWEEN_PEOPLE}


def of_codes(*codes: str | None) -> set[str]:
    """The words of a dossier's codes."""
    return {f"{_CODE}{comparable(code)}" for code in codes if code}


def known_codes(connection: Connection, centre: str, codes: Sequence[str]) -> set[str]:
    """Those of these codes, in the form in which names are compared, that a dossier has as ours or as another system's."""
    found: set[str] = set()
    for start in range(0, len(codes), _CODES_AT_ONCE):
        some = codes[start : start + _CODES_AT_ONCE]
        # Before letters were one alphabet a code's word was only in small letters.
        wanted = of_codes(*some) | {f"{_CODE}{code.lower()}" for code in some}
        query = select(dossier_words.c.word).where(
            dossier_words.c.centre == centre, dossier_words.c.word.in_(sorted(wanted))
        )
        found |= {comparable(word.removeprefix(_CODE)) for word in connection.execute(query).scalars()}
    return found


def add(connection: Connection, centre: str, dossier_id: int, words: Collection[str]) -> None:
    """Makes the dossier be found by these words."""
    if words:
        rows = [{"centre": centre, "word": word, "dossier_id": dossier_id} for word in sorted(words)]
        connection.execute(insert(dossier_words), rows)


def drop(connection: Connection, centre: str, dossier_id: int, words: Iterable[str]) -> None:
    """Makes the dossier be found by these words no more."""
    for word in sorted(words):
        connection.execute(
            delete(dossier_words).where(
                dossier_words.c.centre == centre,
                dossier_words.c.word == word,
                dossier_words.c.dossier_id == dossier_id,
            )
        )


def matching(connection: Connection, centre: str, wanted: str) -> Select[int] | None:
    """The query for the ids, as `dossier_id`, of the dossiers that a search finds; None if it cannot find any.

    Each word of the search has to be the beginning of a word of a name. A search with a digit is also looked for inside both
    codes and, as a whole, among people's numbers.
    """
    ways: list[Select[int]] = []
    by_names = _by_names(connection, centre, folded_words(wanted))
    if by_names is not None:
        ways.append(by_names)
    if any(char.isdigit() for char in wanted):
        ways.append(_by_code(centre, comparable(wanted)))
        if marks := sealing.of(connection).marks(centre, person_numbers.meant(wanted)):
            ways.append(
                select(dossier_marks.c.dossier_id).where(
                    dossier_marks.c.centre == centre, dossier_marks.c.mark.in_(marks)
                )
            )
    if not ways:
        return None
    if len(ways) == 1:
        return ways[0]
    both = union(*ways).subquery()
    return select(both.c.dossier_id)


def _by_code(centre: str, part: str) -> Select[int]:
    literal = part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return (
        select(dossier_words.c.dossier_id)
        .distinct()
        .where(
            dossier_words.c.centre == centre,
            dossier_words.c.word >= _CODE,
            dossier_words.c.word < _AFTER_CODES,
            dossier_words.c.word.like(f"{_CODE}%{literal}%", escape="\\"),
        )
    )


def _by_names(connection: Connection, centre: str, typed: list[FoldedWord]) -> Select[int] | None:
    """The query for dossiers whose names have words for all that was typed; None if there is no word for one of them.

    It starts from the rarest beginning. If that has few dossiers, each of them is checked for the other beginnings; if it
    has many, the sets of dossiers are intersected.
    """
    groups = [_words(connection, centre, word) for word in dict.fromkeys(typed)]
    if not groups or not all(groups):
        return None
    counted = sorted(
        ((_count(connection, centre, words), words) for words in groups), key=lambda pair: pair[0]
    )
    (few, first), *others = counted
    lead = select(dossier_words.c.dossier_id)
    if len(first) > 1:
        lead = lead.distinct()
    lead = lead.where(dossier_words.c.centre == centre, _one_of(dossier_words.c.word, first))
    for _, words in others:
        also = dossier_words.alias()
        has_one = (also.c.centre == centre, _one_of(also.c.word, words))
        if few < _PROBE or len(words) == 1:
            mine = also.c.dossier_id == dossier_words.c.dossier_id
            lead = lead.where(exists().where(and_(mine, *has_one)))
        else:
            lead = lead.where(dossier_words.c.dossier_id.in_(select(also.c.dossier_id).where(*has_one)))
    return lead


def _words(connection: Connection, centre: str, typed: FoldedWord) -> tuple[str, ...]:
    """The different words that the typed one may be or begin: "Quy" is Quý (qui), and begins Quỳnh (quynh).

    A single letter stands only for itself, as in "Nguyễn Văn A".
    """
    low, high = typed.beginning, typed.beginning[:-1] + chr(ord(typed.beginning[-1]) + 1)
    if len(low) < _SHORTEST_BEGINNING:
        return (typed.whole,)
    given = {"centre": centre, "low": low, "high": high, "most": _MOST_WORDS}
    longer = tuple(connection.execute(_BEGINNING, given).scalars())
    return longer if typed.whole == typed.beginning else (typed.whole, *longer)


def _one_of(column: ColumnElement[str], words: tuple[str, ...]) -> ColumnElement[bool]:
    return column == words[0] if len(words) == 1 else column.in_(words)


def _count(connection: Connection, centre: str, words: tuple[str, ...]) -> int:
    """How many dossiers have one of the words, counted only as far as the choice of the rarest needs it."""
    some = (
        select(dossier_words.c.dossier_id)
        .where(dossier_words.c.centre == centre, _one_of(dossier_words.c.word, words))
        .limit(_PROBE)
        .subquery()
    )
    return int(connection.execute(select(func.count()).select_from(some)).scalar_one())
