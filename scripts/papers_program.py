"""Runs dynamosim for the papers' figures, and reads what it writes."""

import csv
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def read_csv(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def table_of(program, words, name="summary.csv"):
    """What dynamosim, with these words, writes into a table of its folder."""
    with tempfile.TemporaryDirectory() as out:
        done = subprocess.run([program, *words, f"--out={out}", "--quiet", "--no-progress"],
                              cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            command = " ".join(map(str, words))
            sys.exit(f"papers: {command}: status {done.returncode}\n{done.stderr}")
        return read_csv(Path(done.stdout.strip()) / name)
