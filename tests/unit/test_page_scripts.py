"""Our pages put texts into the document as text: what somebody typed can never become markup or code."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("counter_panel", "kiosk", "queue_server", "shared")
DANGEROUS = re.compile(
    r"\b(innerHTML|outerHTML)\s*\+?=(?!=)|insertAdjacentHTML|document\.write|\beval\(|new Function\(|srcdoc"
    r"|createContextualFragment|javascript:|set(?:Timeout|Interval)\(\s*[\"'`]"
)


def test_no_script_makes_markup_or_code_of_a_text() -> None:
    found = [
        f"{file.relative_to(ROOT).as_posix()}: {match[0]}"
        for folder in FOLDERS
        for file in sorted((ROOT / folder).rglob("*.js"))
        for match in DANGEROUS.finditer(file.read_text("utf-8"))
    ]
    assert found == []


def test_no_template_switches_escaping_off() -> None:
    found = [
        f"{file.relative_to(ROOT).as_posix()}: {match[0]}"
        for folder in FOLDERS
        for file in sorted((ROOT / folder).rglob("*.html"))
        for match in re.finditer(
            r"\|\s*safe\b|autoescape\s+false|<script(?![^>]*(src=|application/json))|\son\w+=",
            file.read_text("utf-8"),
        )
    ]
    assert found == []
