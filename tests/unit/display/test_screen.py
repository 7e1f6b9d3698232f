"""Every state drawn for real, and looked at: colours where they belong, no word beyond its box, little redrawn."""

from dataclasses import replace
from pathlib import Path

import pygame
import pytest

from display.drawing import layout as layouts
from display.drawing.layout import Box
from display.drawing.screen import Screen
from display.gallery import SIZE, announcement, render, states
from display.gallery import SIZES as SIZE_OF
from display.view import BigCall, Layout, Picture, View

SIZES = [(1920, 1080), (1280, 720), (3840, 2160), (1366, 768), (1080, 1920)]
STATES = states()
TALL_ACCENTS = 0.12
"""Stacked accents may rise so far (of the box's height) above a box that is meant for capitals."""


def _view(name: str) -> View:
    return STATES[name][0]


def _at(picture: pygame.Surface, x: int, y: int) -> str:
    red, green, blue, _ = picture.get_at((x, y))
    return f"#{red:02X}{green:02X}{blue:02X}"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", STATES)
def test_no_word_leaves_its_box_or_the_screen(name: str, size: tuple[int, int]) -> None:
    surface = pygame.Surface(size, depth=32)
    placed: list[tuple[str, pygame.Rect, pygame.Rect]] = []
    Screen(surface, placed).draw(_view(name), 0.0, 1.0)
    assert placed
    screen = pygame.Rect(0, 0, *size)
    for text, ink, box in placed:
        above = round(box.height * TALL_ACCENTS)
        room = pygame.Rect(box.left - 2, box.top - above, box.width + 4, box.height + above + 2)
        assert room.contains(ink), (text, ink, box)
        assert screen.contains(ink) or box.topleft == (0, 0), (text, ink)


@pytest.mark.parametrize("name", STATES)
def test_a_number_is_never_cut_short(name: str) -> None:
    placed: list[tuple[str, pygame.Rect, pygame.Rect]] = []
    view = _view(name)
    Screen(pygame.Surface(SIZE, depth=32), placed).draw(view, 0.0)
    written = {text for text, _, _ in placed}
    numbers = {row.number for row in view.rows} | {cell.ticket for cell in view.cells if cell.ticket}
    if isinstance(view.card, BigCall):
        numbers |= {view.card.number, view.card.counter}
    assert numbers <= written


def test_the_number_stands_on_its_fields_colour() -> None:
    picture = render(_view("tv"))
    assert _at(picture, 90, 230) == "#DB1B06"
    assert [_at(picture, 1250, y) for y in (132, 269, 405, 542, 678)] == [
        "#4D3819",
        "#8F6A14",
        "#DB1B06",
        "#3B6DE3",
        "#428103",
    ]
    assert _at(picture, 20, 1040) == "#084884"
    assert _at(picture, 1000, 30) == "#FFFFFF"


def test_the_counter_that_calls_is_marked() -> None:
    picture = render(_view("tv"))
    assert [_at(picture, x, 885) for x in (46, 458, 865)] == ["#E4EAF0", "#0B5CAD", "#E4EAF0"]


def test_cut_off_the_amber_bar_stands_under_the_header_and_the_ticker_is_gone() -> None:
    picture = render(_view("cut-off"))
    assert (_at(picture, 40, 120), _at(picture, 20, 1070)) == ("#FFD54A", "#F3F6F9")
    assert _at(picture, 90, 310) == "#DB1B06"


def test_an_emergency_is_red_from_edge_to_edge() -> None:
    picture = render(_view("emergency"))
    corners = [(0, 0), (1919, 0), (0, 1079), (1919, 1079), (960, 20)]
    assert {_at(picture, x, y) for x, y in corners} == {"#B3261E"}


