"""Draws what dynamosim's CSV files say: plot.py KIND OUTPUT FOLDER...

Same files, same bytes. Edit it as you like: it needs matplotlib and nothing else.
"""

import csv
import json
import os
import sys

try:
    import matplotlib
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
except ImportError:
    sys.exit("plot: error: Python's matplotlib is missing; install it: "
             "apt-get install python3-matplotlib")

# Okabe and Ito's colours, which colour-blind people tell apart; markers and dashes say it again.
COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"]
DASHES = ["-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 3)), "-"]
MARKERS = "os^Dv*x"
plt.rcParams.update({
    "svg.hashsalt": "dynamosim", "svg.fonttype": "path", "pdf.fonttype": 42, "font.size": 8,
    "figure.figsize": (3.5, 2.4), "figure.constrained_layout.use": True, "axes.grid": True,
    "grid.linewidth": 0.3, "grid.alpha": 0.6, "lines.linewidth": 1.1, "lines.markersize": 3.5,
    "axes.spines.top": False, "axes.spines.right": False, "legend.frameon": False,
    "legend.fontsize": 7, "savefig.dpi": 300})


class Missing(Exception):
    """What a folder lacks, and the cure."""


def rows(folder, name):
    """A CSV file as dictionaries."""
    path = os.path.join(folder, name)
    if not os.path.exists(path):
        raise Missing(f"{path}: there is none")
    with open(path, newline="", encoding="utf-8") as file:
        found = list(csv.DictReader(file))
    if not found:
        raise Missing(f"{path}: has no rows: nothing to draw")
    return found


def style(i):
    return {"color": COLOURS[i % 7], "linestyle": DASHES[i % 7]}


def label_of(folder, folders):
    """A folder's name; of a single one nothing."""
    return os.path.basename(os.path.normpath(folder)) if len(folders) > 1 else ""


def joined(*parts):
    return " ".join(part for part in parts if part)


def legend(axes, above):
    """Outside of the data: above it, unless faults have their names there."""
    if not axes.get_legend_handles_labels()[0]:
        return
    if above:
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), borderaxespad=0.2)
    else:
        axes.legend(loc="upper left", bbox_to_anchor=(0, -0.2), ncol=2, borderaxespad=0.4)


def fault_bands(axes, folder):
    """Where faults lasted, with what they were."""
    path = os.path.join(folder, "faults.csv")
    if not os.path.exists(path):
        return
    with open(path, newline="", encoding="utf-8") as file:
        faults = list(csv.DictReader(file))
    right = axes.get_xlim()[1]
    for fault in faults:
        begin = int(fault["start_ns"]) / 1e9
        end = int(fault["end_ns"]) / 1e9 if fault["end_ns"] else right
        axes.axvspan(begin, end, color="#999999", alpha=0.25, linewidth=0)
        axes.annotate(fault["kind"], ((begin + end) / 2, 1.01), fontsize=6, ha="center",
                      xycoords=("data", "axes fraction"))


def latency(axes, folders):
    """The distribution of what successful operations took."""
    shown = 0
    for folder in folders:
        curves = {}
        for row in rows(folder, "latency.csv"):
            if row["status"] == "ok":
                curves.setdefault((row["workload"], row["op"]), []).append(
                    (float(row["latency_ms"]), float(row["quantile"])))
        for (workload, op), points in curves.items():
            times, quantiles = zip(*points)
            # Seen from the top, so that 99.9 % is as far from 99 % as that from 90 %.
            axes.plot(times, [max(1 - q, 1e-6) for q in quantiles],
                      label=joined(label_of(folder, folders), workload, op), **style(shown))
            shown += 1
    axes.set(xscale="log", yscale="log", xlabel="latency (ms)", ylabel="share of operations above")


def availability(axes, folders):
    """The share of operations that succeeded, interval by interval: of all clients, and of those on
    each side of partitions while these last, or else of those at each site."""
    series = {}
    for row in rows(folders[0], "timeseries.csv"):
        if row["metric"] == "availability":
            series.setdefault(row["scope"], []).append((float(row["t_s"]), float(row["value"])))
    finest = "side=" if any(scope.startswith("side=") for scope in series) else "site="
    series = {scope: points for scope, points in series.items()
              if scope == "all" or scope.startswith(finest)}
    if not series:
        raise Missing(f"{folders[0]}: timeseries.csv has no availability")
    for i, (scope, points) in enumerate(sorted(series.items())):
        times, values = zip(*points)
        name = "all clients" if scope == "all" else "clients at " + scope[len(finest):]
        dots = {"marker": MARKERS[i % 7]} if scope.startswith("side=") else {}
        axes.plot(times, [100 * value for value in values], label=name, **dots, **style(i))
    axes.set(xlabel="time (s)", ylabel="operations that succeed (%)")
    least = min(value for points in series.values() for _, value in points)
    bottom = max(0, 10 * int(10 * least) - 10)
    axes.set_ylim(bottom, 100 + (100 - bottom) / 30)
    fault_bands(axes, folders[0])


