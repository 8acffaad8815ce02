"""What scripts/bench runs: every work at every size by every program, and how to read it."""
import json
import os
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Callable, NamedTuple

ROOT = Path(__file__).resolve().parent.parent.parent
BUILD = Path("build/benchmarks")
TESTS = BUILD / "tests"
SCENARIOS = "tests/benchmarks/scenarios"
SIMPY = "tests/benchmarks/peers/quorum_simpy.py"
PYTHON = "/usr/bin/python3"  # Debian's own, for which its packages are installed

US, BARE = "dynamosim", "bare"
SEEDS = 64


class Finished(NamedTuple):
    """A program that ran: what it printed, and what it took as a whole."""
    output: str
    wall_s: float
    cpu_s: float
    peak_mib: float


class Measurement(NamedTuple):
    work: str
    size: str
    program: str
    command: list
    read: Callable   # Finished -> {(metric, unit): value}
    slow: bool = False  # left out of a --quick session
    rounds: int = 99    # at most; what takes long needs fewer


class Failed(Exception):
    """A program that did not do its work: nothing is to be said of its speed."""


def run(command):
    """Runs a command from ROOT and waits for it."""
    out = tempfile.TemporaryFile("w+")
    began = time.monotonic()
    process = subprocess.Popen([str(word) for word in command], cwd=ROOT, stdout=out,
                               stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.monotonic() - began
    out.seek(0)
    text = out.read()
    if process.returncode != 0:
        words = " ".join(map(str, command))
        raise Failed(f"{words} ended with {process.returncode}:\n{text}")
    return Finished(text, wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def rate(count, metric):
    """Reads a program's own line: so many of what it counts for a CPU second of its event loop."""
    def read(finished):
        answer = json.loads(finished.output.splitlines()[-1])
        values = {(metric, "per_s"): answer[count] / answer["cpu_s"],
                  ("peak", "MiB"): finished.peak_mib}
        if "latency_mean_us" in answer:
            values["latency_mean", "us"] = answer["latency_mean_us"]
        return values
    return read


def whole(finished):
    """What the process took from its start to its end."""
    return {("cpu", "s"): finished.cpu_s, ("wall", "s"): finished.wall_s,
            ("peak", "MiB"): finished.peak_mib}


def hold(shorter):
    read = rate("events", "events")
    for pending in (1_000, 100_000, 1_000_000):
        ours = max(5_000_000 // shorter, 2 * pending)
        ns3 = max(1_000_000 // shorter, pending // 2)
        size, slow = str(pending), pending == 1_000_000
        yield Measurement("hold", size, US, [TESTS / "hold_model", pending, ours], read, slow)
        yield Measurement("hold", size, BARE, [TESTS / "hold_bare", pending, ours], read, slow)
        for scheduler in ("PriorityQueue", "Map"):
            yield Measurement("hold", size, f"ns-3 {scheduler}",
                              [TESTS / "hold_ns3", scheduler, pending, ns3], read, slow, 5)


# Nodes, clients; simulated milliseconds of warm-up and measure of ours; operations of the bare
# program and ns-3, and of the peers that need longer: both begin with empty queues.
QUORUM_SIZES = [(10, 100, 200, 4000, 400_000, 20_000),
                (100, 1_000, 200, 800, 600_000, 30_000),
                (1_000, 10_000, 100, 200, 1_000_000, 60_000)]


def quorum_store(nodes, clients, warmup_ms, measure_ms):
    return [TESTS / "scenario_cost", "loop", f"{SCENARIOS}/quorum-store.json",
            f"/topology/sites/0/nodes={nodes}", f"/workloads/0/clients={clients}",
            f"/dynamo/partitioning/partitions={nodes}",
            f"phases.warmup={warmup_ms}ms", f"phases.measure={measure_ms}ms"]


def quorum(shorter):
    read = rate("operations", "operations")
    for nodes, clients, warmup, measure, many, few in QUORUM_SIZES:
        size, slow = f"{nodes}/{clients}", nodes == 1_000
        scale = [nodes, clients]

        def work(program, command, rounds=99):
            return Measurement("quorum", size, program, command, read, slow, rounds)
        yield work(US, quorum_store(nodes, clients, warmup, measure // shorter))
        yield work(BARE, [TESTS / "quorum_bare", *scale, many])
        for scheduler in ("PriorityQueue", "Map"):
            yield work(f"ns-3 {scheduler}", [TESTS / "quorum_ns3", scheduler, *scale, many // 2], 5)
        few //= shorter
        yield work("bare, as few", [TESTS / "quorum_bare", *scale, few], 1)
        yield work("SimPy", [PYTHON, SIMPY, *scale, few], 3)
        for latency in ("random", "constant"):
            yield work(f"SimGrid {latency}", [TESTS / "quorum_simgrid", latency, *scale, few], 3)


def gossip(_):
    """Own views, 60 simulated seconds, a join and a crash."""
    for nodes in (100, 1_000, 10_000):
        command = [TESTS / "scenario_cost", "runs", 1, f"{SCENARIOS}/gossip.json",
                   f"/topology/sites/0/nodes={nodes}", "phases.measure=57s",
                   f"/dynamo/membership/changes/0/join=here-{nodes - 1}",
                   'faults=[{"at": "30s", "crash": {"target": "here-1"}}]']
        yield Measurement("gossip", str(nodes), US, command, whole, nodes == 10_000, 3)


def command_line(_):
    program, folder = BUILD / "dynamosim", Path(tempfile.gettempdir()) / "dynamosim-bench"
    trivial = f"{SCENARIOS}/trivial.json"
    run_it = [program, "run", trivial, "--quiet", "--force", "--out", folder]
    yield Measurement("start", "run", US, run_it, whole)
    yield Measurement("start", "validate", US, [program, "validate", trivial], whole)
    for workers in (1, 2):
        check = [program, "check", f"{SCENARIOS}/small-cluster.json", "--faults", "own", "--quiet",
                 "--seeds", f"1..{SEEDS}", "-j", workers, "--out", folder]
        yield Measurement("seeds", str(workers), US, check, whole)


def parts(_):
    def read(finished):
        report = json.loads(finished.output[finished.output.index("{\n"):])  # after what it logs
        return {(part["name"], part["time_unit"]): part["cpu_time"]
                for part in report["benchmarks"]}
    yield Measurement("parts", "", US, [TESTS / "parts", "--benchmark_format=json",
                                        "--benchmark_min_time=0.1"], read)


def all_measurements(quick):
    shorter = 4 if quick else 1
    for work in (hold, quorum, gossip, command_line, parts):
        for measurement in work(shorter):
            if not (quick and measurement.slow):
                yield measurement


def missing(measurement):
    """The package that has to be installed for this, or None."""
    if measurement.program.startswith("SimPy"):
        found = subprocess.run([PYTHON, "-c", "import simpy; assert simpy.__version__ >= '3'"],
                               check=False, capture_output=True).returncode == 0
        return None if found else "python3-simpy3"
    if (ROOT / measurement.command[0]).exists():
        return None
    if measurement.work == "parts":
        return "libbenchmark-dev"
    return "libns3-dev" if measurement.program.startswith("ns-3") else "libsimgrid-dev"
