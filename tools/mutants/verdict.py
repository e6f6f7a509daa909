"""What the output of a test says about the mutant that it ran on."""

import dataclasses
import re


@dataclasses.dataclass(frozen=True)
class Verdict:
    """`killer` names the expectation, invariant or oracle; empty if there was no kill, and then
    `reason` says why not."""
    killer: str
    reason: str = ""


# What may kill: a named expectation of a test, an invariant by its number, the oracle.
_KILLERS = [
    re.compile(r"^\[  FAILED  \] (\w[\w./]*\.\w+)", re.MULTILINE),
    re.compile(r"^.*?\b(INVARIANT (?:I\d+|gate|progress|quiet|effects)\b[^\n]{0,60})",
               re.MULTILINE),
    re.compile(r"^.*?\b(ORACLE [^\n]{1,60})", re.MULTILINE),
]


def judge(status, output):
    """`status` is the exit status, negative for a signal, None for a test that did not end."""
    if status is None:
        return Verdict("", "the test did not end in time")
    if status == 0:
        return Verdict("", "SURVIVED: no test noticed")
    for pattern in _KILLERS:
        match = pattern.search(output)
        if match:
            return Verdict(match.group(1).strip())
    last = output.strip().splitlines()[-1:] or ["no output"]
    return Verdict("", f"it stopped without a named expectation (status {status}): {last[0][:160]}")
