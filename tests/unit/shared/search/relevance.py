"""How well the search answers: queries from `said/`, queries made from names, and hit@1, hit@5 and MRR by kind.

Ranks nothing itself and knows no single query.
"""

import csv
import os
import random
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest

from shared.search.matcher import Matcher
from shared.text.alphabet import fold, strip_marks

ROOT = Path(__file__).parents[4]
SAID = Path(__file__).parent / "said"
NATIONAL = Path(os.environ.get("MOTCUA_SHARED", ROOT.parent / "shared")) / "data" / "national-procedures.csv"
DEPTH = 5

Row = dict[str, Any]
without_national = pytest.mark.skipif(
    not NATIONAL.exists(), reason="the national list lies beside a full checkout"
)


@dataclass(frozen=True)
class Asked:
    """A query, its kind, and which ids are right answers."""

    kind: str
    text: str
    right: frozenset[str]


@dataclass(frozen=True)
class Figures:
    """What came of some queries: shares between 0 and 1."""

    count: int
    first: float
    five: float
    mrr: float

    def __str__(self) -> str:
        return f"{self.count:>5} queries  hit@1 {self.first:.3f}  hit@5 {self.five:.3f}  MRR {self.mrr:.3f}"


@cache
def shipped() -> list[Row]:
    """The catalogue of `config/` as server and kiosk hand it to the matcher."""
    with (ROOT / "config" / "fields.csv").open(encoding="utf-8", newline="") as file:
        fields = {row["name"]: row["id"] for row in csv.DictReader(file)}
    with (ROOT / "config" / "procedures.csv").open(encoding="utf-8", newline="") as file:
        return [
            {
                "id": row["id"],
                "code": row["code"],
                "name": row["name"],
                "short_name": row["short_name"],
                "field": fields[row["field"]],
                "field_name": row["field"],
                "synonyms": [synonym.strip() for synonym in row["synonyms"].split("|") if synonym.strip()],
            }
            for row in csv.DictReader(file)
        ]


@cache
def national() -> list[Row]:
    """The national list as an import makes it: names and fields, without short names or synonyms."""
    with NATIONAL.open(encoding="utf-8", newline="") as file:
        return [
            {**row, "id": f"n{number}", "field_name": row["field"]}
            for number, row in enumerate(csv.DictReader(file))
        ]


@cache
def of_communes() -> list[Row]:
    """The rows of the national list that an office of a commune does."""
    return [row for row in national() if "cấp xã" in row["office"].casefold()]


@cache
def matcher_of(rows: Callable[[], list[Row]]) -> Matcher:
    """The matcher of one of these catalogues, made once: searching changes nothing in it."""
    return Matcher(rows())


def said(file: str) -> list[Asked]:
    """The queries of a file whose last column names procedures by id."""
    return [Asked(kind, text, frozenset(right.split())) for kind, text, right in _lines(file)]


@cache
def _folded(rows: Callable[[], list[Row]]) -> list[tuple[str, str]]:
    return [(row["id"], f" {fold(row['name'])} ") for row in rows()]


def said_of_names(file: str, rows: Callable[[], list[Row]]) -> list[Asked]:
    """The queries of a file whose last column says what a right answer's name holds."""
    names = _folded(rows)
    found = []
    for kind, text, wanted in _lines(file):
        sets = [
            [fold(part.strip('"')) for part in re.findall(r'"[^"]+"|\S+', one)] for one in wanted.split("/")
        ]
        wanted_parts = [[f" {part} " for part in one] for one in sets]
        right = frozenset(
            ident
            for ident, name in names
            if any(all(part in name for part in parts) for parts in wanted_parts)
        )
        found.append(Asked(kind, text, right))
    return found


