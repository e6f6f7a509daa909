"""The files of the repository as the rules see them, and what a rule reports."""

import dataclasses
import functools
import os
import re
import subprocess

CPP_SUFFIXES = (".cpp", ".hpp")
TEXT_SUFFIXES = CPP_SUFFIXES + (
    ".proto", ".py", ".cmake", ".txt", ".md", ".json", ".yaml", ".yml", ".sh", ".mutant", "")


@dataclasses.dataclass(frozen=True, order=True)
class Finding:
    """One broken rule: where, what is wrong, and what to do about it."""
    path: str
    line: int
    what: str
    remedy: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.what}: {self.remedy}"


class Tree:
    """All files that git tracks or would track, by their path from the root."""

    def __init__(self, root):
        self.root = root
        self.paths = sorted(path for path in _list_files(root)
                            if os.path.isfile(os.path.join(root, path)))

    @functools.lru_cache(maxsize=None)
    def text(self, path):
        with open(os.path.join(self.root, path), encoding="utf-8", errors="replace") as file:
            return file.read()

    @functools.lru_cache(maxsize=None)
    def code(self, path):
        """The text of a C++ file with comments and literals blanked out."""
        return blank_comments_and_literals(self.text(path))

    def cpp(self):
        return [path for path in self.paths if path.endswith(CPP_SUFFIXES)]

    def texts(self):
        return [path for path in self.paths if os.path.splitext(path)[1] in TEXT_SUFFIXES]


def _list_files(root):
    listed = subprocess.run(
        ["git", "-C", root, "ls-files", "-z", "-c", "-o", "--exclude-standard"],
        capture_output=True, check=False)
    if listed.returncode == 0:
        return [path for path in listed.stdout.decode().split("\0") if path]
    return [os.path.relpath(os.path.join(folder, name), root)
            for folder, _, names in os.walk(root) for name in names
            if not os.path.relpath(folder, root).startswith(("build", ".git"))]


_TOKENS = re.compile(
    r'R"(?P<tag>[^\s()\\]{0,16})\(.*?\)(?P=tag)"'
    r'|//[^\n]*|/\*.*?\*/'
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9a-zA-Z_])'(?:\\.|[^'\\\n])+'",
    re.DOTALL)


def blank_comments_and_literals(text):
    """Replaces every character of a comment or literal but its line ends, so that positions stay.

    The quotes of a string stay too; an include keeps its path.
    """
    def blank(match):
        token = match.group(0)
        blanked = re.sub(r"[^\n]", " ", token)
        if token.endswith('"') and not token.startswith("/"):
            return '"' + blanked[1:-1] + '"'
        return blanked

    lines = _TOKENS.sub(blank, text).split("\n")
    for number, original in enumerate(text.split("\n")):
        if lines[number].startswith("#include"):
            lines[number] = original.split("//")[0]
    return "\n".join(lines)


def line_of(text, position):
    return text.count("\n", 0, position) + 1
