#!/usr/bin/env python3
"""What scripts/bench says of made-up measurements: ratios, verdicts, the figure."""
import sys
import xml.etree.ElementTree as xml
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "scripts"))

from benchmarks import figure, ratios  # noqa: E402: found by the line above


def rows_of(*values):
    rows = ratios.Rows()
    for value in values:
        rows.add(*value)
    return rows


def line_of(rows, work, size, what):
    found = [line for line in ratios.summary(rows)
             if (line.work, line.size, line.what) == (work, size, what)]
    assert len(found) == 1, (work, size, what, found)
    return found[0]


def hold(ours, theirs, program="bare"):
    """The line of rounds in which so many events a second were counted."""
    rounds = list(enumerate(zip(ours, theirs)))
    rows = rows_of(*[("hold", "1000", "dynamosim", i, "events", our) for i, (our, _) in rounds],
                   *[("hold", "1000", program, i, "events", their) for i, (_, their) in rounds])
    return line_of(rows, "hold", "1000", f"dynamosim / {program}")


def latency(ours):
    rows = rows_of(("quorum", "10/100", "dynamosim", 1, "latency_mean", ours),
                   ("quorum", "10/100", "bare", 1, "latency_mean", 1000.0))
    return line_of(rows, "quorum", "10/100", "mean latency, dynamosim / bare").verdict()


def ratios_are_taken_within_a_round():
    # A machine twice as slow in the second round: of medians the quotient would be the same, but
    # its spread would be that of the machine.
    assert hold([80, 40, 90], [100, 50, 100]).spread == (0.8, 0.8, 0.9)


def a_target_is_met_or_missed():
    assert hold([71], [100]).verdict() == "pass"
    assert hold([69], [100]).verdict() == "SHORT"


def the_fastest_of_a_peers_programs_counts():
    rows = rows_of(("hold", "1000", "dynamosim", 1, "events", 30.0),
                   ("hold", "1000", "ns-3 Map", 1, "events", 10.0),
                   ("hold", "1000", "ns-3 PriorityQueue", 1, "events", 15.0))
    assert line_of(rows, "hold", "1000", "dynamosim / ns-3 PriorityQueue").spread.median == 2


def a_peer_that_did_not_run_is_not_made_up():
    rows = rows_of(("hold", "1000", "dynamosim", 1, "events", 30.0))
    assert line_of(rows, "hold", "1000", "dynamosim / ns-3").verdict() == "not measured"


def another_answer_is_found():
    assert (latency(1019.0), latency(981.0)) == ("pass", "pass")
    assert (latency(1021.0), latency(979.0)) == ("SHORT", "SHORT")


def the_figure_has_a_line_for_each_program():
    series = {"a<b": [(10, 1.5), (1000, 20.0)], "c": [(10, 3.0)]}
    drawn = xml.fromstring(figure.draw([figure.Panel("t", "x", "y", series)]))
    lines = [e for e in drawn.iter() if e.tag.endswith("polyline")]
    assert [len(e.get("points").split()) for e in lines] == [2, 1]
    assert "a<b" in [e.text for e in drawn.iter()]


def main():
    claims = [ratios_are_taken_within_a_round, a_target_is_met_or_missed,
              the_fastest_of_a_peers_programs_counts, a_peer_that_did_not_run_is_not_made_up,
              another_answer_is_found, the_figure_has_a_line_for_each_program]
    for claim in claims:
        claim()
    print(f"bench: self-test passed, {len(claims)} claims")


if __name__ == "__main__":
    main()
