"""A report's pictures: waits by hour and visits by queue, in the house's colours."""

import io

import fontpkg
import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from shared.text.messages import say
from shared.wire.reports import QueueFigures, Report

INK, SECONDARY, HAIRLINE = "#1A1A1A", "#5B6770", "#D6DEE5"
ACTION, TINT, SUCCESS, NOTICE = "#0B5CAD", "#B9D3EC", "#1B6E3C", "#C77700"
_ROOM_FOR_A_LABEL = 0.1
"""The share of the plot's height that a bar needs to carry its number."""


def plot(report: Report, kind: str, file: str, lang: str = "vi") -> bytes:
    """The picture `waits` or `counts` as `svg` or `png`. Raises ValueError for another kind or file."""
    draw = {"waits": _waits, "counts": _counts}.get(kind)
    if draw is None or file not in ("svg", "png"):
        raise ValueError(f"no plot {kind}.{file}")
    use_house_font()
    # Letters are drawn as paths, since a page that shows the picture cannot give it a font.
    with mpl.rc_context({"font.family": "Be Vietnam Pro", "font.size": 11, "svg.fonttype": "path"}):
        rows = len(report.by_queue)
        figure = Figure(
            figsize=(9.6, 4.4 if kind == "waits" else max(3.2, 1.5 + 0.36 * rows)), layout="constrained"
        )
        axes = figure.add_subplot()
        bare(axes)
        axes.set_title(
            say(f"report.plot.{kind}", lang), loc="left", fontsize=14, fontweight="bold", color=INK, pad=12
        )
        draw(axes, report, lang)
        out = io.BytesIO()
        figure.savefig(out, format=file, dpi=120, metadata={"Title": say(f"report.plot.{kind}", lang)})
    return out.getvalue()


def use_house_font() -> None:
    """Lets matplotlib know Be Vietnam Pro."""
    known = {entry.name for entry in font_manager.fontManager.ttflist}
    if "Be Vietnam Pro" not in known:
        for weight in (400, 700):
            font_manager.fontManager.addfont(fontpkg.path("Be Vietnam Pro", weight=weight))


def bare(axes: Axes) -> None:
    """Takes away what carries no figure."""
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(HAIRLINE)
    axes.tick_params(length=0, colors=INK)
    axes.set_axisbelow(True)


def empty(axes: Axes, message: str, lang: str) -> None:
    """Says that there is nothing to show."""
    axes.set_axis_off()
    axes.text(
        0.5,
        0.5,
        say(message, lang),
        ha="center",
        va="center",
        fontsize=16,
        color=SECONDARY,
        transform=axes.transAxes,
    )


def _waits(axes: Axes, report: Report, lang: str) -> None:
    rows = report.by_hour
    if not any(row.waiting_time.count for row in rows):
        empty(axes, "report.plot.empty", lang)
        return
    hours = [row.hour for row in rows]
    means = [row.waiting_time.mean or 0 for row in rows]
    known = [(row.hour, row.waiting_time.p90) for row in rows if row.waiting_time.p90 is not None]
    axes.bar(hours, means, width=0.66, color=ACTION, label=say("report.plot.waits_mean", lang))
    axes.plot(
        [hour for hour, _ in known],
        [p90 for _, p90 in known],
        linestyle="none",
        marker="D",
        markersize=8,
        color=NOTICE,
        label=say("report.plot.waits_p90", lang),
    )
    highest = max(p90 for _, p90 in known)
    for hour, mean in zip(hours, means, strict=True):
        if mean >= _ROOM_FOR_A_LABEL * highest:
            axes.annotate(
                f"{mean:.0f}",
                (hour, 0),
                xytext=(0, 5),
                textcoords="offset points",
                ha="center",
                va="bottom",
                color="white",
                fontweight="bold",
            )
    axes.set_xticks(hours, [say("report.plot.hour", lang, hour=hour) for hour in hours])
    axes.set_ylim(bottom=0)
    axes.grid(axis="y", color=HAIRLINE)
    legend(axes)


def _still_here(row: QueueFigures) -> int:
    return row.waiting + row.called + row.serving + row.held


def _left(row: QueueFigures) -> int:
    return row.no_show + row.cancelled + row.expired


def _counts(axes: Axes, report: Report, lang: str) -> None:
    rows = list(reversed(report.by_queue))
    if not any(row.issued for row in rows):
        empty(axes, "report.plot.empty", lang)
        return
    places = range(len(rows))
    left = [0] * len(rows)
    parts = (
        (say("report.column.done", lang), [row.done for row in rows], SUCCESS),
        (say("report.plot.still_here", lang), [_still_here(row) for row in rows], ACTION),
        (say("report.plot.left", lang), [_left(row) for row in rows], "#7C8A96"),
    )
    for label, values, colour in parts:
        axes.barh(places, values, left=left, height=0.64, color=colour, label=label)
        left = [a + b for a, b in zip(left, values, strict=True)]
    for place, total in zip(places, left, strict=True):
        axes.annotate(
            str(total), (total, place), xytext=(6, 0), textcoords="offset points", va="center", color=INK
        )
    axes.set_yticks(list(places), [row.name for row in rows])
    axes.spines["bottom"].set_visible(False)
    axes.set_xticks([])
    axes.margins(x=0.08, y=0.02)
    legend(axes)


def legend(axes: Axes) -> None:
    """What the colours mean, below the picture."""
    axes.figure.legend(loc="outside lower left", ncols=3, frameon=False, handlelength=1.1)
