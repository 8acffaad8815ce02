#!/usr/bin/env python3
"""What a compiler does not check: layers, sizes, names that break determinism, dead links.

    scripts/tidy.py               checks every tracked or new file; exit status 1 on a finding
    scripts/tidy.py --self-test   shows that every rule fires on bad input, none on good input

A line that must break a rule says so: `// tidy: allow RULE: why`.
"""
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

MAX_COLUMNS, MAX_FILE_LINES, MAX_FUNCTION_LINES, MAX_BYTES = 100, 500, 60, 1_000_000

# What is over a limit today, and by how much: numbers here may fall, never rise.
RATCHET: dict[str, int] = {}  # "path" or "path:function" -> lines

# Who may include whom. The same table is the link lists of CMakeLists.txt.
SIM = ["sim/kernel", "sim/observe", "sim/net", "sim/model"]
LAYERS = {
    "sim/kernel": [],
    "sim/observe": SIM[:1],
    "sim/net": SIM[:2],
    "sim/model": SIM[:3],
    "sim/run": SIM,
    "models/kv": SIM,
    "models/dynamo": SIM + ["models/kv"],
    "models/dynamodb": SIM + ["models/kv"],
    "models/variants": SIM + ["models/kv", "models/dynamo", "models/dynamodb"],
    "models/main.cpp": ["sim/run", "models/dynamo", "models/dynamodb", "models/variants"],
}
# Packages by the header that betrays them, and the layers that may use them: "cpp" means in .cpp
# files only, so that users of a layer do not depend on its packages.
PACKAGES = {
    "boost": (r"boost/(?!math|container)",
              {"sim/net/topology": "cpp", "models/kv/checkers": "cpp"}),
    "boost.math": (r"boost/math/", {"sim/run": "cpp"}),
    "fmt": (r"fmt/", {"sim/observe": "cpp", "sim/run": "any", "models/kv": "cpp",
                      "models/dynamo": "cpp", "models/dynamodb": "cpp"}),
    "json": (r"nlohmann/", {"sim/run": "any"}),
    "cli11": (r"CLI/", {"sim/run/cli": "cpp"}),
    "openssl": (r"openssl/", {"sim/run": "cpp", "models/dynamo": "cpp"}),
    "xxhash": (r"xxhash\.h", {"sim/run": "cpp"}),
    "system": (r"(unistd\.h|sys/|fcntl\.h|signal\.h|pthread\.h)",
               {"sim/run": "cpp", "sim/kernel/pages": "cpp"}),
    "threads": (r"(thread|mutex|atomic|future|condition_variable)$", {"sim/run": "any"}),
    "gtest": (r"(gtest|gmock|benchmark)/", {}),
}

DECIDING = r"(sim/(kernel|observe|net|model)|models)/"  # what decides the course of a run
PRODUCT = r"(sim|models)/"
ANY_CODE = r"(sim|models|tests)/"
CLOCK_ALLOWED = r"sim/run/cli/|sim/run/report/host\.|tests/benchmarks/"

# rule -> (files it holds for, files it spares, what may not stand in code, why)
FORBIDDEN = {
    "distribution": (PRODUCT, "", r"std::\w+_distribution\b", "differs between libraries"),
    "random-device": (ANY_CODE, "", r"\brandom_device\b", "every draw comes from a named stream"),
    "rand": (ANY_CODE, "", r"\bs?rand\s*\(", "every draw comes from a named stream"),
    "shuffle": (PRODUCT, "", r"std::(ranges::)?shuffle\b", "differs between libraries"),
    "wall-clock": (ANY_CODE, CLOCK_ALLOWED,
                   r"\b(system_clock|high_resolution_clock|steady_clock|clock_gettime|gettimeofday"
                   r"|time\s*\((nullptr|NULL|0)\))", "time is the simulation's"),
    "hash": (PRODUCT, "", r"\bstd::hash\s*<", "differs between libraries"),
    "libm": (DECIDING, "",
             r"#include <(cmath|math\.h|complex|random)>|\bstd::(log|exp|pow)\w*\s*\(",
             "libm differs between machines"),
    "pointer-text": (ANY_CODE, "", r"%p\b|fmt::ptr\b", "addresses differ between runs"),
    "throw": (DECIDING, r"sim/kernel/(check|pages)\.cpp",
              r"\bthrow\b", "mistakes in input end in sim/run"),
    "macro": (PRODUCT, r"sim/kernel/check\.h",
              r"^\s*#\s*define\b", "SIM_CHECK is the one macro"),
    "using-namespace": (PRODUCT, "", r"\busing namespace std(?!::(chrono_literals|literals))",
                        "spell std:: out"),
    "disabled-test": (r"tests/", "", r"\bDISABLED_", "a test runs or goes"),
}
TEXT_RULES = {
    "todo": (r".", "scripts/tidy.py",
             r"\b(TODO|FIXME|XXX)\b(?!\([a-z][\w.-]*\): \S)",
             "a TODO names who and why: TODO(ann): because"),
}
OTHER_RULES = ["layer", "package", "own-header", "pragma-once", "first-line", "unordered",
               "columns", "file-length", "function-length", "size", "link", "ratchet"]