@pytest.mark.parametrize("size", SIZES)
def test_a_pulse_swells_at_the_edge_of_the_card_and_leaves_nothing_behind(size: tuple[int, int]) -> None:
    surface = pygame.Surface(size, depth=32)
    screen = Screen(surface)
    screen.draw(_view("tv"), 0.0)
    still = surface.copy()
    changed = screen.draw(_view("tv"), 0.1, 1.0)
    assert _same_pixels(surface, still) < size[0] * size[1]
    assert sum(rect.width * rect.height for rect in changed) < 0.1 * size[0] * size[1]
    screen.draw(_view("tv"), 0.2, 0.4)
    screen.draw(_view("tv"), 0.3, 0.0)
    assert _same_pixels(surface, still) == size[0] * size[1]


def test_the_pulse_has_the_colour_of_action() -> None:
    picture = render(_view("tv"), pulse=1.0)
    assert [_at(picture, 38, y) for y in (150, 400, 750)] == ["#0B5CAD"] * 3


def _same_pixels(picture: pygame.Surface, other: pygame.Surface) -> int:
    return pygame.mask.from_threshold(picture, (0, 0, 0, 0), (1, 1, 1, 255), other).count()


def test_a_picture_that_stays_is_not_drawn_again() -> None:
    screen = Screen(pygame.Surface(SIZE, depth=32))
    assert screen.draw(_view("tv"), 0.0) == [pygame.Rect(0, 0, *SIZE)]
    changes = screen.changes
    assert screen.draw(_view("tv"), 1.0) == []
    assert (screen.changes, screen.moves) == (changes, False)


def test_a_new_minute_redraws_the_header_only() -> None:
    screen = Screen(pygame.Surface(SIZE, depth=32))
    view = _view("tv")
    screen.draw(view, 0.0)
    later = replace(view, header=replace(view.header, clock="09:32"))
    assert screen.draw(later, 1.0) == [pygame.Rect(0, 0, 1920, 96)]


@pytest.mark.parametrize("name", STATES)
def test_what_is_drawn_piece_by_piece_equals_what_is_drawn_at_once(name: str) -> None:
    surface = pygame.Surface(SIZE, depth=32)
    screen = Screen(surface)
    for other in ("tv", "overfull", "stacked", "empty", "tv"):
        screen.draw(_view(other), 0.0)
    screen.draw(_view(name), 0.0)
    assert surface.get_buffer().raw == render(_view(name)).get_buffer().raw


def test_the_ticker_moves_only_when_its_text_does_not_fit() -> None:
    surface = pygame.Surface(SIZE, depth=32)
    screen = Screen(surface)
    screen.draw(_view("overfull"), 0.0)
    assert screen.moves
    before = surface.subsurface((800, 1016, 400, 64)).copy()
    (changed,) = screen.draw(_view("overfull"), 1.0)
    assert (changed.left, changed.top, changed.height) == (100, 1016, 64)
    # A second later the words stand ninety pixels further left.
    after = surface.subsurface((710, 1016, 400, 64)).copy()
    assert pygame.image.tobytes(before, "RGB") == pygame.image.tobytes(after, "RGB")


@pytest.mark.parametrize("counters", [0, 1, 5, 9, 18, 19, 27, 36, 50, 99])
@pytest.mark.parametrize("size", SIZES)
def test_any_number_of_counters_finds_room(counters: int, size: tuple[int, int]) -> None:
    plan = layouts.board(*size, counters, bar=True, ticker=True)
    boxes: list[Box] = [plan.header, plan.card, plan.recent, *plan.cells]
    boxes += [box for box in (plan.bar, plan.ticker) if box is not None]
    rects = [pygame.Rect(box) for box in boxes]
    assert len(plan.cells) == counters
    assert all(
        pygame.Rect(plan.screen).contains(rect) and rect.width > 0 and rect.height > 0 for rect in rects
    )
    assert all(rect.collidelist(rects[n + 1 :]) == -1 for n, rect in enumerate(rects))


def test_eighteen_counters_stand_in_two_rows_of_nine() -> None:
    cells = layouts.board(1920, 1080, 18, bar=False, ticker=True).cells
    assert [len({box[1] for box in cells}), len({box[0] for box in cells})] == [2, 9]


LAYOUTS: tuple[Layout, ...] = ("calls-media", "portrait", "strip")


