"""Small workbooks written by hand, as programs other than Excel write them too."""

import io
import zipfile

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def sheet(rows: str, after: str = "", dimension: str = "") -> str:
    """A sheet's XML with these rows, and what stands after them."""
    return f'<worksheet xmlns="{_MAIN}">{dimension}<sheetData>{rows}</sheetData>{after}</worksheet>'


def row(line: int, *cells: str, attributes: str = "") -> str:
    """A row of cells as they are given, each with its place written in."""
    placed = (cell.replace("<c", f'<c r="{chr(65 + at)}{line}"', 1) for at, cell in enumerate(cells))
    return f'<row r="{line}" {attributes}>{"".join(placed)}</row>'


def text(said: str) -> str:
    """A cell with a text."""
    return f'<c t="inlineStr"><is><t>{said}</t></is></c>'


def number(value: object, style: int = 0) -> str:
    """A cell with a number."""
    return f'<c s="{style}"><v>{value}</v></c>'


def related(*targets: tuple[str, str]) -> str:
    """What a part of the archive names: kinds and names of other parts, called rId1, rId2 and so on."""
    lines = "".join(
        f'<Relationship Id="rId{place}" Type="{_RELATED}/{kind}" Target="{target}"/>'
        for place, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}">{lines}</Relationships>'


def archive(parts: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The parts as one file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    return out.getvalue()


def parts(
    *sheets: str, states: tuple[str, ...] = (), properties: str = "", strings: str = "", styles: str = ""
) -> dict[str, str | bytes]:
    """The parts of a workbook with these sheets, called Tờ 1, Tờ 2 and so on."""
    listed = "".join(
        f'<sheet name="Tờ {at}" sheetId="{at}" state="{(*states, *["visible"] * at)[at - 1]}" r:id="rId{at}"/>'
        for at in range(1, len(sheets) + 1)
    )
    targets = [("worksheet", f"worksheets/sheet{at}.xml") for at in range(1, len(sheets) + 1)]
    targets += [("sharedStrings", "sharedStrings.xml")] if strings else []
    targets += [("styles", "styles.xml")] if styles else []
    book = f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATED}">{properties}<sheets>{listed}</sheets></workbook>'
    made: dict[str, str | bytes] = {
        "_rels/.rels": related(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": related(*targets),
        **{f"xl/worksheets/sheet{at}.xml": xml for at, xml in enumerate(sheets, 1)},
    }
    if strings:
        made["xl/sharedStrings.xml"] = f'<sst xmlns="{_MAIN}">{strings}</sst>'
    if styles:
        made["xl/styles.xml"] = f'<styleSheet xmlns="{_MAIN}">{styles}</styleSheet>'
    return made