CONVERGENCE = {"dynamo.replicas.keys_differing": "keys whose replicas differ",
               "dynamo.hints.kept": "hints not delivered",
               "dynamo.membership.up_to_date_ratio": "members that know every change (%)"}


def convergence(axes, folders):
    """How far replicas and views were from agreeing: what differs most clearly of what there is."""
    found = [{}, "", ""]
    for metric, label in CONVERGENCE.items():
        curves = {}
        for folder in folders:
            points = [(float(row["t_s"]), float(row["value"]))
                      for row in rows(folder, "timeseries.csv") if row["metric"] == metric]
            if any(value != points[0][1] for _, value in points):
                curves[folder] = points
        if curves:
            found = [curves, label, metric]
            break
    curves, label, metric = found
    if not curves:
        raise Missing(f"{folders[0]}: nothing ever differed: timeseries.csv has no hint and no "
                      "change of the ring; of replicas it has series with "
                      "--set series_of_replicas=true")
    share = 100 if metric.endswith("ratio") else 1
    for i, (folder, points) in enumerate(curves.items()):
        times, values = zip(*points)
        axes.plot(times, [share * value for value in values], label=label_of(folder, folders),
                  marker=MARKERS[i % 7], **style(i))
    axes.set(xlabel="time (s)", ylabel=label)
    axes.set_ylim(bottom=0)
    fault_bands(axes, folders[0])


def staleness(axes, folders):
    """How likely a read sees a write, by how long ago that was acknowledged."""
    for i, folder in enumerate(folders):
        points = [(float(row["t_after_write_ms"]), float(row["probability_ratio"]),
                   float(row["reads_count"])) for row in rows(folder, "staleness.csv")]
        points = [point for point in points if point[2] >= 30]
        if not points:
            raise Missing(f"{folder}: staleness.csv has no bin of 30 reads; measure for longer")
        times, seen, counts = zip(*points)
        low, high = zip(*(wilson(p, n) for p, n in zip(seen, counts)))
        axes.plot(times, seen, label=label_of(folder, folders), marker=MARKERS[i % 7], **style(i))
        axes.fill_between(times, low, high, color=COLOURS[i % 7], alpha=0.2, linewidth=0)
    axes.set(xlabel="time since the acknowledgement (ms)", ylabel="reads that see the write")
    axes.set_xscale("symlog", linthresh=0.1)
    axes.set_ylim(top=1.02)


def wilson(ratio, count, z=1.959964):
    centre = (ratio + z * z / (2 * count)) / (1 + z * z / count)
    half = z * (ratio * (1 - ratio) / count + z * z / (4 * count * count)) ** 0.5
    half /= 1 + z * z / count
    return max(0, centre - half), min(1, centre + half)


def load(axes, folders):
    """What each node had to do, against the mean of all."""
    nodes = rows(folders[0], "nodes.csv")
    work = [int(node["replica_reads_count"]) + int(node["replica_writes_count"]) for node in nodes]
    mean = sum(work) / len(work)
    if mean == 0:
        raise Missing(f"{folders[0]}: no node read or wrote anything")
    order = sorted(range(len(nodes)), key=lambda i: (-work[i], nodes[i]["node"]))
    axes.bar(range(len(nodes)), [work[i] / mean for i in order], color=COLOURS[0])
    axes.axhline(1, color=COLOURS[1], linestyle="--", linewidth=0.8)
    if len(nodes) <= 24:
        axes.set_xticks(range(len(nodes)), [nodes[i]["node"] for i in order], rotation=90)
    axes.set(xlabel="node", ylabel="replica operations / mean")
    axes.grid(axis="x", visible=False)


FIRST_METRIC = 7  # columns of a sweep's summary.csv that are no parameters


def in_words(value):
    """A JSON value as people would say it: "Denver - Seattle", "exponential mean 1ms"."""
    try:
        parsed = json.loads(value)
    except ValueError:
        return value
    if isinstance(parsed, list):
        return " - ".join(in_words(json.dumps(item)) for item in parsed)
    if isinstance(parsed, dict):
        return ", ".join(f"{key} {in_words(json.dumps(item))}" for key, item in parsed.items())
    return str(parsed)


def points_of(folder, metric):
    """Of a sweep: its parameters, and the rows of a metric."""
    table = rows(folder, "summary.csv")
    parameters = list(table[0])[:-FIRST_METRIC]
    if not parameters:
        raise Missing(f"{folder}: is no sweep: its summary.csv has no parameters")
    chosen = [row for row in table if row["metric"] == metric and row["scope"] == "all"]
    if not chosen:
        raise Missing(f"{folder}: summary.csv has no metric {metric}; name one: --metric")
    return parameters, chosen


def with_unit(metric, row):
    return metric if row["unit"] == "ratio" else f"{metric} ({row['unit']})"


