"""Small files that a program keeps for its next start: replaced whole, read with doubt."""

import os
import re
import resource
import sys
from pathlib import Path

import pytest

from shared.launch import kept_files


def test_what_was_put_there_is_read_again_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "kept.json"
    for said in (b'{"a": 1}', b'{"a": 2}'):
        kept_files.replace(file, said)
    assert kept_files.read_json(file) == {"a": 2}
    assert os.listdir(tmp_path) == ["kept.json"]


@pytest.mark.parametrize("written", [b"", b"\xff\xfe", b"{", b"[" * 100_000, b'"\xc3"'])
def test_what_is_no_json_is_a_value_error_however_it_is_no_json(tmp_path: Path, written: bytes) -> None:
    (tmp_path / "kept.json").write_bytes(written)
    with pytest.raises(ValueError, match=r".+"):
        kept_files.read_json(tmp_path / "kept.json")


def test_a_file_that_grew_without_end_is_not_read_into_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_files, "_LARGEST", 10)
    (tmp_path / "kept.json").write_bytes(b'"1234567890"')
    with pytest.raises(ValueError, match=re.escape("more than 10 bytes")):
        kept_files.read_json(tmp_path / "kept.json")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of files")
def test_a_file_stays_as_it_was_where_the_new_one_cannot_be_written(tmp_path: Path) -> None:
    file = tmp_path / "kept.json"
    kept_files.replace(file, b'{"a": 1}')
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4, usual[1]))
    try:
        with pytest.raises(OSError, match=r"."):
            kept_files.replace(file, b'{"a": 22222222}')
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert kept_files.read_json(file) == {"a": 1}
