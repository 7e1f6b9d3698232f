"""The parts of a workbook's archive, unpacked piece by piece and counted, and walked through as XML in little memory."""

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from xml.parsers import expat

from queue_server.configuration.sheets.table import Unreadable

MOST_UNPACKED = 200_000_000
"""Bytes of all parts together: some 200,000 rows of a register."""
MOST_ELEMENTS = 20_000_000
"""Of one part: a sheet with as many cells as are taken has at most fifteen million."""
_MOST_PARTS = 2_000
_PIECE = 64 * 1024
_LONGEST_TOKEN = 4 * _PIECE
"""Bytes of one tag: expat keeps a tag whole in memory until it ends."""
_DEEPEST = 50
"""Elements within elements; those of a workbook are at most a dozen deep."""
_DIRECTORY_ENTRY = b"PK\x01\x02"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The only ones that a workbook may use; others need memory by what the file says of itself."""


class Parts:
    """A workbook's archive. What is unpacked counts, whatever the archive says of its sizes."""

    def __init__(self, data: bytes) -> None:
        """Raises Unreadable for too many parts, BadZipFile for no archive."""
        if data.count(_DIRECTORY_ENTRY) > _MOST_PARTS:
            raise Unreadable("parts", most=_MOST_PARTS)
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self._left = MOST_UNPACKED

    def __contains__(self, name: str) -> bool:
        return name in self._archive.NameToInfo

    def pieces(self, name: str) -> Iterator[bytes]:
        """The part's bytes. Raises KeyError where there is none, Unreadable where all parts are too much."""
        entry = self._archive.getinfo(name)
        if entry.compress_type not in _METHODS:
            raise zipfile.BadZipFile(name)
        with self._archive.open(entry) as part:
            while piece := part.read(_PIECE):
                self._left -= len(piece)
                if self._left < 0:
                    raise Unreadable("unpacked", most=MOST_UNPACKED // 1_000_000)
                yield piece


class Walk:
    """Goes through a part's XML: subclasses say what they do at an element's beginning and end, and with text."""

    def __init__(self, *known: str) -> None:
        """`known` are the elements that the walk looks at, without a prefix."""
        self._known = frozenset(known)
        self._depth = self._elements = 0
        self._letters: list[str] | None = None
        self._count = 0
        self._most = 0

    def through(self, pieces: Iterator[bytes]) -> None:
        """Walks. Raises ExpatError for what is no XML, Unreadable for a document type, or for what grows without end."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._began
        parser.EndElementHandler = self._ended
        parser.CharacterDataHandler = self._said
        # Entities are how a few bytes become gigabytes; no workbook has a document type.
        parser.StartDoctypeDeclHandler = _refused
        fed = 0
        for piece in pieces:
            parser.Parse(piece, False)
            fed += len(piece)
            if fed - parser.CurrentByteIndex > _LONGEST_TOKEN:
                raise Unreadable("broken")
        parser.Parse(b"", True)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element that is known begins."""
        raise NotImplementedError

    def end(self, name: str) -> None:
        """An element that is known ends."""

    def collect(self, most: int) -> None:
        """From here on text is kept, at most so many letters."""
        self._letters, self._count, self._most = [], 0, most

    def collected(self) -> str:
        """The text since `collect`, and no more of it is kept."""
        letters, self._letters = self._letters, None
        return "".join(letters or ())

    def _began(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        if self._depth > _DEEPEST or self._elements > MOST_ELEMENTS:
            raise Unreadable("broken")
        name = tag if tag in self._known else tag.rpartition(":")[2]
        if name in self._known:
            self.start(name, attributes)

    def _ended(self, tag: str) -> None:
        self._depth -= 1
        name = tag if tag in self._known else tag.rpartition(":")[2]
        if name in self._known:
            self.end(name)

    def _said(self, letters: str) -> None:
        if self._letters is None:
            return
        self._count += len(letters)
        if self._count > self._most:
            raise Unreadable("cell", most=self._most)
        self._letters.append(letters)


class Tags(Walk):
    """A walk that only looks at the beginnings of some elements."""

    def __init__(self, starting: Callable[[str, Mapping[str, str]], None], *known: str) -> None:
        super().__init__(*known)
        self._starting = starting

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Hands the element on."""
        self._starting(name, attributes)


def _refused(*_: object) -> None:
    raise Unreadable("broken")
