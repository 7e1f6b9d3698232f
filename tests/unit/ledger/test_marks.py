"""High-water marks beside the database: what they say after a kill, a power cut in the middle, and a disk that fails."""

import errno
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from queue_server.ledger.storage import marks as storage
from queue_server.ledger.storage.marks import BLOCK, Latest, Marks, marks_of

DAY = "2026-06-15"


_opened: list[Marks] = []


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    while _opened:
        _opened.pop().close()


def again(folder: Path, centre: str = "ha-long") -> Marks:
    """The marks as the next process finds them, while the one before has died without a word."""
    _opened.append(marks_of(folder, centre))
    return _opened[-1]


def test_the_last_commit_is_known_to_the_next_process_without_any_farewell(tmp_path: Path) -> None:
    first = again(tmp_path)
    assert (first.earlier, first.founded, first.seq) == ([], None, 0)
    first.begin(77)
    for seq in range(1, 8):
        first.note(seq, 1000 + seq)
    found = again(tmp_path)
    assert (found.earlier, found.founded, found.unreadable) == ([Latest(7, 1007)], 77, False)


def test_a_number_that_went_back_is_believed_since_it_was_said_last(tmp_path: Path) -> None:
    marks = again(tmp_path)
    for seq in (5, 6, 3):
        marks.note(seq, seq)
    assert marks.seq == 3
    assert again(tmp_path).earlier == [Latest(3, 3)]


@pytest.mark.parametrize("cut", range(1, storage._SLOT))
def test_a_mark_that_was_torn_in_the_middle_leaves_the_one_before(tmp_path: Path, cut: int) -> None:
    marks = again(tmp_path)
    for seq in (1, 2, 3):
        marks.note(seq, seq)
    file = tmp_path / "marks" / "ha-long.0.latest"
    whole = file.read_bytes()
    place = (3 % 2) * storage._SLOT
    file.write_bytes(whole[:place] + bytes(cut) + whole[place + cut :])
    assert again(tmp_path).earlier in ([Latest(2, 2)], [Latest(3, 3)])


def test_nonsense_is_told_and_taken_for_nothing(tmp_path: Path) -> None:
    marks = again(tmp_path)
    marks.begin(1)
    marks.note(4, 4)
    marks.close()
    for name, nonsense in (("latest", b"x" * 100), ("json", b'{"founded": 3, "ceil')):
        file = tmp_path / "marks" / f"ha-long.0.{name}"
        sound = file.read_bytes()
        file.write_bytes(nonsense)
        found = again(tmp_path)
        assert found.unreadable, name
        found.close()
        file.write_bytes(sound)


def test_a_ceiling_is_on_the_disk_before_the_number_and_costs_one_write_a_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    fsync = os.fsync
    monkeypatch.setattr(os, "fsync", lambda file: synced.append(file) or fsync(file))
    marks = again(tmp_path)
    for value in range(1, 2 * BLOCK + 1):
        marks.reach(DAY, "ho-tich", value)
        on_disk = json.loads((tmp_path / "marks" / "ha-long.0.json").read_text())["ceilings"]
        assert value <= on_disk[DAY]["ho-tich"] < value + BLOCK
    # The file's content and its name, twice.
    assert len(synced) == 4


def test_days_go_and_years_stay(tmp_path: Path) -> None:
    marks = again(tmp_path)
    marks.reach("2026", "register", 3)
    for day in range(1, 20):
        marks.reach(f"2026-06-{day:02}", "ho-tich", day)
    assert marks.highest("2026-06-11") == {}
    assert marks.highest("2026-06-12") == {"ho-tich": 12 + BLOCK - 1}
    assert marks.years() == [(2026, {"register": 3 + BLOCK - 1})]


def test_two_processes_on_one_directory_keep_marks_of_their_own(tmp_path: Path) -> None:
    one, other = again(tmp_path), again(tmp_path)
    one.reach(DAY, "ho-tich", 10)
    other.reach(DAY, "ho-tich", 70)
    one.note(11, 1)
    other.note(12, 2)
    found = again(tmp_path)
    assert sorted(found.earlier, key=lambda latest: latest.seq) == [Latest(11, 1), Latest(12, 2)]
    assert found.highest(DAY) == {"ho-tich": 70 + BLOCK - 1}
    one.close()
    other.close()
    found.note(13, 3)
    found.forget_earlier()
    found.close()
    assert again(tmp_path).earlier == [Latest(13, 3)]


