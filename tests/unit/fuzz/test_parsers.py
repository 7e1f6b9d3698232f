"""What people and devices hand in as text: whatever it holds, it is read or refused with a sentence, never a traceback."""

import io
import shutil
import tempfile
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from queue_server.configuration import sheets
from queue_server.configuration.catalogue_files import load_catalogue
from queue_server.configuration.folder import load
from queue_server.configuration.reader import ConfigurationInvalid
from shared.text.cards import Card, read_card
from shared.text.documents import documents
from tests.examples import many

SHIPPED = Path(__file__).resolve().parents[3] / "config"
TOML_FILES = ("centre.toml", "queues.toml", "counters.toml", "kiosks.toml", "displays.toml", "calendar.toml")
EXAMPLES = settings(
    max_examples=many(60),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
TEXT = st.text(max_size=60)

# A citizen card's code


@EXAMPLES
@given(TEXT)
@example("|" * 10_000)
@example("012345678901|||||")
@example("٠١٢٣٤٥٦٧٨٩٠١|||Nguyễn|31021990|Nam|x|99999999")
@example("012345678901||A|29021900|Nam|\ud800|00000000")
def test_any_scanned_text_is_a_card_or_none(scanned: str) -> None:
    card = read_card(scanned)
    assert card is None or (len(card.number) == 12 and card.number.isascii() and card.number.isdigit())


@EXAMPLES
@given(
    st.lists(TEXT.filter(lambda part: "|" not in part), min_size=5, max_size=9),
    st.from_regex(r"[0-9]{12}", fullmatch=True),
)
def test_any_fields_after_a_number_are_read_and_never_shown(fields: list[str], number: str) -> None:
    card = read_card("|".join([number, *fields]))
    assert isinstance(card, Card)
    assert (card.number, repr(card)) == (number, "Card()")


@EXAMPLES
@given(TEXT)
@example("(" * 5_000 + ")" * 5_000)
@example("a (" + " " * 5_000 + "nếu có" + " " * 5_000)
@example("* | * (nếu có)* | ()" * 200)
def test_any_cell_of_documents_is_read(cell: str) -> None:
    assert all(isinstance(found.name, str) for found in documents(cell))


# The catalogue

HEADER = "id,code,name,field,time_limit,time_unit,same_day,fee_vnd,documents\n"


def imported(data: bytes) -> None:
    """Reads the file; a report of its mistakes is as good as success."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "procedures.csv"
        file.write_bytes(data)
        with suppress(ConfigurationInvalid):
            load_catalogue(file)


@EXAMPLES
@given(st.binary(max_size=200))
@example(b"\0" * 100)
@example(HEADER.encode() + b'"' * 1_000)
@example(b"name,field\n" + b"x," * 5_000)
@example(HEADER.encode() + b"\n".join(b",,a%d,b,,,,," % n for n in range(300)))
@example(HEADER.encode("utf-16"))
@example(b'name,field\n"' + b"x" * 200_000 + b'",b\n')
def test_any_file_is_a_catalogue_or_is_told_line_by_line(data: bytes) -> None:
    imported(data)


@EXAMPLES
@given(st.lists(st.lists(TEXT, min_size=1, max_size=10), max_size=6))
@example([["", "", "a", "b", "9" * 5_000, "day", "", "", ""]])
@example([["", "", "a", "b", "", "", "", "9" * 5_000, ""]])
@example([["", "", "a", "b", "-1", "day", "maybe", "1e9", ""]])
@example([["../../x", "", "=cmd|' /C calc'!A0", "@SUM(1)", "", "", "", "", ""]])
def test_any_rows_are_read_or_told(rows: list[list[str]]) -> None:
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    imported((HEADER + "\n".join(lines)).encode("utf-8", "surrogatepass"))


# Workbooks

WORKBOOK = (Path(__file__).parents[1] / "configuration" / "cases" / "lost-zeros.xlsx").read_bytes()
XML = (
    "xl/worksheets/sheet1.xml",
    "xl/styles.xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "_rels/.rels",
)


def table_or_doubt(data: bytes) -> None:
    """Reads the file; being told that it is none is as good as success."""
    with suppress(sheets.Unreadable):
        sheets.read(data)


@EXAMPLES
@given(st.lists(st.tuples(st.integers(0, len(WORKBOOK) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_workbook_with_changed_bytes_is_a_table_or_told(changes: list[tuple[int, int]]) -> None:
    data = bytearray(WORKBOOK)
    for place, byte in changes:
        data[place] = byte
    table_or_doubt(bytes(data))


@EXAMPLES
@given(
    st.sampled_from(XML),
    st.integers(0, 400),
    st.integers(0, 60),
    st.text("<>/='\" vrsn0123456789-A.", max_size=12),
)
@example("xl/worksheets/sheet1.xml", 0, 60, "<!DOCTYPE a>")
def test_a_workbook_with_changed_xml_is_a_table_or_told(part: str, place: int, cut: int, put: str) -> None:
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as read, zipfile.ZipFile(changed, "w") as written:
        for name in read.namelist():
            xml = read.read(name)
            if name == part:
                at = place % len(xml)
                xml = xml[:at] + put.encode() + xml[at + cut :]
            written.writestr(name, xml)
    table_or_doubt(changed.getvalue())


@EXAMPLES
@given(st.binary(max_size=300))
@example(b"sep=")
@example(b"\xff\xfe" + b"\x00\xd8" * 9)
@example(b"PK\x03\x04" + b"PK\x01\x02" * 3_000)
def test_any_bytes_are_a_table_or_told(data: bytes) -> None:
    table_or_doubt(data)
    table_or_doubt(b"PK\x03\x04" + data)


def test_numbers_that_no_column_or_calendar_holds_are_told(tmp_path: Path) -> None:
    file = tmp_path / "procedures.csv"
    file.write_text(HEADER + ",,a,b,3651,day,,,\n,,c,b,,,,2147483648,\n", "utf-8")
    with pytest.raises(ConfigurationInvalid) as told:
        load_catalogue(file)
    assert [mistake.line for mistake in told.value.mistakes] == [2, 3]


# The configuration

VALUES = st.recursive(
    st.one_of(
        st.booleans(),
        st.integers(-(10**20), 10**20),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20),
        st.sampled_from(["{", "{{", "{0}", "{x.y}", "%s", "", " ", "24:00", "25:61", "\\"]),
    ),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)


def toml(value: Any) -> str:
    """The value as TOML."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return repr(value)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the shipped configuration, for spoiling."""
    return Path(shutil.copytree(SHIPPED, tmp_path_factory.mktemp("fuzz") / "config"))


def loaded(folder: Path, file: str, data: bytes) -> None:
    """Loads the shipped configuration with one other file; a report is as good as success."""
    whole = (SHIPPED / file).read_bytes()
    (folder / file).write_bytes(data)
    try:
        with suppress(ConfigurationInvalid):
            load(folder)
    finally:
        (folder / file).write_bytes(whole)


@EXAMPLES
@given(file=st.sampled_from(TOML_FILES), data=st.binary(max_size=120))
@example(file="centre.toml", data=b"a = " + b"[" * 5_000)
@example(file="centre.toml", data=b"a = " + b"9" * 5_000)
@example(file="centre.toml", data=b"[a." + b"b." * 3_000 + b"c]")
@example(file="queues.toml", data=b"[[queue]]\n" * 500)
@example(file="centre.toml", data=b"\xef\xbb\xbf\xff")
@example(file="calendar.toml", data=b"x = 2026-13-45T99:99:99Z")
def test_any_file_is_a_configuration_or_is_told(folder: Path, file: str, data: bytes) -> None:
    loaded(folder, file, data)


@EXAMPLES
@given(file=st.sampled_from(TOML_FILES), at=st.integers(0, 400), value=VALUES)
def test_any_value_of_any_setting_is_read_or_told(folder: Path, file: str, at: int, value: Any) -> None:
    lines = (SHIPPED / file).read_text("utf-8").splitlines()
    settings_ = [
        number for number, line in enumerate(lines) if " = " in line and not line.startswith((" ", "#"))
    ]
    if settings_:
        number = settings_[at % len(settings_)]
        lines[number] = f"{lines[number].split(' = ')[0]} = {toml(value)}"
    loaded(folder, file, "\n".join(lines).encode("utf-8", "surrogatepass"))
