"""The on-screen keyboard's Vietnamese: every syllable of the catalogue, of names and of the orthography comes
out of its keys, by Telex and by VNI, in whatever order.

The keys are made from Unicode's own decomposition, and an independent composer (bogo, by other people) has to agree.
"""

import json
import re
import subprocess
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import product
from pathlib import Path

import bogo
import pytest

from tests.journeys.browser import node

ROOT = Path(__file__).resolve().parents[4]
SCRIPT = ROOT / "kiosk" / "pages" / "static" / "input" / "compose.js"

TONES = {"\u0301": "s1", "\u0300": "f2", "\u0309": "r3", "\u0303": "x4", "\u0323": "j5"}
TELEX = {"â": "aa", "ê": "ee", "ô": "oo", "ă": "aw", "ơ": "ow", "ư": "uw", "đ": "dd"}
VNI = {"â": "a6", "ê": "e6", "ô": "o6", "ă": "a8", "ơ": "o7", "ư": "u7", "đ": "d9"}
BY_HAND = {"telex": (TELEX, 0), "vni": (VNI, 1)}

# Onsets and rimes as schoolbooks list them, written down apart from the keyboard's own table.
ONSETS, OPEN, NASAL, STOPPED = (
    line.split()
    for line in (
        "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x",
        "a e ê i o ô ơ u ư y ai ao au ay âu ây eo êu ia iu iêu oa oe oai oay oi ôi ơi ua ui uôi ưa ưi ưu ươi ươu uê "
        "uy uya uyu yêu uây",
        "am an ang anh ăm ăn ăng âm ân âng em en eng ênh êm ên im in inh iêm iên iêng yên om on ong oan oang oăn "
        "oăng oen ôm ôn ông ơm ơn um un ung uân uôm uôn uông ưng ươm ươn ương uyên uynh",
        "ac ach ap at ăc ăp ăt âc âp ât ec ep et êch êp êt ich ip it iêc iêp iêt oc op ot oac oat oăt ôc ôp ôt ơp ơt "
        "uc up ut uât uôc uôt ưc ưt ươc ươp ươt uyêt uych",
    )
)
NAMES = """
Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Đoàn Trịnh Trương Mạc Quách Tạ Lương Thạch Khổng
Giàng Vừ Triệu Tường Uyên Thúy Quỳnh Khuê Nguyệt Phượng Khương Quyết Thuần Duyên Đức Giang Nghĩa Quý Ngoan Nhật Khoa Khoát
Xuân Thược Hưu Diễm Kiều Yến Oanh Ái Ứng Đắk Lắk Cửu Quảng Ngãi Thừa Huế Buôn Ma Thuột Bạc Liêu Kiên Giang Nghệ Tuyên
"""
FRONT = ("i", "e", "ê", "y")


@pytest.fixture(scope="module")
def composed() -> Iterator[Callable[[Iterable[str], str], list[str]]]:
    """What the keyboard's own script makes of many sequences of keys; one Node.js answers all the tests of this file."""
    program = (
        f'import {{ compose }} from "{SCRIPT.as_uri()}"; import {{ createInterface }} from "node:readline";'
        "for await (const line of createInterface({ input: process.stdin })) {"
        "const { keys, method } = JSON.parse(line);"
        "console.log(JSON.stringify(keys.map((one) => compose(one, method)))); }"
    )
    command = [node(), "--input-type=module", "--eval", program]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    ) as running:
        asking, answering = running.stdin, running.stdout
        assert asking is not None
        assert answering is not None

        def run(keys: Iterable[str], method: str) -> list[str]:
            asking.write(json.dumps({"keys": list(keys), "method": method}) + "\n")
            asking.flush()
            answer: list[str] = json.loads(answering.readline())
            return answer

        yield run


