"""What no file says, how folders are not named, and the comments that public headers owe."""

import re

from tree import Finding, line_of

# Split, so that this file does not contain them.
_REFUSED_TEXT = [
    (r"\b(?:TO" r"DO|FIX" r"ME|X" r"XX)\b(?!\(#\d+\))", "unfinished work without a tracker",
     "finish it, or name the issue: TO" "DO(#123)"),
    (r"(?<![\w.])/wo" r"rk/|/tmp/te" r"am", "a path of one machine",
     "make it relative or an argument"),
    (r"registry\.npm" r"js|\bpypi\." r"org|proxy\.gol" r"ang|deb\.deb" r"ian\.org",
     "the host of a package registry", "leave it to the user's configuration"),
    (r"^(?:<<<<<<<|>>>>>>>)", "a merge conflict", "resolve it"),
]
_REFUSED_FOLDERS = {"common", "util", "utils", "helpers", "misc"}
_TYPE = re.compile(
    r"^(?:class|struct|enum(?:\s+class)?|union)\s+(?:\[\[\w+\]\]\s*)?(\w+)(?![\w:<])[^;{}()]*\{",
    re.MULTILINE)


def check(tree):
    findings = []
    for path in tree.texts():
        findings += _check_text(tree, path)
    for path in tree.paths:
        folder = set(path.split("/")[:-1]) & _REFUSED_FOLDERS
        if folder:
            findings.append(Finding(path, 1, f"folder named {folder.pop()}",
                                    "name it by what its files are about"))
    for path in tree.cpp():
        if path.endswith(".hpp"):
            findings += _check_header(tree, path)
    return findings


def _check_text(tree, path):
    findings = []
    text = tree.text(path)
    for pattern, what, remedy in _REFUSED_TEXT:
        for match in re.finditer(pattern, text, re.MULTILINE):
            findings.append(Finding(path, line_of(text, match.start()), what, remedy))
    return findings


def _check_header(tree, path):
    findings = []
    if "#pragma once" not in tree.text(path):
        findings.append(Finding(path, 1, "no #pragma once", "add it as the first line"))
    if re.match(r"(libs|services)/[^/]+/include/", path):
        lines = tree.text(path).split("\n")
        code = tree.code(path)
        for match in _TYPE.finditer(code):
            number = line_of(code, match.start())
            if not _has_comment(lines, number - 1):
                findings.append(Finding(path, number, f"{match.group(1)} has no comment",
                                        "say what it is, its units, ownership and thread-safety"))
    return findings


def _has_comment(lines, index):
    """Whether a comment stands before lines[index], over a template head or an attribute."""
    index -= 1
    while index >= 0 and re.match(r"\s*(template\s*<|requires\b|\[\[|>)", lines[index]):
        index -= 1
    return index >= 0 and re.match(r"\s*(//|\*/|.*\*/$)", lines[index]) is not None
