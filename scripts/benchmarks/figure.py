"""A figure of cost against size: panels with logarithmic axes, as SVG, by the standard library."""
from html import escape
from math import ceil, floor, log10
from typing import NamedTuple

# Okabe and Ito's colours, which most colour-blind readers tell apart; dynamosim has the first.
COLOURS = ["#0072B2", "#000000", "#D55E00", "#E69F00", "#009E73", "#CC79A7", "#56B4E9"]

WIDTH, HEIGHT = 330, 260                 # of a panel, in pixels
LEFT, RIGHT, TOP, BOTTOM = 56, 28, 28, 40  # around its axes
LEGEND_LINE = 16


class Panel(NamedTuple):
    title: str
    x_label: str
    y_label: str
    series: dict  # program -> [(size, cost)], by size


class Axis:
    """Powers of ten from the one below the least value to the one above the greatest."""

    def __init__(self, values, start, end):
        self.low, self.high = floor(log10(min(values))), ceil(log10(max(values)))
        self.high = max(self.high, self.low + 1)
        self.start, self.end = start, end

    def at(self, value):
        share = (log10(value) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def ticks(self):
        return [10.0 ** power for power in range(self.low, self.high + 1)]


def text(x, y, words, anchor="middle", more=""):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{more}>{escape(words)}</text>'


def line(x1, y1, x2, y2, colour):
    return f'<path d="M{x1:.1f},{y1:.1f} L{x2:.1f},{y2:.1f}" stroke="{colour}"/>'


def draw_axes(panel, x_axis, y_axis):
    middle_x, middle_y = (x_axis.start + x_axis.end) / 2, (y_axis.start + y_axis.end) / 2
    yield text(middle_x, TOP - 12, panel.title, more=' font-weight="bold"')
    for tick in x_axis.ticks():
        yield line(x_axis.at(tick), y_axis.start, x_axis.at(tick), y_axis.end, "#dddddd")
        yield text(x_axis.at(tick), y_axis.start + 14, f"{tick:,.0f}")
    for tick in y_axis.ticks():
        yield line(x_axis.start, y_axis.at(tick), x_axis.end, y_axis.at(tick), "#dddddd")
        yield text(x_axis.start - 4, y_axis.at(tick) + 4, f"{tick:,g}", "end")
    yield text(middle_x, y_axis.start + 32, panel.x_label)
    yield text(12, middle_y, panel.y_label, more=f' transform="rotate(-90 12 {middle_y:.1f})"')


def draw_panel(panel, colours):
    points = [point for series in panel.series.values() for point in series]
    x_axis = Axis([x for x, _ in points], LEFT, WIDTH - RIGHT)
    y_axis = Axis([y for _, y in points], HEIGHT - BOTTOM, TOP)
    yield from draw_axes(panel, x_axis, y_axis)
    for program, series in panel.series.items():
        places = [(x_axis.at(x), y_axis.at(y)) for x, y in series]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        colour = colours[program]
        yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.5"/>'
        yield from (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places)


def draw(panels):
    """The whole figure: panels side by side, one legend below them."""
    programs = list(dict.fromkeys(name for panel in panels for name in panel.series))
    colours = {name: COLOURS[i % len(COLOURS)] for i, name in enumerate(programs)}
    width, height = WIDTH * len(panels), HEIGHT + LEGEND_LINE * len(programs) + 8
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
             'font-family="sans-serif" font-size="11">',
             f'<rect width="{width}" height="{height}" fill="white"/>']
    for i, panel in enumerate(panels):
        parts.append(f'<g transform="translate({i * WIDTH} 0)">')
        parts += [*draw_panel(panel, colours), "</g>"]
    for i, name in enumerate(programs):
        y = HEIGHT + LEGEND_LINE * i + 8
        parts.append(line(LEFT, y - 4, LEFT + 24, y - 4, colours[name]))
        parts.append(text(LEFT + 30, y, name, "start"))
    return "\n".join([*parts, "</svg>", ""])