def test_another_centre_of_the_directory_has_marks_of_its_own(tmp_path: Path) -> None:
    again(tmp_path).note(5, 5)
    assert again(tmp_path, "ha-long-2").earlier == []


def full(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


def test_a_disk_that_fails_stops_no_number_and_is_told_until_it_works_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marks = again(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(storage, "_put", full)
        marks.note(1, 1)
    assert (marks.failing, marks.seq) == (True, 1)
    marks.note(2, 2)
    assert not marks.failing
    assert again(tmp_path).earlier == [Latest(2, 2)]


def test_a_ceiling_that_could_not_be_saved_is_told_and_saved_as_soon_as_it_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last commit's mark needs no room, so that it is written on a full disk too."""
    marks = again(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(storage.kept_files, "replace", full)
        marks.reach(DAY, "ho-tich", 3)
        marks.note(5, 5)
        marks.mend()
    assert marks.failing
    marks.mend()
    assert not marks.failing
    assert again(tmp_path).highest(DAY) == {"ho-tich": 3 + BLOCK - 1}


def test_a_start_on_a_full_disk_goes_on_and_marks_as_soon_as_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Path, "mkdir", full)
        marks = again(tmp_path)
        marks.begin(7)
        marks.reach(DAY, "ho-tich", 3)
        marks.note(5, 5)
        marks.mend()
    assert (marks.failing, marks.seq) == (True, 5)
    marks.mend()
    found = again(tmp_path)
    assert (marks.failing, found.founded, found.earlier) == (False, 7, [Latest(5, 5)])
    assert found.highest(DAY) == {"ho-tich": 3 + BLOCK - 1}


@pytest.mark.parametrize("which", ["all", "latest", "json", "replaced"])
def test_marks_that_somebody_took_away_are_written_anew(tmp_path: Path, which: str) -> None:
    marks = again(tmp_path)
    marks.begin(7)
    marks.reach(DAY, "ho-tich", 3)
    marks.note(5, 5)
    if which == "all":
        shutil.rmtree(tmp_path / "marks")
    elif which == "replaced":
        (tmp_path / "older").write_bytes(b"")
        (tmp_path / "older").replace(tmp_path / "marks" / "ha-long.0.latest")
    else:
        (tmp_path / "marks" / f"ha-long.0.{which}").unlink()
    marks.mend()
    assert not marks.failing
    found = again(tmp_path)
    assert (found.founded, found.earlier) == (7, [Latest(5, 5)])
    assert found.highest(DAY) == {"ho-tich": 3 + BLOCK - 1}


def test_a_disk_without_locks_is_told_and_is_not_filled_with_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_locks(_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(storage.file_lock, "lock", no_locks)
    assert again(tmp_path).failing
    assert len(list((tmp_path / "marks").iterdir())) == 1


def test_a_file_that_nobody_may_read_is_told_as_one_that_nobody_can(tmp_path: Path) -> None:
    (tmp_path / "marks" / "ha-long.0.json").mkdir(parents=True)
    assert again(tmp_path).unreadable
    assert storage.founded(tmp_path, "ha-long") is None


def test_what_cannot_be_read_is_told_until_a_start_has_compared_it(tmp_path: Path) -> None:
    first, second = again(tmp_path), again(tmp_path)
    for marks in (first, second):
        marks.begin(1)
        marks.reach(DAY, "ho-tich", 3)
        marks.note(4, 4)
        marks.close()
    for place in (0, 1):
        (tmp_path / "marks" / f"ha-long.{place}.json").write_bytes(b"{")
    broken_off = again(tmp_path)
    broken_off.begin(1)
    broken_off.close()
    found = again(tmp_path)
    assert found.unreadable
    found.begin(1)
    found.forget_earlier()
    found.note(5, 5)
    found.close()
    last = again(tmp_path)
    assert (last.unreadable, last.founded, last.earlier) == (False, 1, [Latest(5, 5)])