ALLOW = re.compile(r"tidy: allow ([\w-]+): \S")


def strip_code(text, keep_strings=False):
    """The text with comments (and contents of literals) blanked; lines stay where they are."""
    pattern = re.compile(r"//[^\n]*|/\*.*?\*/|R\"(\w*)\(.*?\)\1\"|\"(?:\\.|[^\"\\\n])*\""
                         r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'", re.S)

    def blank(match):
        piece = match.group(0)
        if piece.startswith(("//", "/*")):
            return re.sub(r"[^\n]", " ", piece)
        return piece if keep_strings else '""' + "\n" * piece.count("\n")
    return pattern.sub(blank, text)


def longest(prefixes, path):
    """The prefix of `path` in `prefixes`, by whole folders or as the stem of a file."""
    hits = [p for p in prefixes if path == p or re.match(re.escape(p) + r"[/._]", path)]
    return max(hits, key=len, default=None)


def check_includes(path, text):
    layer = longest(LAYERS, path)
    is_test = path.startswith("tests/")
    first = True
    for number, line in enumerate(text.split("\n"), 1):
        match = re.match(r'\s*#\s*include\s+([<"])([^>"]+)[>"]', line)
        if not match:
            continue
        name = match.group(2)
        if match.group(1) == '"':
            yield from check_layer(path, layer, number, name)
        elif not is_test:
            yield from check_package(path, number, name)
        own = re.sub(r"\.cpp$", ".h", path)
        if first and path.endswith(".cpp") and name != own and f'"{own}"' in text:
            yield number, "own-header", f"{own} comes first, so that it is seen to stand alone"
        first = False


def check_layer(path, layer, number, name):
    target = longest(LAYERS, name)
    if path.startswith("tests/"):
        folder = path.split("/")[1]
        above = {"kernel": 1, "observe": 2, "net": 3, "model": 4}
        if folder in above and target not in SIM[:above[folder]] + [None]:
            yield number, "layer", f"tests of {folder} may not know {target}"
        return
    if name == "build_info.h" and layer == "sim/run":
        return  # generated
    if target is None:
        yield number, "layer", f'"{name}" is no header of this tree: write its path from the root'
    elif target != layer and target not in LAYERS.get(layer, []):
        yield number, "layer", f"{layer} may not include {target}"


def check_package(path, number, name):
    for package, (header, users) in PACKAGES.items():
        if not re.match(header, name):
            continue
        place = users.get(longest(users, path) or "")
        if place is None or (place == "cpp" and path.endswith(".h")):
            where = ", ".join(f"{u} ({p})" for u, p in users.items()) or "tests"
            yield number, "package", f"<{name}> is for {where}"


def check_names(path, text, code):
    comment_less = code.split("\n")
    for rule, (files, spared, pattern, why) in FORBIDDEN.items():
        if not re.match(files, path) or (spared and re.match(spared, path)):
            continue
        lines = text.split("\n") if rule == "pointer-text" else comment_less
        for number, line in enumerate(lines, 1):
            if found := re.search(pattern, line):
                yield number, rule, f"`{found.group(0).strip()}`: {why}"


def check_text(path, text):
    for rule, (files, spared, pattern, why) in TEXT_RULES.items():
        if not re.match(files, path) or (spared and re.match(spared, path)):
            continue
        for number, line in enumerate(text.split("\n"), 1):
            if re.search(pattern, line):
                yield number, rule, why


def check_unordered(path, code, header_code):
    """Loops over containers whose order is not defined, declared here or in the own header."""
    if not re.match(PRODUCT, path):
        return
    declared = r"(?:unordered_(?:multi)?(?:map|set)|robin_(?:map|set))\s*<[^;{}()]*>\s*&?\s*(\w+)"
    for name in set(re.findall(declared, code + header_code)):
        loop = (rf"for\s*\([^;)]*:\s*(?:\w+(?:\.|->))*{name}\s*\)"
                rf"|\b{name}\s*(?:\.|->)\s*c?begin\s*\(")
        for match in re.finditer(loop, code):
            line = code.count("\n", 0, match.start()) + 1
            yield line, "unordered", f"the order of {name} differs between libraries"


def functions(code):
    """(name, first line, lines) of every outermost function body of C++ code without comments."""
    stack, start, line_of_head, line, head = [], None, 1, 1, ""
    for position, char in enumerate(code):
        if char == "\n":
            line += 1
        if char == "{":
            container = re.search(r"\b(namespace|class|struct|union|enum|extern)\b[^()=]*$", head)
            is_function = start is None and ")" in head and not container
            is_function = is_function and not re.search(r"=\s*$", head)
            if is_function:
                name = re.search(r"([~\w:]+)\s*\(", head)
                start = (name.group(1) if name else "?", line_of_head, len(stack))
            stack.append(char)
            head = ""
        elif char == "}":
            if stack:
                stack.pop()
            if start and len(stack) == start[2]:
                yield start[0], start[1], line - start[1] + 1
                start = None
            head = ""
        elif char == ";":
            head = ""
        else:
            if not head.strip() and not char.isspace():
                line_of_head = line
            head += char


def check_sizes(path, text, code, used):
    lines = text.split("\n")
    is_code = path.endswith((".cpp", ".h"))
    limited = is_code or path.endswith((".py", ".sh", ".cmake", "CMakeLists.txt"))
    limited = limited or re.match(r"(scripts|\.ci)/[\w-]+$", path)
    is_table = False  # between "clang-format off" and "on" a row stands on one line, however long
    for number, line in enumerate(lines, 1):
        if "// clang-format o" in line:
            is_table = "clang-format off" in line
        if limited and not is_table and len(line) > MAX_COLUMNS:
            yield number, "columns", f"{len(line)} columns, {MAX_COLUMNS} allowed"
    if limited:
        yield from over(path, path, 1, len(lines) - 1, MAX_FILE_LINES, "file-length", used)
    if is_code:
        for name, first, count in functions(code):
            key = f"{path}:{name}"
            yield from over(key, f"{name}()", first, count, MAX_FUNCTION_LINES,
                            "function-length", used)


def over(key, what, line, count, limit, rule, used):
    if count <= limit:
        return
    used.add(key)
    allowed = RATCHET.get(key, limit)
    if count > allowed:
        yield line, rule, f"{what} has {count} lines, {allowed} allowed: split it along an idea"
    elif count < allowed:
        yield line, "ratchet", f"{what} has {count} lines: lower RATCHET[{key!r}] to that"


def check_shape(path, text):
    lines = text.split("\n")
    if path.endswith(".h"):
        if "#pragma once" not in lines:
            yield 1, "pragma-once", "a header begins with #pragma once"
        if re.match(PRODUCT, path) and not re.match(r"// \S.{9}", lines[0]):
            yield 1, "first-line", "a header begins with one sentence that a newcomer understands"


def check_links(path, text, exists):
    if not path.endswith(".md"):
        return
    fenced = False
    for number, line in enumerate(text.split("\n"), 1):
        fenced ^= line.startswith("```")
        if fenced:
            continue
        for target in re.findall(r"\]\(([^)\s]+)\)", line):
            target = target.split("#")[0]
            if target and not re.match(r"[a-z]+:", target):
                if not exists(os.path.normpath(os.path.join(os.path.dirname(path), target))):
                    yield number, "link", f"{target} does not exist"


def check_file(path, text, header="", exists=lambda _: True, used=None):
    """Every finding in one file: (line, rule, message), without those the file allows itself."""
    used = set() if used is None else used
    found = list(check_text(path, text)) + list(check_links(path, text, exists))
    if len(text.encode()) > MAX_BYTES:
        found.append((1, "size", f"{len(text.encode())} bytes, {MAX_BYTES} allowed"))
    code = strip_code(text) if path.endswith((".cpp", ".h")) else ""
    found += check_sizes(path, text, code, used)
    if code:
        found += check_includes(path, strip_code(text, keep_strings=True))
        found += check_names(path, text, code)
        found += check_unordered(path, code, strip_code(header))
        found += check_shape(path, text)
    lines = text.split("\n")
    for line, rule, message in sorted(found):
        allowed = ALLOW.search(lines[line - 1])
        if not allowed or allowed.group(1) != rule:
            yield line, rule, message


def tree():
    command = ["git", "-c", "safe.directory=*", "ls-files", "-co", "--exclude-standard", "-z"]
    has_git = shutil.which("git") is not None
    listed = has_git and subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if listed and listed.returncode == 0:
        names = [n for n in listed.stdout.decode().split("\0") if n]
    else:  # a tarball, or a machine without git
        names = [str(p.relative_to(ROOT)) for p in ROOT.rglob("*") if p.is_file()]
    return sorted(n for n in names if not re.search(r"^build|^\.git/|^results/.*/|__pycache__/", n)
                  and (ROOT / n).is_file())


def check_tree():
    used, count = set(), 0
    names = tree()
    for path in names:
        data = (ROOT / path).read_bytes()
        text = data.decode("utf-8", errors="replace")
        own = ROOT / re.sub(r"\.cpp$", ".h", path)
        header = own.read_text() if path.endswith(".cpp") and own.exists() else ""
        exists = lambda target: (ROOT / target).exists()
        for line, rule, message in check_file(path, text, header, exists, used):
            print(f"{path}:{line}: {rule}: {message}")
            count += 1
    for key in sorted(set(RATCHET) - used):
        print(f"scripts/tidy.py:1: ratchet: {key} is within the limit: take it out of RATCHET")
        count += 1
    print(f"tidy: {len(names)} files, {count} findings", file=sys.stderr)
    return 1 if count else 0


def main():
    if sys.argv[1:] == ["--self-test"]:
        sys.path.insert(0, str(ROOT / "tests" / "house"))
        import tidy_self_test
        return tidy_self_test.run(sys.modules[__name__])
    if sys.argv[1:]:
        print(__doc__, file=sys.stderr)
        return 2
    return check_tree()


if __name__ == "__main__":
    sys.exit(main())
