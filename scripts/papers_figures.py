"""Draws a table of the papers: what is published, what is exact, ours with its interval."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "sim" / "run" / "plot"))
import plot  # noqa: E402  pylint: disable=wrong-import-position  # the style of all our figures

plt = plot.plt
WIDE = 20  # values that span so much are drawn on a logarithmic scale
MILLISECONDS = {"us": 1e-3, "ms": 1, "s": 1e3, "min": 6e4, "h": 3.6e6}


def number(text):
    """What a figure can be drawn at: 35 of "35" or "35/s", 0.035 of "35us", for times are in
    milliseconds; the middle of "35 to 40"."""
    found = re.fullmatch(r"([-.\de]+)(?: to ([-.\de]+)|(us|ms|s|min|h)|/s)?", text or "")
    if not found:
        return None
    low, high, unit = found.groups()
    middle = (float(low) + float(high)) / 2 if high else float(low)
    return middle * MILLISECONDS.get(unit, 1)


def varying(rows, axes):
    return [axis for axis in axes if len({row[axis] for row in rows}) > 1]


def is_wide(values):
    positive = [value for value in values if value and value > 0]
    return len(positive) == len(values) and bool(values) and max(values) > WIDE * min(values)


def draw_panel(axes, rows, x_of, label_of):
    """One quantity."""
    lines = {}
    for row in rows:
        lines.setdefault(label_of(row), []).append(row)
    values = []
    for i, (label, points) in enumerate(lines.items()):
        points = [row for row in points if row["ours"]]
        x = [x_of(row) for row in points]
        ours = [float(row["ours"]) for row in points]
        off = [[float(row["ours"]) - float(row["low"] or row["ours"]) for row in points],
               [float(row["high"] or row["ours"]) - float(row["ours"]) for row in points]]
        axes.errorbar(x, ours, yerr=off, label=label, capsize=1.5, **plot.style(i))
        for column, marker in (("published", plot.MARKERS[i % 7]), ("exact", "+")):
            known = [(x_of(row), number(row[column])) for row in points]
            known = [(at, value) for at, value in known if value is not None]
            axes.plot([at for at, _ in known], [value for _, value in known], linestyle="none",
                      marker=marker, markerfacecolor="none", color=plot.style(i)["color"])
        values += ours
    if is_wide(values):
        axes.set_yscale("log")
    elif min(values) >= 0:
        axes.set_ylim(0, 1.06 * axes.get_ylim()[1])


def figure(rows, axes, path, x_axis=None):
    """One panel for each quantity; x_axis: (its name, of a row its value), else the numeric axis
    that has most values."""
    along = varying(rows, axes)
    numeric = [axis for axis in along if all(number(row[axis]) is not None for row in rows)]
    if not numeric:
        return False
    longest = max(numeric, key=lambda axis: len({row[axis] for row in rows}))
    name, x_of = x_axis or (longest, lambda row: number(row[longest]))
    others = [axis for axis in along if axis not in ([longest] if x_axis is None else numeric)]
    quantities = list(dict.fromkeys((row["metric"], row["unit"]) for row in rows))
    columns = min(2, len(quantities))
    lines = -(-len(quantities) // columns)
    drawing, panels = plt.subplots(lines, columns, squeeze=False,
                                   figsize=(3.5 * columns, 2.1 * lines))
    for panel in panels.flat[len(quantities):]:
        panel.remove()
    for panel, (metric, unit) in zip(panels.flat, quantities):
        of_it = [row for row in rows if row["metric"] == metric]
        draw_panel(panel, of_it, x_of, lambda row: ", ".join(row[axis] for axis in others))
        if is_wide([x_of(row) for row in of_it]):
            panel.set_xscale("log")
        panel.set_xlabel(name)
        name_of_it = metric.rsplit(".", maxsplit=1)[-1] if metric.startswith("dynamo.") else metric
        panel.set_ylabel(name_of_it + ("" if unit in ("ratio", "count") else f", {unit}"))
    if others:
        title = ", ".join(axis.rsplit(".", maxsplit=1)[-1] for axis in others)
        panels.flat[0].legend(title=title, title_fontsize=7)
    drawing.suptitle("lines: ours with 95 % intervals; hollow: published; +: exact", fontsize=7)
    drawing.savefig(path, metadata={"Date": None})
    plt.close(drawing)
    return True
