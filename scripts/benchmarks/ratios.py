"""What a session of scripts/bench says: ratios within each round, beside the targets of issue 4."""
from statistics import median
from typing import Callable, NamedTuple, Optional

from benchmarks.programs import BARE, SEEDS, US

SAME_ANSWER = 0.02  # mean latencies of two programs that simulate the same agree as closely


class Rows:
    """Values by (work, size, program, metric), each by round."""

    def __init__(self):
        self.by_place = {}

    def add(self, work, size, program, round_, metric, value):
        self.by_place.setdefault((work, size, program, metric), {})[round_] = value

    def values(self, work, size, program, metric):
        return self.by_place.get((work, size, program, metric), {})

    def metrics(self, work):
        """Names of what was measured of a work, in the order in which it was."""
        return list(dict.fromkeys(place[3] for place in self.by_place if place[0] == work))

    def programs(self, work, size, beginning):
        return sorted({place[2] for place in self.by_place
                       if place[:2] == (work, size) and place[2].startswith(beginning)})


class Spread(NamedTuple):
    median: float
    least: float
    most: float

    @staticmethod
    def of(values):
        return Spread(median(values), min(values), max(values)) if values else None


class Line(NamedTuple):
    """A line of the summary. Without a target it is told, and judged by nobody."""
    work: str
    size: str
    what: str
    spread: Optional[Spread]
    unit: str = "ratio"
    target: str = ""
    meets: Optional[Callable] = None

    def verdict(self):
        if self.spread is None:
            return "not measured"
        if self.meets is None:
            return ""
        return "pass" if self.meets(self.spread.median) else "SHORT"


def at_least(bound):
    return f">= {bound:g}", lambda value: value >= bound


def below(bound):
    return f"< {bound:g}", lambda value: value < bound


def within(bound):
    return f"within {100 * bound:g} %", lambda value: abs(value - 1) <= bound


def quotients(over, under):
    """Round by round, where both ran; by the median of the other's where it ran fewer."""
    if not over or not under:
        return []
    usual = median(under.values())
    return [value / under.get(round_, usual) for round_, value in over.items()]


def ratio(rows, work, size, programs, metric):
    over, under = (rows.values(work, size, program, metric) for program in programs)
    return Spread.of(quotients(over, under))


def fastest(rows, work, size, beginning, metric):
    """The peer's program with the highest median, or the beginning itself if none ran."""
    found = [(median(rows.values(work, size, program, metric).values()), program)
             for program in rows.programs(work, size, beginning)
             if rows.values(work, size, program, metric)]
    return max(found)[1] if found else beginning


def versus(rows, work, size, peer, metric, target=("", None)):
    name = fastest(rows, work, size, peer, metric) if peer != BARE else BARE
    return Line(work, size, f"dynamosim / {name}", ratio(rows, work, size, (US, name), metric),
                "ratio", *target)


def hold_lines(rows):
    ns3 = {"1000": 2.5, "100000": 4, "1000000": 6}
    for size, bound in ns3.items():
        yield versus(rows, "hold", size, BARE, "events", at_least(0.7))
        yield versus(rows, "hold", size, "ns-3", "events", at_least(bound))


def quorum_lines(rows):
    sizes = ("10/100", "100/1000", "1000/10000")
    targets = {"ns-3": at_least(1.5), "SimPy": at_least(20), "SimGrid": at_least(40)}
    for size in sizes:
        yield versus(rows, "quorum", size, BARE, "operations", at_least(0.4))
        for peer, target in targets.items():
            judged = target if size == "100/1000" else ("", None)
            yield versus(rows, "quorum", size, peer, "operations", judged)
        yield from same_answer(rows, size)
    small, large = (rows.values("quorum", size, US, "operations") for size in (sizes[0], sizes[-1]))
    yield Line("quorum", "1000/10000", "operations/s over those at 10/100",
               Spread.of(quotients(large, small)), "ratio", *at_least(0.6))


def same_answer(rows, size):
    """Mean latencies, each against the bare program's after as many operations."""
    pairs = [(US, BARE), ("ns-3 PriorityQueue", BARE), ("SimPy", "bare, as few"),
             ("SimGrid random", "bare, as few")]
    for program, reference in pairs:
        spread = ratio(rows, "quorum", size, (program, reference), "latency_mean")
        yield Line("quorum", size, f"mean latency, {program} / {reference}", spread, "ratio",
                   *within(SAME_ANSWER))


def other_lines(rows):
    def whole(work, size, metric, scale=1.0):
        values = rows.values(work, size, US, metric).values()
        return Spread.of([scale * value for value in values])
    yield Line("gossip", "10000", "CPU time", whole("gossip", "10000", "cpu"), "s", *below(60))
    yield Line("gossip", "10000", "peak memory", whole("gossip", "10000", "peak"), "MiB",
               *below(2048))
    yield Line("start", "run", "wall time", whole("start", "run", "wall", 1e3), "ms", *below(50))
    yield Line("start", "run", "CPU time", whole("start", "run", "cpu", 1e3), "ms")
    yield Line("start", "validate", "wall time", whole("start", "validate", "wall", 1e3), "ms",
               *below(20))
    yield Line("start", "validate", "CPU time", whole("start", "validate", "cpu", 1e3), "ms")
    rates = [SEEDS / value for value in rows.values("seeds", "1", US, "cpu").values()]
    yield Line("seeds", "1 worker", "seeds a CPU second", Spread.of(rates), "per_s", *at_least(200))
    for metric, target in (("wall", at_least(1.9)), ("cpu", ("", None))):
        one, two = (rows.values("seeds", workers, US, metric) for workers in ("1", "2"))
        what = {"wall": "two workers against one, wall time",
                "cpu": "CPU time of one worker over that of two"}[metric]
        yield Line("seeds", f"{SEEDS} runs", what, Spread.of(quotients(one, two)), "ratio", *target)


def part_lines(rows):
    for metric in rows.metrics("parts"):
        if metric != "load":
            yield Line("parts", "", metric,
                       Spread.of(rows.values("parts", "", US, metric).values()), "ns")


def summary(rows):
    return [*hold_lines(rows), *quorum_lines(rows), *other_lines(rows), *part_lines(rows)]
