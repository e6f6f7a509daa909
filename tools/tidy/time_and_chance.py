"""Clocks, sleeps, chance and the environment are read only where the shell begins."""

import re

from tree import Finding, line_of

_PORT = "take it from the Clock port, or as an argument"
_SLEEP = "wait on a condition or a deadline of the Clock port"
_CHANCE = "seed it from an id or an argument"
_ENVIRONMENT = "read it in libs/service and pass the value"

_FORBIDDEN = [
    (r"\b\w+::now\s*\(", "reads a clock", _PORT),
    (r"\babsl::(Now|GetCurrentTimeNanos)\s*\(", "reads a clock", _PORT),
    (r"\b(clock_gettime|gettimeofday|timespec_get)\s*\(", "reads a clock", _PORT),
    (r"\bstd::time\s*\(|(?<![\w:.>])time\s*\(\s*(nullptr|NULL|0)\s*\)", "reads a clock", _PORT),
    (r"(?<![\w.>])sleep_(for|until)\s*\(|\babsl::SleepFor\s*\(", "sleeps", _SLEEP),
    (r"(?<![\w.>])(sleep|usleep|nanosleep)\s*\(", "sleeps", _SLEEP),
    (r"\brandom_device\b", "asks for chance", _CHANCE),
    (r"(?<![\w.>])s?rand\s*\(", "asks for chance", _CHANCE),
    (r"\b(secure_)?getenv\s*\(", "reads the environment", _ENVIRONMENT),
]

# Where these may be called, and what for.
_ALLOWED = {
    "libs/service/": ("reads a clock", "sleeps", "asks for chance", "reads the environment"),
    "libs/log_kafka/": ("reads a clock", "sleeps"),
    "libs/testkit/": ("reads a clock", "sleeps", "reads the environment"),
    "libs/store_sqlite/": ("reads a clock", "sleeps"),
    "libs/view_redis/": ("reads a clock",),
    "tools/": ("reads a clock", "sleeps", "asks for chance", "reads the environment"),
    "tests/bench/": ("reads a clock", "sleeps", "reads the environment"),
    "tests/chaos/": ("reads a clock",),
    "tests/e2e/": ("reads a clock", "sleeps", "reads the environment"),
    "tests/integration/": ("reads a clock", "sleeps", "reads the environment"),
    "tests/simulation/": ("reads a clock", "reads the environment"),
    "tests/conformance/": ("reads the environment",),
}


def check(tree):
    findings = []
    for path in tree.cpp():
        allowed = _allowed_in(path)
        code = tree.code(path)
        for pattern, what, remedy in _FORBIDDEN:
            if what in allowed:
                continue
            for match in re.finditer(pattern, code):
                call = match.group(0).rstrip("( ")
                line = line_of(code, match.start())
                findings.append(Finding(path, line, f"{call} {what}", remedy))
    return findings


def _allowed_in(path):
    for prefix, allowed in _ALLOWED.items():
        if path.startswith(prefix):
            # Nothing is allowed to sleep in a test: it waits for what it expects.
            return [what for what in allowed if "/tests/" not in path or what != "sleeps"]
    return ()
