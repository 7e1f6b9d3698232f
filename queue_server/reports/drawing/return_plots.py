"""The pictures of several months: dossiers by month, and results by field."""

import io

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from queue_server.reports.drawing.plots import (
    ACTION,
    INK,
    NOTICE,
    SUCCESS,
    bare,
    empty,
    legend,
    use_house_font,
)
from shared.text.messages import say
from shared.wire.reports import MonthsReturn

_GREY = "#7C8A96"


def plot(report: MonthsReturn, kind: str, file: str, lang: str = "vi") -> bytes:
    """The picture `dossiers` or `fields` as `svg` or `png`. Raises ValueError for another kind or file."""
    draw = {"dossiers": _dossiers, "fields": _fields}.get(kind)
    if draw is None or file not in ("svg", "png"):
        raise ValueError(f"no plot {kind}.{file}")
    use_house_font()
    # Letters are drawn as paths, since a page that shows the picture cannot give it a font.
    with mpl.rc_context({"font.family": "Be Vietnam Pro", "font.size": 11, "svg.fonttype": "path"}):
        height = 4.4 if kind == "dossiers" else max(3.2, 1.5 + 0.36 * len(report.by_field))
        figure = Figure(figsize=(9.6, height), layout="constrained")
        axes = figure.add_subplot()
        bare(axes)
        title = say(f"returns.plot.{kind}", lang)
        axes.set_title(title, loc="left", fontsize=14, fontweight="bold", color=INK, pad=12)
        whole = report.total
        if whole.carried_over + whole.received:
            draw(axes, report, lang)
            legend(axes)
        else:
            empty(axes, "returns.plot.empty", lang)
        out = io.BytesIO()
        figure.savefig(out, format=file, dpi=120, metadata={"Title": title})
    return out.getvalue()


def _dossiers(axes: Axes, report: MonthsReturn, lang: str) -> None:
    """For each month what came beside what was resolved, the late ones on top."""
    rows = report.by_month
    places = range(len(rows))
    received = [row.received for row in rows]
    in_time = [row.resolved_early + row.resolved_on_time for row in rows]
    late = [row.resolved_late for row in rows]
    left, right = [place - 0.2 for place in places], [place + 0.2 for place in places]
    axes.bar(left, received, width=0.38, color=ACTION, label=say("returns.plot.received", lang))
    axes.bar(right, in_time, width=0.38, color=SUCCESS, label=say("returns.plot.on_time", lang))
    axes.bar(right, late, width=0.38, bottom=in_time, color=NOTICE, label=say("returns.plot.late", lang))
    for place, count in zip(left, received, strict=True):
        _label(axes, str(count), (place, count), (0, 4), "center", "bottom")
    for place, a, b in zip(right, in_time, late, strict=True):
        _label(axes, str(a + b), (place, a + b), (0, 4), "center", "bottom")
    axes.set_xticks(list(places), [_month(row.month, lang) for row in rows])
    axes.set_ylim(bottom=0)
    axes.set_yticks([])
    axes.margins(y=0.12)


def _fields(axes: Axes, report: MonthsReturn, lang: str) -> None:
    """For each field what was resolved in time, late, and what is left."""
    rows = list(reversed(report.by_field))
    places = range(len(rows))
    along = [0] * len(rows)
    parts = (
        ("on_time", [row.resolved_early + row.resolved_on_time for row in rows], SUCCESS),
        ("late", [row.resolved_late for row in rows], NOTICE),
        ("pending", [row.pending for row in rows], _GREY),
    )
    for name, values, colour in parts:
        axes.barh(
            places, values, left=along, height=0.64, color=colour, label=say(f"returns.plot.{name}", lang)
        )
        along = [a + b for a, b in zip(along, values, strict=True)]
    for place, total in zip(places, along, strict=True):
        _label(axes, str(total), (total, place), (6, 0), "left", "center")
    axes.set_yticks(list(places), [row.name for row in rows])
    axes.spines["bottom"].set_visible(False)
    axes.set_xticks([])
    axes.margins(x=0.08, y=0.02)


def _label(
    axes: Axes, text: str, at: tuple[float, float], offset: tuple[int, int], across: str, down: str
) -> None:
    axes.annotate(text, at, xytext=offset, textcoords="offset points", ha=across, va=down, color=INK)


def _month(text: str, lang: str) -> str:
    year, month = text.split("-")
    return f"{say('returns.plot.month', lang, month=int(month))}\n{year}"