def heat(axes, folders, metric):
    """A metric over the first two parameters of a sweep, in shades and in numbers."""
    parameters, chosen = points_of(folders[0], metric)
    if len(parameters) < 2:
        raise Missing(f"{folders[0]}: varies one parameter; a heat map is of two: --kind sweep")
    across, down = (list(dict.fromkeys(row[name] for row in chosen)) for name in parameters[:2])
    shades = [[float("nan")] * len(across) for _ in down]
    for row in chosen:
        x, y = across.index(row[parameters[0]]), down.index(row[parameters[1]])
        if shades[y][x] == shades[y][x]:
            raise Missing(f"{folders[0]}: has several points for the same {parameters[0]} and "
                          f"{parameters[1]}; a heat map shows two parameters")
        shades[y][x] = float(row["value"])
    image = axes.imshow(shades, cmap="cividis", aspect="auto", origin="lower")
    low, high = image.get_clim()
    for y, line in enumerate(shades):
        for x, value in enumerate(line):
            dark = value - low < (high - low) / 2
            if value == value:
                axes.text(x, y, f"{value:.3g}", ha="center", va="center", fontsize=6,
                          color="white" if dark else "black")
    axes.figure.colorbar(image, ax=axes, label=with_unit(metric, chosen[0]))
    axes.set_xticks(range(len(across)), [in_words(value) for value in across])
    axes.set_yticks(range(len(down)), [in_words(value) for value in down])
    axes.set(xlabel=parameters[0], ylabel=parameters[1])
    axes.grid(visible=False)


def sweep(axes, folders, metric):
    """A metric over the first parameter of a sweep, a line for each value of the others."""
    parameters, chosen = points_of(folders[0], metric)
    places = list(dict.fromkeys(row[parameters[0]] for row in chosen))
    names = [in_words(place) for place in places]
    lines = {}
    for row in chosen:
        lines.setdefault(tuple(row[name] for name in parameters[1:]), []).append(row)
    flat = sum(map(len, names)) > 40  # long names are read from left to right: they go on the left
    if flat:
        height = 1.1 + 0.16 * len(places) + 0.15 * len(lines)
        axes.figure.set_size_inches(3.5, height * len(axes.figure.axes))
        axes.invert_yaxis()
    for i, (values, points) in enumerate(lines.items()):
        place = [places.index(row[parameters[0]]) + 0.08 * (i - (len(lines) - 1) / 2)
                 for row in points]
        mean = [float(row["value"]) for row in points]
        low, high = ([float(row[end] or row["value"]) for row in points]
                     for end in ("ci_low", "ci_high"))
        errors = [[at - end for at, end in zip(mean, low)],
                  [end - at for at, end in zip(mean, high)]]
        look = {"marker": MARKERS[i % 7], "capsize": 2, **style(i),
                "label": ", ".join(f"{field} {in_words(value)}"
                                   for field, value in zip(parameters[1:], values))}
        if flat:
            axes.errorbar(mean, place, xerr=errors, **{**look, "linestyle": ""})
        else:
            axes.errorbar(place, mean, yerr=errors, **look)
    value = with_unit(metric, chosen[0])
    if flat:
        axes.set_yticks(range(len(places)), names)
        axes.set(ylabel=parameters[0], xlabel=value)
    else:
        axes.set_xticks(range(len(places)), names)
        axes.set(xlabel=parameters[0], ylabel=value)


def draw(kind, output, folders, metrics):
    """Of a sweep a panel for each metric."""
    figure, panels = plt.subplots(len(metrics), squeeze=False)
    width, height = figure.get_size_inches()
    figure.set_size_inches(width, height * len(metrics) ** 0.8)
    for axes, metric in zip(panels.flat, metrics):
        if kind in OF_SWEEPS:
            OF_SWEEPS[kind](axes, folders, metric)
        else:
            KINDS[kind](axes, folders)
    legend(panels.flat[0], above=kind in OF_SWEEPS)
    dates = {"svg": {"Date": None}, "pdf": {"CreationDate": None, "ModDate": None}}
    extension = os.path.splitext(output)[1][1:]
    figure.savefig(output, metadata=dates.get(extension, {"Software": None}))


KINDS = {"latency": latency, "availability": availability, "convergence": convergence,
         "staleness": staleness, "load": load}
OF_SWEEPS = {"sweep": sweep, "heat": heat}


def main(words):
    if len(words) < 4 or words[1] not in KINDS | OF_SWEEPS:
        kinds = ", ".join(KINDS | OF_SWEEPS)
        return f"usage: plot.py KIND [--metric NAME]... OUTPUT FOLDER..., KIND: {kinds}"
    metrics = []
    while words[2] == "--metric":
        metrics.append(words[3])
        del words[2:4]
    try:
        draw(words[1], words[2], words[3:], metrics or ["availability"])
    except (Missing, OSError) as problem:
        return f"plot: error: {problem}"
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
