"""What every page has in common: its language, its texts, who may see it, and the way to the sign-in page."""

from collections.abc import Callable, Collection, Mapping
from functools import wraps

from flask import render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from shared.text.messages import section
from shared.web.assets import icon
from shared.web.pages import Person, Shell, language, to_sign_in
from shared.wire.vocabulary import Role

STAFF = frozenset({Role.OFFICER, Role.SUPERVISOR, Role.ADMIN})
ADMINISTERING = frozenset({Role.ADMIN})
_API_WORDS = ("status.", "move.", "verdict.")
_COMMON = ("error", "role", "common", "session")

View = Callable[..., ResponseReturnValue]


def texts(lang: str, *tables: str) -> dict[str, str]:
    """The messages of these tables of the catalogue, and those that every script needs."""
    wanted = tuple(f"{table}." for table in (*_COMMON, *tables))
    found = {**section("page", lang), **_sentences(lang), **_known(lang)}
    return {key: text for key, text in found.items() if key.startswith(wanted)}


_OF_EVERY_PAGE = ("x",)
"""Icons that the scripts of every page may draw: the cross of a dialog."""


def _sentences(lang: str) -> dict[str, str]:
    """What the pages say, in catalogues that share no table."""
    parts = ("pages", "money", "work", "office", "screens", "appointment", "greeting", "balance", "waiting")
    return {key: text for part in parts for key, text in section(part, lang).items()}


def _known(lang: str) -> dict[str, str]:
    """The API's own words for statuses, moves and verdicts, in the page's language."""
    words = section("dossier", lang)
    return {f"known.{key}": text for key, text in words.items() if key.startswith(_API_WORDS)}


def render(
    template: str,
    shell: Shell,
    *,
    person: Person | None = None,
    tables: Collection[str] = (),
    icons: Collection[str] = (),
    **values: object,
) -> str:
    """A page: `say` and `icon` in its template, `messages` and `icons` for its scripts."""
    lang = language()
    all_texts: Mapping[str, str] = _sentences(lang)
    name, subtitle = shell.centre_name()
    return render_template(
        template,
        lang=lang,
        say=lambda key, **filled: all_texts[key].format(**filled),
        icon=lambda which: Markup(icon(which)),  # the SVG comes from our own set-up, not from a user
        icons={which: Markup(icon(which)) for which in (*_OF_EVERY_PAGE, *icons)},
        messages=texts(lang, *tables),
        centre_name=name,
        centre_subtitle=subtitle,
        person=person,
        role=None if person is None else str(person.role),
        **values,
    )


def for_people(shell: Shell, roles: Collection[Role]) -> Callable[[Callable[..., str]], View]:
    """A view that gets the signed-in person.

    Without one it leads to the sign-in page; for a wrong role it shows a page that says so.
    """

    def guard(view: Callable[..., str]) -> View:
        @wraps(view)
        def guarded(**path: object) -> ResponseReturnValue:
            person = shell.person()
            if person is None or person.must_change_password:
                return to_sign_in()
            if person.role not in roles:
                return render("http/not_yours.html", shell, person=person), 403
            return view(person, **path)

        return guarded

    return guard


def home_of(role: Role | str, *, at_counter: bool = True) -> str:
    """Where a person's work is; an officer without a counter works on what lies with the department."""
    if role != Role.OFFICER:
        return "/supervisor"
    return "/panel" if at_counter else "/work"