@cache
def _parts(syllable: str) -> tuple[tuple[str, ...], str]:
    """A syllable's letters without its tone, and the tone's combining sign."""
    tone = ""
    letters = []
    for char in unicodedata.normalize("NFC", syllable):
        signs = unicodedata.normalize("NFD", char)
        tone += "".join(sign for sign in signs if sign in TONES)
        letters.append(unicodedata.normalize("NFC", "".join(sign for sign in signs if sign not in TONES)))
    return tuple(letters), tone


def _keys(syllable: str, method: str, order: str) -> str:
    """The keys for a syllable: marks and tone beside their letters, the tone last, or all of them after the letters."""
    marks, which = BY_HAND[method]
    letters, tone = _parts(syllable)
    key = TONES[tone][which] if tone else ""
    if order == "beside":
        toned = [i for i, char in enumerate(syllable) if set(unicodedata.normalize("NFD", char)) & set(TONES)]
        at = toned[0] if toned else len(letters)
        return "".join(
            marks.get(letter, letter) + (key if i == at else "") for i, letter in enumerate(letters)
        )
    if order == "tone last":
        return "".join(marks.get(letter, letter) for letter in letters) + key
    plain = "".join(marks[letter][0] if letter in marks else letter for letter in letters)
    after = "".join(dict.fromkeys(marks[letter][1] for letter in letters if letter in marks))
    return plain + after + key


def _old_places(syllable: str) -> str:
    """The syllable with the tone where this keyboard puts it: hoà as hòa, thuý as thúy, khoẻ as khỏe."""
    found = re.fullmatch(r"(.*?)(o|u)([àáảãạèéẻẽẹỳýỷỹỵ])", unicodedata.normalize("NFC", syllable))
    if found is None or found[1].endswith("q") or (found[2] == "u" and found[3] not in "ỳýỷỹỵ"):
        return syllable
    last, *signs = unicodedata.normalize("NFD", found[3])
    return unicodedata.normalize("NFC", found[1] + found[2] + "".join(signs) + last)


@cache
def _real() -> tuple[str, ...]:
    """Every Vietnamese syllable of the shipped catalogue, of our own sentences and of common names."""
    files = [*(ROOT / "config").glob("*.csv"), *(ROOT / "shared" / "text" / "vi").glob("*.toml")]
    text = " ".join([NAMES, *(file.read_text("utf-8") for file in files)])
    words = set(re.findall(r"[^\W\d_]+", unicodedata.normalize("NFC", text)))
    return tuple(sorted(word.lower() for word in words if _vietnamese(word.lower())))


def _vietnamese(word: str) -> bool:
    letters, tone = _parts(word)
    plain = "".join(letters)
    rimes = {*OPEN, *NASAL, *STOPPED, "ăk", "ak"}
    for onset in ("", *ONSETS):
        if plain.startswith(onset) and plain[len(onset) :] in rimes and len(tone) <= 1:
            return plain[len(onset) :] not in STOPPED or tone in ("\u0301", "\u0323")
    return False


@cache
def _orthography() -> tuple[str, ...]:
    """Every onset with every rime and every tone that the rules of spelling allow; the tone on its proper letter."""
    made = []
    for onset, rime in product(ONSETS, OPEN + NASAL + STOPPED):
        front = rime.startswith(FRONT)
        if (onset in ("gh", "ngh", "k") and not front) or (onset in ("g", "ng", "c") and front):
            continue
        if onset in ("qu", "gi") and rime[0] in "uưoôơi" + ("" if onset == "gi" else "y"):
            continue
        if rime[0] in "yY" and len(rime) > 1:
            continue  # yên, yêu stand alone
        tones = ("\u0301", "\u0323") if rime in STOPPED else ("", *TONES)
        made += [onset + _toned(rime, tone, onset) for tone in tones]
    return tuple(made)