def said_of_offices(file: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """The queries of a file for what is not done here: kind, text, and words of which an office that does it has one."""
    return [(kind, text, tuple(office.split("/"))) for kind, text, office in _lines(file)]


def _lines(file: str) -> Iterable[tuple[str, str, str]]:
    for line in (SAID / file).read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            kind, text, right = line.split(" | ")
            yield kind, text, right


def ranks(matcher: Matcher, asked: Sequence[Asked]) -> list[int]:
    """For each query the place of the first right answer among the first twenty, from 1; 0 for none."""
    found = []
    for one in asked:
        ids = [hit.id for hit in matcher.search(one.text, limit=20)[0]]
        found.append(next((place for place, ident in enumerate(ids, 1) if ident in one.right), 0))
    return found


def figures(places: Sequence[int]) -> Figures:
    """The figures of these places."""
    count = len(places)
    return Figures(
        count,
        places.count(1) / count,
        sum(1 for place in places if 1 <= place <= DEPTH) / count,
        sum(1 / place for place in places if place) / count,
    )


def report(title: str, asked: Sequence[Asked], places: Sequence[int]) -> str:
    """A table of the figures, the whole first and then by kind."""
    lines = [f"{title:<28}{figures(places)}"]
    for kind in dict.fromkeys(one.kind for one in asked):
        some = [place for one, place in zip(asked, places, strict=True) if one.kind == kind]
        lines.append(f"  {kind:<26}{figures(some)}")
    return "\n".join(lines)


def measured(
    title: str, matcher: Matcher, asked: Sequence[Asked], capsys: pytest.CaptureFixture[str]
) -> Figures:
    """The figures, printed whole and by kind."""
    places = ranks(matcher, asked)
    with capsys.disabled():
        print(f"\n{report(title, asked, places)}")
    return figures(places)


def made_from_names(rows: Sequence[Row], count: int, seed: int) -> list[Asked]:
    """Queries made by rule from names drawn by lot: some telling words, and what fingers and keyboards make of them.

    Right is the procedure drawn and every one whose name holds all the words said, since nobody can tell
    those apart by them.
    """
    chance = random.Random(seed)
    words_of = [set(fold(row["name"]).split()) for row in rows]
    held: dict[str, int] = {}
    for words in words_of:
        for word in words:
            held[word] = held.get(word, 0) + 1
    drawn = chance.sample(range(len(rows)), count)
    found = []
    for number, index in enumerate(drawn):
        kind, change = KINDS[number % len(KINDS)]
        words = _paraphrase(str(rows[index]["name"]), held, chance)
        meant = set(fold(" ".join(words)).split())
        right = frozenset(
            str(rows[other]["id"]) for other in range(len(rows)) if other == index or meant <= words_of[other]
        )
        found.append(Asked(kind, change(words, chance), right))
    return found


def _paraphrase(name: str, held: dict[str, int], chance: random.Random) -> list[str]:
    """Three to eight words of the name: its beginning, mostly, some words left out, at times turned round."""
    words = [word.casefold() for word in re.findall(r"[\w/-]+", name) if word.strip("/-")]
    if [strip_marks(word) for word in words[:2]] == ["thu", "tuc"]:
        words = words[2:]
    first = words[: chance.randint(6, 14)]
    # People leave out what tells little rather than what tells much.
    telling = sorted(first, key=lambda word: held.get(fold(word), 1) * chance.uniform(0.3, 3.0))
    kept = set(telling[: max(3, min(8, round(len(first) * chance.uniform(0.5, 0.8))))])
    said_words = [word for word in first if word in kept]
    if len(said_words) > 3 and chance.random() < 0.25:
        cut = chance.randint(1, len(said_words) - 1)
        said_words = said_words[cut:] + said_words[:cut]
    return said_words


def _as_it_is(words: list[str], chance: random.Random) -> str:
    return " ".join(words)


def _plain(words: list[str], chance: random.Random) -> str:
    return strip_marks(" ".join(words))


def _half(words: list[str], chance: random.Random) -> str:
    """Every second word has lost its marks, as under a hasty thumb."""
    return " ".join(strip_marks(word) if chance.random() < 0.5 else word for word in words)


_BESIDE = {
    "q": "wa", "w": "qes", "e": "wrd", "r": "etf", "t": "ryg", "y": "tuh", "u": "yij", "i": "uok", "o": "ipl", "p": "ol",
    "a": "qsz", "s": "adw", "d": "sfe", "f": "dgr", "g": "fht", "h": "gjy", "j": "hku", "k": "jli", "l": "ko",
    "z": "xa", "x": "zcs", "c": "xvd", "v": "cbf", "b": "vng", "n": "bmh", "m": "nj",
}  # fmt: skip


def _slip(words: list[str], chance: random.Random) -> str:
    """One slip in one or two of the longer words: a neighbouring key, two letters swapped, one lost or doubled."""
    typed = [strip_marks(word) for word in words]
    long = [index for index, word in enumerate(typed) if len(word) >= 4 and word.isalpha()]
    for index in chance.sample(long, min(len(long), chance.randint(1, 2))):
        word = typed[index]
        place = chance.randrange(1, len(word))
        letter = word[place]
        typed[index] = chance.choice(
            [
                word[:place] + chance.choice(_BESIDE.get(letter, "e")) + word[place + 1 :],
                word[: place - 1] + letter + word[place - 1] + word[place + 1 :],
                word[:place] + word[place + 1 :],
                word[:place] + letter + word[place:],
            ]
        )
    return " ".join(typed)


def _glued(words: list[str], chance: random.Random) -> str:
    """Some neighbouring words without the space between them."""
    typed = [strip_marks(word) for word in words]
    place = chance.randrange(max(1, len(typed) - 1))
    length = chance.randint(2, 3)
    return " ".join([*typed[:place], "".join(typed[place : place + length]), *typed[place + length :]])


_TONES = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_TONES_VNI = {"\u0301": "1", "\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5"}
_SHAPES = {"â": "aa", "ê": "ee", "ô": "oo", "ă": "aw", "ơ": "ow", "ư": "uw", "đ": "dd"}
_SHAPES_VNI = {"â": "a6", "ê": "e6", "ô": "o6", "ă": "a8", "ơ": "o7", "ư": "u7", "đ": "d9"}


def _keys(words: list[str], tones: dict[str, str], shapes: dict[str, str]) -> str:
    """What the keys leave where no input method runs; the tone key comes last in its word."""
    typed = []
    for word in words:
        tone, letters = "", ""
        for sign in normalize("NFC", word):
            parts = normalize("NFD", sign)
            tone += "".join(tones[mark] for mark in parts if mark in tones)
            shape = normalize("NFC", "".join(mark for mark in parts if mark not in tones))
            letters += shapes.get(shape, shape)
        typed.append(letters + tone)
    return " ".join(typed)


def _telex(words: list[str], chance: random.Random) -> str:
    return _keys(words, _TONES, _SHAPES)


def _vni(words: list[str], chance: random.Random) -> str:
    return _keys(words, _TONES_VNI, _SHAPES_VNI)


# What clerks and citizens shorten everywhere in writing, not what our own list of aliases happens to hold.
_SHORT = (
    ("giấy chứng nhận", "gcn"), ("giấy phép", "gp"), ("đăng ký", "đk"), ("quyền sử dụng đất", "qsdđ"),
    ("ủy ban nhân dân", "ubnd"),
    ("doanh nghiệp", "dn"), ("bảo hiểm xã hội", "bhxh"), ("bảo hiểm y tế", "bhyt"), ("xây dựng", "xd"), ("kinh doanh", "kd"),
    ("hợp tác xã", "htx"), ("trách nhiệm hữu hạn", "tnhh"), ("phòng cháy chữa cháy", "pccc"), ("an toàn thực phẩm", "attp"),
    ("trung học cơ sở", "thcs"), ("trung học phổ thông", "thpt"), ("nước ngoài", "nn"), ("hồ sơ", "hs"), ("lao động", "lđ"),
    ("điều kiện", "đk"), ("xuất khẩu", "xk"), ("nhập khẩu", "nk"), ("tổ chức", "tc"), ("cá nhân", "cn"), ("dự án", "da"),
)  # fmt: skip


def _short(words: list[str], chance: random.Random) -> str:
    """The first abbreviation that fits, in plain letters; where none fits, the bare words."""
    text = " ".join(words)
    for whole, short in _SHORT:
        if whole in text:
            return strip_marks(text.replace(whole, short, 1))
    return strip_marks(text)


_OPENINGS = ("tôi muốn", "cho hỏi thủ tục", "xin", "em cần làm", "hồ sơ", "làm", "hướng dẫn", "bác muốn xin")


def _asked(words: list[str], chance: random.Random) -> str:
    """A sentence around the words."""
    return f"{chance.choice(_OPENINGS)} {' '.join(words)} {chance.choice(['', 'ở đâu', 'cần giấy tờ gì', 'thế nào'])}"


KINDS: tuple[tuple[str, Callable[[list[str], random.Random], str]], ...] = (
    ("words of the name", _as_it_is),
    ("without marks", _plain),
    ("half the marks", _half),
    ("slips", _slip),
    ("glued", _glued),
    ("raw Telex", _telex),
    ("raw VNI", _vni),
    ("abbreviated", _short),
    ("in a sentence", _asked),
)