@pytest.fixture(scope="module")
def slide(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A picture between calls."""
    return announcement(tmp_path_factory.mktemp("slide"))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_word_leaves_its_box_in_any_layout(layout: Layout, slide: str) -> None:
    width, height = SIZE_OF[layout]
    for size in ((width, height), (width * 2 // 3, height * 2 // 3)):
        for name, (view, _) in states(layout, slide).items():
            placed: list[tuple[str, pygame.Rect, pygame.Rect]] = []
            Screen(pygame.Surface(size, depth=32), placed).draw(view, 0.0, 1.0)
            screen = pygame.Rect(0, 0, *size)
            for text, ink, box in placed:
                above = round(box.height * TALL_ACCENTS)
                room = pygame.Rect(box.left - 2, box.top - above, box.width + 4, box.height + above + 2)
                assert room.contains(ink), (name, text, ink, box)
                assert screen.contains(ink) or box.topleft == (0, 0), (name, text, ink)


def test_a_message_of_ordinary_length_is_whole_on_an_upright_screen() -> None:
    view, _ = states("portrait")["overfull"]
    placed: list[tuple[str, pygame.Rect, pygame.Rect]] = []
    Screen(pygame.Surface(SIZE_OF["portrait"], depth=32), placed).draw(view, 0.0)
    assert view.bar is not None
    bar = layouts.portrait(*SIZE_OF["portrait"], len(view.cells), bar=True, ticker=True).bar
    assert bar is not None
    written = [text for text, _, box in placed if pygame.Rect(bar).contains(box)]
    assert " ".join(written) == view.bar.text


@pytest.mark.parametrize("counters", [0, 1, 5, 18, 36, 40, 50, 99])
def test_any_number_of_counters_finds_room_on_an_upright_screen(counters: int) -> None:
    plan = layouts.portrait(1080, 1920, counters, bar=True, ticker=True)
    boxes = [plan.header, plan.card, plan.recent, *plan.cells]
    boxes += [box for box in (plan.bar, plan.ticker) if box is not None]
    rects = [pygame.Rect(box) for box in boxes]
    assert len(plan.cells) == counters
    assert all(pygame.Rect(plan.screen).contains(rect) and rect.size > (0, 0) for rect in rects)
    assert all(rect.collidelist(rects[n + 1 :]) == -1 for n, rect in enumerate(rects))
    assert plan.card[3] >= 400


def test_an_announcement_takes_the_cards_place_and_the_last_call_moves_to_the_earlier_ones(
    slide: str,
) -> None:
    view = states("calls-media", slide)["announcement"][0]
    assert view.card == Picture(slide)
    assert [row.number for row in view.rows] == ["A012", "C005", "B018", "A011", "E004"]
    picture = render(view)
    blue, amber = picture.get_at((600, 300)), picture.get_at((600, 650))
    # Made smaller, a colour may be off by its rounding.
    assert tuple(blue)[:3] == pytest.approx((0x0B, 0x5C, 0xAD), abs=6)
    assert tuple(amber)[:3] == pytest.approx((0xFF, 0xD5, 0x4A), abs=6)
    assert _at(picture, 1250, 132) == "#DB1B06"


def test_a_call_stands_over_every_announcement(slide: str) -> None:
    with_slide, without = (states("calls-media", given) for given in (slide, None))
    call, same = with_slide["announcement-call"][0], without["stacked"][0]
    assert render(call).get_buffer().raw == render(same).get_buffer().raw


def test_an_announcement_whose_file_went_leaves_an_empty_card(tmp_path: Path) -> None:
    view = replace(_view("tv"), card=Picture(str(tmp_path / "gone.png")))
    assert _at(render(view), 600, 400) == "#FFFFFF"


def test_a_strip_shows_its_counter_and_the_colour_of_the_field() -> None:
    view = states("strip")["called"][0]
    picture = render(view, size=(1920, 360))
    assert (_at(picture, 20, 180), _at(picture, 420, 60), _at(picture, 1890, 20)) == (
        "#0B5CAD",
        "#DB1B06",
        "#FFFFFF",
    )
    cut = render(states("strip")["cut-off"][0], size=(1920, 360))
    assert _at(cut, 1860, 300) == "#FFD54A"
