"""Bad input for every rule of scripts/tidy.py, and good input that none may complain about."""

HEADER = "// One sentence that says what this is.\n#pragma once\n"
LONG_BODY = "  f();\n" * 60

BAD = [  # (rule, path, text)
    ("layer", "sim/kernel/a.h", HEADER + '#include "sim/net/host.h"\n'),
    ("layer", "sim/run/a.cpp", '#include "models/kv/types.h"\n'),
    ("layer", "models/dynamo/a.cpp", '#include "models/dynamodb/log.h"\n'),
    ("layer", "models/kv/a.cpp", '#include "types.h"\n'),
    ("layer", "models/kv/a.cpp", '#include "sim/run/cli/cli.h"\n'),
    ("layer", "tests/kernel/a_test.cpp", '#include "sim/net/host.h"\n'),
    ("package", "sim/kernel/a.cpp", "#include <fmt/format.h>\n"),
    ("package", "models/kv/a.h", HEADER + "#include <fmt/format.h>\n"),
    ("package", "sim/net/network.cpp", "#include <boost/graph/graph_traits.hpp>\n"),
    ("package", "sim/net/topology.h", HEADER + "#include <boost/graph/graph_traits.hpp>\n"),
    ("package", "sim/model/a.cpp", "#include <nlohmann/json.hpp>\n"),
    ("package", "sim/kernel/a.cpp", "#include <thread>\n"),
    ("package", "models/kv/a.cpp", "#include <unistd.h>\n"),
    ("own-header", "sim/kernel/a.cpp", '#include <vector>\n#include "sim/kernel/a.h"\n'),
    ("pragma-once", "sim/kernel/a.h", "// One sentence that says what this is.\n"),
    ("first-line", "sim/kernel/a.h", "#pragma once\n"),
    ("unordered", "models/kv/a.cpp",
     "std::unordered_map<int, int> rows_;\nvoid f() { for (auto& row : rows_) g(row); }\n"),
    ("unordered", "models/kv/a.cpp", "std::unordered_set<int> s;\nauto x = s.begin();\n"),
    ("columns", "sim/kernel/a.cpp", "int " + "x" * 100 + ";\n"),
    ("file-length", "sim/kernel/a.cpp", "int x;\n" * 501),
    ("function-length", "sim/kernel/a.cpp", "void C::f(int a) {\n" + LONG_BODY + "}\n"),
    ("function-length", "sim/kernel/a.h",
     HEADER + "class C {\n  int f() const {\n" + LONG_BODY + "  }\n};\n"),
    ("function-length", "tests/kernel/a_test.cpp", "TEST(A, B) {\n" + LONG_BODY + "}\n"),
    ("size", "scenarios/a.json", "x" * 1_000_001),
    ("link", "README.md", "see [that](nowhere.md)\n"),
    ("todo", "sim/kernel/a.cpp", "// TO" "DO: later\n"),
    ("distribution", "sim/kernel/a.cpp", "std::uniform_int_distribution<int> d;\n"),
    ("random-device", "tests/kernel/a_test.cpp", "std::random_device device;\n"),
    ("rand", "models/kv/a.cpp", "int x = rand();\n"),
    ("shuffle", "models/kv/a.cpp", "std::shuffle(a, b, c);\n"),
    ("wall-clock", "sim/run/report/a.cpp", "auto t = std::chrono::system_clock::now();\n"),
    ("wall-clock", "sim/kernel/a.cpp", "auto t = std::chrono::steady_clock::now();\n"),
    ("hash", "models/kv/a.cpp", "auto h = std::hash<int>{}(x);\n"),
    ("libm", "models/kv/a.cpp", "#include <cmath>\n"),
    ("libm", "sim/net/a.cpp", "double x = std::log(y);\n"),
    ("pointer-text", "sim/run/a.cpp", 'printf("%p", x);\n'),
    ("throw", "models/kv/a.cpp", "void f() { throw 1; }\n"),
    ("macro", "sim/net/a.cpp", "#define X 1\n"),
    ("using-namespace", "sim/net/a.cpp", "using namespace std;\n"),
    ("disabled-test", "tests/net/a_test.cpp", "TEST(A, DISABLED_B) {}\n"),
]

GOOD = [  # (path, text)
    ("sim/kernel/a.h", HEADER + "#include <vector>\n\nnamespace sim {\nint f();\n}\n"),
    ("sim/net/topology_graph.cpp", "#include <boost/graph/graph_traits.hpp>\n"),
    ("sim/run/cli/host.cpp", "auto t = std::chrono::steady_clock::now();\n"),
    ("models/dynamo/a.cpp", '#include "models/kv/types.h"\n#include <fmt/format.h>\n'),
    ("models/kv/a.cpp", "// rand() and std::hash<int> in words\nauto x = operand(1);\n"),
    ("models/kv/a.cpp", "std::unordered_map<int, int> rows_;\nauto x = rows_.find(1);\n"),
    ("models/kv/a.cpp", "#include <cmath>  // tidy: allow libm: only sqrt, which is exact\n"),
    ("sim/kernel/a.cpp", "// TO" "DO(ann): because\n"),
    ("sim/kernel/a.cpp", "const int kTable[] = {\n" + "  1,\n" * 70 + "};\n"),
    ("sim/kernel/a.cpp", "namespace sim {\n" + "void f() {}\n" * 70 + "}\n"),
    ("sim/kernel/a.cpp", "struct A {\n" + "  int f(int x);\n" * 70 + "};\n"),
    ("README.md", "see [that](https://example.org) and [this](#part)\n"),
]


def run(tidy):
    """Prints what did not come out as said; 0 if all did."""
    wrong = 0
    for rule, path, text in BAD:
        fired = {r for _, r, _ in tidy.check_file(path, text, exists=lambda _: False)}
        if rule not in fired:
            print(f"{rule} did not fire on {path}: {text[:60]!r} (fired: {sorted(fired)})")
            wrong += 1
    for path, text in GOOD:
        for line, rule, message in tidy.check_file(path, text, exists=lambda _: False):
            print(f"{rule} fired on good input {path}:{line}: {message}")
            wrong += 1
    tidy.RATCHET["sim/kernel/a.cpp"] = 700
    for lines, rule in ((701, "file-length"), (600, "ratchet")):
        if rule not in {r for _, r, _ in tidy.check_file("sim/kernel/a.cpp", "int x;\n" * lines)}:
            print(f"{rule} did not fire on a file of {lines} lines where 700 are let pass")
            wrong += 1
    rules = set(tidy.FORBIDDEN) | set(tidy.TEXT_RULES) | set(tidy.OTHER_RULES)
    for rule in sorted(rules - {r for r, _, _ in BAD} - {"ratchet"}):
        print(f"{rule} has no bad input here")
        wrong += 1
    print(f"tidy self-test: {len(rules)} rules, {len(BAD) + len(GOOD) + 2} inputs, {wrong} wrong")
    return 1 if wrong else 0
