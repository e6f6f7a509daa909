"""What a README shows: files, commands, and lines that their output must contain in this order."""

import dataclasses
import re

_FILE = re.compile(r"^```\w+ (\w[\w./-]*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
# Instants, ids, ports and figures differ from run to run; words do not.
_VARIES = re.compile(r"\b[0-9a-f]{8,}\b|\d+(?:[.,:]\d+)*")


@dataclasses.dataclass
class Step:
    """A command, the line where it stands, and the output that is shown below it."""
    command: str
    line: int
    shown: list


def read(text):
    """The steps of every ```console block. A command that ends in a backslash goes on."""
    steps = []
    for block in _BLOCK.finditer(text):
        first = text.count("\n", 0, block.start(1)) + 1
        for number, line in enumerate(block.group(1).splitlines(), first):
            if line.startswith("$ "):
                steps.append(Step(line[2:], number, []))
            elif steps and steps[-1].command.endswith("\\") and not steps[-1].shown:
                steps[-1].command = steps[-1].command[:-1].rstrip() + " " + line.strip(" >")
            elif steps and line.strip() not in ("", "…", "..."):
                steps[-1].shown.append(line)
    return steps


def files(text):
    """(path, content) of every block whose language is followed by a path, as ```yaml a/b.yaml."""
    return [(block.group(1), block.group(2)) for block in _FILE.finditer(text)]


def first_absent(shown, output, exact=False):
    """The first shown line that `output` lacks, in order; None when it has them all. Figures count
    where `exact`."""
    waiting = [_pattern(line, exact) for line in shown]
    for line in output.splitlines():
        if waiting and waiting[0].search(_normal(line, exact)):
            waiting.pop(0)
    return shown[len(shown) - len(waiting)] if waiting else None


def _normal(line, exact):
    without_colour = re.sub(r"\x1b\[[0-9;]*m", "", line)
    return " ".join((without_colour if exact else _VARIES.sub("#", without_colour)).split())


def _pattern(line, exact):
    parts = re.split(r"…|\.\.\.", _normal(line, exact))
    return re.compile(".*".join(re.escape(part.strip()) for part in parts))
