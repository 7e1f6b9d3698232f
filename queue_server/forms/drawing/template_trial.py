"""Tries a template on invented dossiers and says in plain words what is wrong with it."""

import re
from pathlib import Path

from queue_server.configuration.values import Configuration
from queue_server.forms.drawing import form as form_drawing
from queue_server.forms.rows import PACKS, PARTS, Folders
from queue_server.forms.views import samples
from queue_server.forms.views.tasks import Trial, Tried
from shared.text.messages import say
from shared.wire.base import InBothLanguages

_WORDS = (
    (
        "file",
        re.compile(
            r"file not found|would escape the project root|cannot read|file is not|failed to load file"
        ),
    ),
    ("package", re.compile(r"package")),
    ("name", re.compile(r"unknown variable: (?P<found>[^\n]+)")),
    ("key", re.compile(r'dictionary does not contain key "(?P<found>[^"]*)"')),
    ("unfinished", re.compile(r"unclosed")),
    ("endless", re.compile(r"condition is always true|infinite|maximum .*depth exceeded|did not converge")),
    ("font", re.compile(r"unknown font family: (?P<found>[^\n]+)")),
    ("grammar", re.compile(r"^(?P<found>(?:expected|unexpected)[^\n]*)")),
    ("other", re.compile(r"(?P<found>[^\n]*)")),
)
"""What people are told for each of typst's errors; the first pattern that fits counts, and the last one fits all."""


def tried(folders: Folders, nothing: Path, centre: Configuration, trial: Trial) -> tuple[Tried, bytes]:
    """What is wrong, and a picture of the form on an invented dossier, empty when it is broken.

    A new `text` has to pass on every invented dossier, since some mistakes show only on an empty or an overfull one.
    """
    pack, name, text = trial.pack, trial.form, trial.text
    try:
        if text is not None:
            for form in _forms(pack, name):
                for amount in samples.AMOUNTS:
                    values = samples.sample(centre, form, amount).values()
                    form_drawing.form(
                        _files(folders, pack, name, form, text), nothing, values, _kind(form, "pdf")
                    )
        shown = _forms(pack, name)[0]
        values = samples.sample(centre, shown, trial.amount).values()
        files = _files(folders, pack, name, shown, text)
        picture, pages = form_drawing.form(files, nothing, values, _kind(shown, "png"), trial.page)
    except form_drawing.TemplateBroken as broken:
        problem = InBothLanguages(vi=in_words(broken, "vi"), en=in_words(broken, "en"))
        return Tried(problem=problem, pages=0), b""
    except IndexError:
        return Tried(problem=None, pages=0), b""
    return Tried(problem=None, pages=pages), picture


def in_words(broken: form_drawing.TemplateBroken, lang: str = "vi") -> str:
    """What is wrong, and in which line."""
    for key, pattern in _WORDS:
        found = pattern.search(broken.message)
        if found is not None:
            what = say(f"forms.broken.{key}", lang, **found.groupdict())
            break
    if broken.line is None:
        return what
    return say(
        f"forms.broken.{'parts_line' if broken.in_parts else 'line'}", lang, line=broken.line, what=what
    )


def _forms(pack: str, name: str) -> list[str]:
    """The forms that a template makes: its own, and for the shared part every one of the pack."""
    return [form for form in PACKS[pack] if form != PARTS] if name == PARTS else [name]


def _kind(form: str, kind: str) -> str:
    return "slip" if form == "slip" else kind


def _files(folders: Folders, pack: str, name: str, form: str, text: str | None) -> dict[str, bytes]:
    files = form_drawing.sources(folders, pack, form)
    if text is not None:
        files[f"{PARTS}.typ" if name == PARTS else "main.typ"] = text.encode()
    return files
