"""A mutant: a small file that names lines of one source and what to put in their place."""

import dataclasses
import os


class MutantError(Exception):
    """A mutant that cannot be read, or whose lines are no longer there."""


@dataclasses.dataclass(frozen=True)
class Mutant:
    """One change that a test must notice. `tests` are commands: a test target and its arguments."""
    name: str
    why: str
    source: str
    lines: str
    replacement: str
    tests: tuple

    def apply(self, text):
        """`text` with the replacement in place of the lines, which stand there exactly once."""
        count = ("\n" + text).count("\n" + self.lines)
        if count != 1:
            raise MutantError(f"{self.name}: the lines stand {count} times in {self.source}, "
                              "not once; bring tests/mutants up to date with the source")
        start = ("\n" + text).index("\n" + self.lines)
        return text[:start] + self.replacement + text[start + len(self.lines):]


def read_all(folder):
    """Every *.mutant below `folder`, by name."""
    paths = sorted(os.path.join(where, name) for where, _, names in os.walk(folder)
                   for name in names if name.endswith(".mutant"))
    return [read(path) for path in paths]


def read(path):
    """The format: see README.md."""
    name = os.path.basename(path).removesuffix(".mutant")
    with open(path, encoding="utf-8") as file:
        sections = _sections(file.read().splitlines(keepends=True))
    head = sections.get("", [])
    mutant = Mutant(
        name=name,
        why=" ".join(line[1:].strip() for line in head if line.startswith("#")),
        source="".join(_values(head, "source")),
        lines="".join(sections.get("lines", [])),
        replacement="".join(sections.get("replacement", [])),
        tests=tuple(tuple(command.split()) for command in _values(head, "test")))
    for field in ("why", "source", "lines", "tests"):
        if not getattr(mutant, field):
            raise MutantError(f"{path}: it has no {field}; see tools/mutants/README.md")
    if "end" not in sections:
        raise MutantError(f"{path}: it does not end with `--- end`")
    return mutant


def _values(head, key):
    return [line.split(":", 1)[1].strip() for line in head if line.startswith(key + ":")]


def _sections(lines):
    """Text between lines of the form `--- name`."""
    sections = {"": []}
    current = ""
    for line in lines:
        if line.startswith("--- "):
            current = line[4:].strip()
            sections[current] = []
        else:
            sections[current].append(line)
    return sections
