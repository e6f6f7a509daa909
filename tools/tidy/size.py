"""Files, functions and lines stay small. ratchet.txt lists what is larger, and may only shrink."""

import os
import re

import functions
from tree import Finding

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 60
COLUMNS_MAX = 100
RATCHET = "tools/tidy/ratchet.txt"

_MEASURED_SUFFIXES = (".cpp", ".hpp", ".proto", ".py", ".cmake", ".sh")
_MEASURED_NAMES = ("CMakeLists.txt", "dev")


def check(tree):
    measured = {}
    for path in tree.paths:
        if path.endswith(_MEASURED_SUFFIXES) or os.path.basename(path) in _MEASURED_NAMES:
            measured.update(_measure(tree, path))
    return _compare(measured, _read_ratchet(tree))


def _measure(tree, path):
    """What exceeds a limit: (kind, path, name) → (line, size)."""
    excess = {}
    lines = tree.text(path).splitlines()
    if len(lines) > FILE_LINES_MAX:
        excess["file", path, "-"] = (1, len(lines))
    for number, line in enumerate(lines, 1):
        if len(line) > COLUMNS_MAX and not re.match(r"\s*(#|//) ?https?://\S+$", line):
            excess["column", path, f"line {number}"] = (number, len(line))
    if path.endswith((".cpp", ".hpp")):
        for function in functions.find(tree.code(path)):
            if function.lines > FUNCTION_LINES_MAX:
                excess["function", path, function.name] = (function.line, function.lines)
    return excess


def _read_ratchet(tree):
    """Lines of `kind path name size`, # begins a comment."""
    entries = {}
    if RATCHET not in tree.paths:
        return entries
    for number, line in enumerate(tree.text(RATCHET).splitlines(), 1):
        words = line.split("#")[0].split()
        if words:
            kind, path, name, size = words
            entries[kind, path, name] = (number, int(size))
    return entries


_LIMITS = {
    "file": (FILE_LINES_MAX, "lines long", "split it by what its parts are about"),
    "function": (FUNCTION_LINES_MAX, "lines long", "name its steps and make them functions"),
    "column": (COLUMNS_MAX, "columns wide", "break the line"),
}


def _compare(measured, ratchet):
    findings = []
    for key, (line, size) in measured.items():
        kind, path, name = key
        limit, unit, remedy = _LIMITS[kind]
        allowed = ratchet[key][1] if key in ratchet else limit
        if size > allowed:
            what = f"{kind} {name} is" if kind == "function" else f"{kind} is"
            findings.append(Finding(path, line, f"{what} {size} {unit}, over {allowed}", remedy))
    for key, (line, allowed) in ratchet.items():
        size = measured[key][1] if key in measured else 0
        if size == 0:
            findings.append(Finding(RATCHET, line, f"{' '.join(key)} is no longer over the limit",
                                    "remove the entry"))
        elif size < allowed:
            findings.append(Finding(RATCHET, line, f"{' '.join(key)} has shrunk",
                                    f"lower the entry to {size}"))
    return findings
