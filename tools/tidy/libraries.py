"""What the CMake files declare: the libraries, which of them are pure, and what they link."""

import dataclasses
import re

_CALL = re.compile(r"^escalon_library\(([^)]*)\)", re.MULTILINE)
_KEYWORDS = ("NAME", "PURE", "SOURCES", "DEPENDS", "EXCEPTION")


@dataclasses.dataclass
class Library:
    """One call of escalon_library()."""
    name: str
    path: str
    line: int
    pure: bool
    depends: list
    exceptions: list


def declared(tree):
    """Every library of libs/, by name."""
    libraries = {}
    for path in tree.paths:
        if not re.fullmatch(r"libs/[^/]+/CMakeLists\.txt", path):
            continue
        text = re.sub(r"#[^\n]*", "", tree.text(path))
        for match in _CALL.finditer(text):
            library = _parse(match.group(1), path, text.count("\n", 0, match.start()) + 1)
            libraries[library.name] = library
    return libraries


def _parse(arguments, path, line):
    values = {keyword: [] for keyword in _KEYWORDS}
    pure = False
    keyword = "NAME"
    for word in arguments.split():
        if word == "PURE":
            pure = True
        elif word in _KEYWORDS:
            keyword = word
        else:
            values[keyword].append(word)
    name = values["NAME"][0] if values["NAME"] else ""
    return Library(name, path, line, pure, values["DEPENDS"], values["EXCEPTION"])


def reachable(libraries, name):
    """The names of all libraries that `name` links, directly or not, itself included."""
    seen = set()
    waiting = [name]
    while waiting:
        current = waiting.pop()
        if current in seen or current not in libraries:
            continue
        seen.add(current)
        waiting += [target.removeprefix("escalon_") for target in libraries[current].depends]
    return seen
