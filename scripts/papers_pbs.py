"""PBS, Table 4: quantities that no run has by itself, but several of its workloads or runs have
together."""

import json
import math
import statistics

from papers_program import ROOT, read_csv, table_of


def replicate(program, scenario, sets, seeds):
    """(metric, scope) -> (mean, low, high) over the seeds."""
    words = ["run", scenario, f"--replications={seeds}"]
    for field, value in sets.items():
        words += ["--set", f"{field}={json.dumps(value)}"]
    return {(row["metric"], row["scope"]):
            [float(row[name]) if row[name] else None for name in ("value", "ci_low", "ci_high")]
            for row in table_of(program, words)}


PROBES = {"before": 0.85, "then": 1.0, "after": 1.15}  # workloads, and when they read


def visible_after(summary, times, missed):
    """When all but `missed` of the reads see a write: between two probes the logarithm of what
    reads miss is a line. None: too few reads missed anything."""
    known = []
    for workload, at in times.items():
        ratio, low, high = summary["reads.stale.ratio", f"workload={workload}"]
        if ratio > 0:
            known.append((at, math.log(ratio), (high - low) / 2 / ratio))
    if len(known) < 2:
        return None
    known.sort(key=lambda probe: abs(probe[1] - math.log(missed)))
    (at, log_ratio, error), (other, other_log, _) = known[:2]
    slope = (other_log - log_ratio) / (other - at)
    if slope >= 0:
        return None
    middle = at + (math.log(missed) - log_ratio) / slope
    half = error / -slope
    return middle, middle - half, middle + half


def pbs_cell(program, model, r, w, cells, plan):
    """The quantities of one row of Table 4."""
    at = cells["visible after at 99.9 %"]
    exact = float(at["exact"]) or 1.0
    times = {workload: factor * exact for workload, factor in PROBES.items()}
    sets = {"dynamo.r": int(r), "dynamo.w": int(w), "phases.measure": plan["measure"]}
    for place, workload in enumerate(PROBES, 1):
        sets[f"workloads.{place}.read_after"] = f"{times[workload]:.6g}ms"
    summary = replicate(program, f"scenarios/papers/pbs/{model}.json", sets, plan["seeds"])
    stale = summary["reads.stale.ratio", "workload=at-once"]
    ours = {"get latency at 99.9 %": summary["get.latency.p99.9", "all"],
            "put latency at 99.9 %": summary["put.latency.p99.9", "all"],
            "visible after at 99.9 %": visible_after(summary, times, 0.001)}
    if float(at["exact"]) == 0 and stale[0] <= 0.001:
        ours["visible after at 99.9 %"] = (0, 0, 0)
    if int(r) + int(w) > 3:
        ours["stale reads"] = summary["reads.stale", "all"]
    if stale[1] is not None:
        ours["consistent at once"] = [100 * (1 - stale[i]) for i in (0, 2, 1)]
    return ours


def table4(program, plan):
    """Table 4 of PBS (VLDB 2012), and what reads at the moment of the acknowledgement see: rows of
    scenarios/papers/pbs/table4.csv with ours, as text."""
    cells = {}
    for row in read_csv(ROOT / "scenarios/papers/pbs/table4.csv"):
        cells.setdefault((row["model"], row["r"], row["w"]), {})[row["metric"]] = row
    rows = []
    for (model, r, w), quantities in cells.items():
        ours = pbs_cell(program, model, r, w, quantities, plan)
        for quantity, row in quantities.items():
            measured = ours.get(quantity) or (None, None, None)
            texts = ["" if value is None else f"{value:.6g}" for value in measured]
            rows.append({**row, **dict(zip(("ours", "low", "high"), texts))})
        print(f"pbs/table4 {model} R={r} W={w}", flush=True)
    return rows


MOST_MISSED = 0.001  # of the reads of a step
STUDENT_OF_20 = 2.093  # the 97.5 % quantile with 19 degrees of freedom


def time_of(run):
    """When its reads come after the acknowledgement, in milliseconds."""
    return float(run["workloads.0.read_after"].removesuffix("ms"))


def first_crossing(program, name, plan):
    """The rule by which the paper found Table 4's t: the first step at which no more reads miss the
    write than that, and so a lucky one. Its samples are fresh at each step, and runs of one seed
    draw alike: so each step of a run of the rule takes another seed."""
    words = ["sweep", f"scenarios/papers/{name}.json", f"--seeds=1..{plan['seeds']}",
             f"--set=phases.measure={json.dumps(plan['measure'])}"]
    runs = table_of(program, words, "runs.csv")
    steps_of = {}  # by W: at which times reads come
    for run in runs:
        steps_of.setdefault(run["dynamo.w"], set()).add(time_of(run))
    first = {}  # by W and run of the rule
    for run in runs:
        if float(run["reads.stale.ratio_ratio"]) <= MOST_MISSED:
            step = time_of(run)
            number = sorted(steps_of[run["dynamo.w"]]).index(step)
            rule = (int(run["seed"]) + number) % plan["seeds"]
            of_w = first.setdefault(run["dynamo.w"], {})
            of_w[rule] = min(step, of_w.get(rule, math.inf))
    rows = read_csv(ROOT / f"scenarios/papers/{name}.csv")
    for row in rows:
        steps = list(first.get(row["dynamo.w"], {}).values())
        is_mean = row["metric"].startswith("first")
        row.update(ours="", low="", high="")
        if len(steps) < 2:
            continue
        deviation = statistics.stdev(steps)
        row["ours"] = f"{statistics.mean(steps) if is_mean else deviation:.6g}"
        if is_mean and len(steps) == 20:
            half = STUDENT_OF_20 * deviation / math.sqrt(len(steps))
            mean = statistics.mean(steps)
            row.update(low=f"{mean - half:.6g}", high=f"{mean + half:.6g}")
    return rows
