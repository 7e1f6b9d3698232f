"""What a procedure's name says without the words that nearly every name has ("Thủ tục", "Đăng ký", "Cấp")."""

from collections.abc import Sequence
from functools import cache

from shared.search.aliases import Word, agrees, words

# Words that say that something is done, and not what. "lại" and "đổi" are none: they tell procedures apart.
_EMPTY = (
    "thủ tục hành chính", "thủ tục", "giải quyết", "thực hiện", "đăng ký", "đề nghị", "việc", "về", "cấp giấy", "cấp",
    "giấy", "hồ sơ", "xin", "làm", "cấp xã", "tại cấp xã", "thực hiện tại cấp xã", "ubnd cấp xã",
)  # fmt: skip


def essence(text: Sequence[Word]) -> tuple[Word, ...]:
    """The words that remain without the empty phrases; none where the text is nothing but such phrases."""
    kept: list[Word] = []
    place = 0
    while place < len(text):
        taken = next(
            (len(one) for one in _empty().get(text[place].folded, ()) if _stands(one, text, place)), 0
        )
        if not taken:
            kept.append(text[place])
        place += taken or 1
    return tuple(kept)


def same(asked: Sequence[Word], named: Sequence[Word]) -> bool:
    """Whether a name is what was asked, whose marks may be missing but not be others."""
    return len(asked) == len(named) and all(map(agrees, asked, named))


@cache
def _empty() -> dict[str, list[tuple[Word, ...]]]:
    """The empty phrases as words, by their first word without marks, the longest first."""
    phrases: dict[str, list[tuple[Word, ...]]] = {}
    for phrase in sorted((tuple(words(phrase)) for phrase in _EMPTY), key=len, reverse=True):
        phrases.setdefault(phrase[0].folded, []).append(phrase)
    return phrases


def _stands(phrase: Sequence[Word], text: Sequence[Word], place: int) -> bool:
    there = text[place : place + len(phrase)]
    return len(there) == len(phrase) and all(map(agrees, there, phrase))
