"""The files of announcements: whole under their digest however many send them, and gone when nobody wants them."""

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from queue_server.centre.rows.media_files import MediaFiles
from queue_server.ledger.storage.durable_files import YOUNG_SECONDS


def test_the_same_file_sent_by_several_at_once_is_kept_whole_once(tmp_path: Path) -> None:
    files = MediaFiles(tmp_path / "media", "dong-da")
    for n in range(20):
        data = bytes([n]) * 200_000
        digest = hashlib.sha256(data).hexdigest()
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(files.keep, [data] * 8, [digest] * 8))
        assert files.path(digest).read_bytes() == data
    assert len(list((tmp_path / "media" / "dong-da").iterdir())) == 20


def test_a_sweep_leaves_what_is_wanted_and_what_is_young(tmp_path: Path) -> None:
    files = MediaFiles(tmp_path / "media", "dong-da")
    assert files.sweep([]) == 0
    kept, old, young = (hashlib.sha256(name).hexdigest() for name in (b"kept", b"old", b"young"))
    for name, digest in ((b"kept", kept), (b"old", old), (b"young", young)):
        files.keep(name, digest)
    now = files.path(young).stat().st_mtime
    for digest in (kept, old):
        os.utime(files.path(digest), (now - YOUNG_SECONDS - 1,) * 2)
    assert files.sweep([kept], now) == 1
    assert sorted(path.name for path in files.path(kept).parent.iterdir()) == sorted([kept, young])