def _toned(rime: str, tone: str, onset: str) -> str:
    vowels = [i for i, char in enumerate(rime) if unicodedata.normalize("NFD", char)[0] in "aeiouy"]
    marked = [i for i in vowels if rime[i] in "âăêôơư"]
    closed = vowels[-1] + 1 < len(rime)
    place = (
        marked[-1]
        if marked
        else vowels[1]
        if len(vowels) == 3 or (len(vowels) == 2 and closed)
        else vowels[0]
    )
    return unicodedata.normalize("NFC", rime[: place + 1] + tone + rime[place + 1 :])


ORDERS = ("beside", "tone last", "all after")


@pytest.mark.parametrize("method", ["telex", "vni"])
@pytest.mark.parametrize("order", ORDERS)
def test_every_real_syllable_comes_out_of_its_keys(
    composed: Callable[[Iterable[str], str], list[str]], method: str, order: str
) -> None:
    real = _real()
    assert len(real) > 900
    made = composed([_keys(syllable, method, order) for syllable in real], method)
    wanted = [_old_places(syllable) for syllable in real]
    assert [pair for pair in zip(wanted, made, strict=True) if pair[0] != pair[1]] == []


@pytest.mark.parametrize("method", ["telex", "vni"])
@pytest.mark.parametrize("order", ORDERS)
def test_every_syllable_that_the_orthography_allows_comes_out_of_its_keys(
    composed: Callable[[Iterable[str], str], list[str]], method: str, order: str
) -> None:
    allowed = _orthography()
    assert len(allowed) > 9000
    made = composed([_keys(syllable, method, order) for syllable in allowed], method)
    assert [pair for pair in zip(allowed, made, strict=True) if pair[0] != pair[1]][:20] == []


@pytest.mark.parametrize("method", ["telex", "vni"])
@pytest.mark.parametrize("order", ORDERS)
def test_an_independent_composer_agrees_on_every_real_syllable(
    composed: Callable[[Iterable[str], str], list[str]], method: str, order: str
) -> None:
    rules = bogo.get_telex_definition() if method == "telex" else bogo.get_vni_definition()
    # It does not know the highlands' final k (Đắk Lắk).
    keys = [_keys(syllable, method, order) for syllable in _real() if not syllable.endswith("k")]
    theirs = [bogo.process_sequence(one, rules) for one in keys]
    assert dict(zip(keys, composed(keys, method), strict=True)) == dict(zip(keys, theirs, strict=True))


@pytest.mark.parametrize(
    ("method", "keys"),
    [
        ("telex", "gpxd gcn gks dkkd ubnd address khaisinh kethon docthan hotich saoy visum ok i"),
        ("vni", "ct01 2026 h49 k8s 1 0"),
    ],
)
def test_abbreviations_codes_and_words_without_spaces_stay_as_typed(
    composed: Callable[[Iterable[str], str], list[str]], method: str, keys: str
) -> None:
    assert composed(keys.split(), method) == keys.split()


@pytest.mark.parametrize(
    ("method", "made"),
    [
        (
            "telex",
            {
                "ass": "as",
                "aaa": "aa",
                "ddd": "dd",
                "aww": "aw",
                "asf": "à",
                "asz": "a",
                "tw": "tư",
                "ddkkd": "đkkd",
            },
        ),
        (
            "telex",
            {"tuwong": "tương", "nguwoif": "người", "hoangf": "hoàng", "xoas": "xóa", "DDoongf": "Đồng"},
        ),
        ("vni", {"a11": "a1", "a66": "a6", "d99": "d9", "a12": "à", "a10": "a", "d9kkd": "đkkd"}),
        # After a correction letters with accents stand among the keys.
        ("telex", {"tiếng": "tiếng", "tie6": "tie6", "tiêngs": "tiếng", "hòang": "hoàng", "đangd": "dangd"}),
    ],
)
def test_a_key_pressed_again_takes_its_accent_back_and_corrections_go_on(
    composed: Callable[[Iterable[str], str], list[str]], method: str, made: dict[str, str]
) -> None:
    assert dict(zip(made, composed(made, method), strict=True)) == made
