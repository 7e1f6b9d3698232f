"""What is sealed opens with its key in its place and nowhere else, and is found by its mark however it was written."""

import base64
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.ledger.storage.sealing import KeyMissing, Seal, SealBroken, is_sealed

OLD, NEW = b"o" * 32, b"n" * 32


class Keys:
    """Keys in memory."""

    def __init__(self, *keys: bytes) -> None:
        self.keys = list(keys)

    def read(self) -> Sequence[bytes]:
        return self.keys

    def create(self) -> Sequence[bytes]:
        self.keys = [NEW]
        return self.keys


def seal(*keys: bytes) -> Seal:
    made = Seal(Keys(*keys))
    made.unlock(())
    return made


@given(st.text(), st.text())
def test_what_is_sealed_opens_in_its_place(text: str, place: str) -> None:
    sealed = seal(NEW).close(text, "table.column", place)
    assert (seal(NEW).open(sealed, "table.column", place), is_sealed(sealed)) == (text, True)


def test_the_same_text_is_never_sealed_the_same_way() -> None:
    one = seal(NEW)
    assert len({one.close("022185001234", "here") for _ in range(50)}) == 50


def test_a_sealed_text_opens_in_no_other_place() -> None:
    sealed = seal(NEW).close("022185001234", "dossiers.applicant", "H49-1")
    for place in (("dossiers.applicant", "H49-2"), ("dossiers.note", "H49-1"), ("dossiers.applicantH49-1",)):
        with pytest.raises(SealBroken):
            seal(NEW).open(sealed, *place)


@given(st.data())
def test_a_changed_text_does_not_open(data: st.DataObject) -> None:
    head, _, body = seal(NEW).close("022185001234", "here").rpartition(":")
    raw = bytearray(base64.b64decode(body))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealBroken):
        seal(NEW).open(f"{head}:{base64.b64encode(raw).decode()}", "here")


def test_a_plain_text_in_a_sealed_place_is_refused() -> None:
    with pytest.raises(SealBroken):
        seal(NEW).open('{"name": "Nguyễn"}', "here")


def test_an_older_key_still_opens_and_the_first_one_seals() -> None:
    before = seal(OLD).close("0912", "here")
    both = seal(NEW, OLD)
    after = both.close("0912", "here")
    assert (both.open(before, "here"), both.open(after, "here")) == ("0912", "0912")
    assert (before.startswith(both.prefix), after.startswith(both.prefix)) == (False, True)
    with pytest.raises(KeyMissing) as missing:
        seal(NEW).open(before, "here")
    assert missing.value.ids == seal(OLD).ids


def test_nothing_is_sealed_before_the_keys_are_there() -> None:
    with pytest.raises(KeyMissing):
        Seal(Keys(NEW)).close("0912", "here")


def test_a_key_is_made_only_where_nothing_was_sealed_yet() -> None:
    keys = Keys()
    Seal(keys).unlock(())
    assert keys.keys == [NEW]
    for found in (Keys(), Keys(OLD)):
        with pytest.raises(KeyMissing) as missing:
            Seal(found).unlock(seal(NEW).ids)
        assert missing.value.ids == seal(NEW).ids
        assert found.keys in ([], [OLD])


def test_a_mark_is_one_for_each_number_centre_and_key() -> None:
    one = seal(NEW)
    marks = [one.mark("a", "0912345678"), one.mark("b", "0912345678"), one.mark("a", "0912345679")]
    marks.append(seal(OLD).mark("a", "0912345678"))
    assert len(set(marks)) == 4
    assert seal(NEW, OLD).marks("a", ["0912345678", "0912345679"]) == [
        marks[0],
        marks[3],
        marks[2],
        seal(OLD).mark("a", "0912345679"),
    ]
    assert seal(NEW).marks("a", []) == []
    assert not any("912345678" in str(mark) for mark in marks)
