"""Which letters of a procedure's name a query's words are, so that a page can mark them."""

import re
from collections.abc import Mapping, Sequence
from unicodedata import combining

from shared.search.telex import unmarked
from shared.text.alphabet import fold, fold_with_places, folded_words


def highlight(name: str, query: str) -> list[tuple[int, int]]:
    """The parts of the name that match the query, as (start, end) places in the name, in order.

    Of a half-typed last word the letters typed so far are marked. Glued words are found, but slips and aliases are not.
    """
    folded, places = fold_with_places(name)
    parts = folded_words(query)
    typed = [part.whole for part in parts]
    wanted = set(typed) | {fold(unmarked(word)) for word in typed}
    start_of_last = parts[-1].beginning if parts and not query[-1:].isspace() else None
    spans: list[tuple[int, int]] = []
    starts: dict[int, int] = {}
    glued = 0
    for match in re.finditer(r"\S+", folded):
        starts[glued] = match.start()
        glued += len(match.group())
        if match.group() in wanted:
            spans.append(match.span())
        elif start_of_last and match.group().startswith(start_of_last):
            spans.append((match.start(), match.start() + len(start_of_last)))
    spans += _glued_spans(folded, starts, [word for word in typed if len(word) > 4])
    marks = sorted((places[start], _end(name, places[end - 1])) for start, end in spans)
    return _joined(name, marks)


def _glued_spans(folded: str, starts: Mapping[int, int], words: Sequence[str]) -> list[tuple[int, int]]:
    """Where a word stands in the text without its spaces, from a word's beginning on."""
    letters = [place for place, letter in enumerate(folded) if letter != " "]
    text = folded.replace(" ", "").replace("y", "i")
    return [
        (start, letters[glued + len(word) - 1] + 1)
        for word in words
        for glued, start in starts.items()
        if text.startswith(word.replace("y", "i"), glued)
    ]


def _end(name: str, last: int) -> int:
    """The place after a letter and the combining marks that belong to it."""
    end = last + 1
    while end < len(name) and combining(name[end]):
        end += 1
    return end


def _joined(name: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The sorted spans, with spans joined that touch or have only spaces between them."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and not name[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
