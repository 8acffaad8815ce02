#!/usr/bin/env python3
"""Runs the commands of README.md in a scratch copy of the tree, and compares what they print.

    scripts/readme.py [--skip COMMAND]... [FILE]

A ```sh block holds commands: each must end with status 0. A ```console block holds lines that
begin with "$ ", and below each the output it must have: every such line must be printed, in that
order; lines between them may be left out, `...` stands for any text, and a run of blanks equals
any other. "$ COMMAND   # exit 1" expects that status. --skip leaves out one command by its text.
"""
import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def blocks(text):
    """(line of the fence, language, lines) of every fenced block."""
    fence, language, lines = 0, "", []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.startswith("```"):
            lines.append(line)
        elif fence:
            yield fence, language, lines
            fence = 0
        else:
            fence, language, lines = number, line[3:].strip(), []


def commands(text):
    """(line, command, expected status, expected output) in the order of the page."""
    for fence, language, lines in blocks(text):
        if language == "sh":
            script = "\n".join(line for line in lines if line.strip())
            # One command per line, but for lines that end in a backslash.
            for command in re.split(r"(?<!\\)\n", script):
                if not command.startswith("#"):
                    yield fence, command, 0, []
        elif language == "console":
            found = None
            for number, line in enumerate(lines, fence + 1):
                if line.startswith("$ "):
                    if found:
                        yield found
                    command, status = line[2:], 0
                    if match := re.search(r"\s+# exit (\d+)$", command):
                        command, status = command[:match.start()], int(match.group(1))
                    found = (number, command, status, [])
                elif found and line.strip():
                    found[3].append(line)
            if found:
                yield found


def first_missing(expected, printed):
    """The first expected line that is not printed after the ones before it; None if all are."""
    remaining = iter(re.sub(r"\s+", " ", line.strip()) for line in printed.split("\n"))
    for line in expected:
        pieces = re.sub(r"\s+", " ", line.strip()).split("...")
        pattern = re.compile(".*".join(map(re.escape, pieces)))
        if not line.strip("... ") or any(pattern.fullmatch(candidate) for candidate in remaining):
            continue
        return line
    return None


def copy_tree(target):
    listed = subprocess.run(["git", "-c", "safe.directory=*", "ls-files", "-co",
                             "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=True)
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)


def run(command, status, expected, folder):
    """What went wrong, or None."""
    environment = {**os.environ, "NO_COLOR": "1", "COLUMNS": "100"}
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=folder, env=environment,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode != status:
        problem = f"exit status {done.returncode}, expected {status}"
    elif (line := first_missing(expected, done.stdout)) is not None:
        problem = f"expected this line: {line.strip()}"
    else:
        return None
    printed = "\n".join("    | " + line for line in done.stdout.rstrip().split("\n")[-60:])
    return f"{problem}; it printed:\n{printed}"


def main():
    parser = argparse.ArgumentParser(description="Runs the commands of a page.")
    parser.add_argument("--skip", action="append", default=[], metavar="COMMAND")
    parser.add_argument("file", nargs="?", default="README.md")
    options = parser.parse_args()

    count = failed = 0
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "dynamosim"
        folder.mkdir()
        copy_tree(folder)
        for line, command, status, expected in commands((ROOT / options.file).read_text()):
            if command.strip() in options.skip:
                print(f"skip   {options.file}:{line}: {command}", flush=True)
                continue
            started = time.monotonic()
            problem = run(command, status, expected, folder)
            verdict = "FAILED" if problem else "ok    "
            print(f"{verdict} {options.file}:{line}: {command} "
                  f"({time.monotonic() - started:.1f} s)", flush=True)
            if problem:
                print(f"  {problem}", flush=True)
            count, failed = count + 1, failed + bool(problem)
    print(f"{count} commands, {failed} failed")
    return 1 if failed or not count else 0


if __name__ == "__main__":
    sys.exit(main())
