"""Every header compiles alone. One that a source includes before anything else has been shown to
by the build; the others are compiled here, and the results kept by content."""

import concurrent.futures
import hashlib
import json
import os
import re
import shlex
import subprocess

from tree import Finding

_INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.MULTILINE)
_KEPT = ("-I", "-isystem", "-std", "-D", "-iquote")


def check(tree, build, jobs):
    """`build` is a configured build folder, whose generated headers exist."""
    flags = _Flags(tree.root, build)
    passed_file = os.path.join(build, "tidy_headers.json")
    passed = set(_load(passed_file))
    wanted = {}
    built = _included_first(tree)
    for path in tree.cpp():
        if path.endswith(".hpp") and path not in built and flags.of(path):
            wanted[path] = _digest(tree, path, flags.of(path))
    stale = [path for path, digest in wanted.items() if digest not in passed]
    findings = []
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for path, error in pool.map(lambda path: (path, _compile(tree.root, path, flags.of(path))),
                                    stale):
            if error:
                findings.append(Finding(path, 1, "does not compile alone", error))
                del wanted[path]
    with open(passed_file, "w", encoding="utf-8") as file:
        json.dump(sorted(wanted.values()), file)
    return findings


def _load(path):
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except (OSError, ValueError):
        return []


class _Flags:
    """All flags with which CMake compiles sources of the same folder, tests included."""

    def __init__(self, root, build):
        self._by_folder = {}
        self._known = {}
        for entry in _load(os.path.join(build, "compile_commands.json")):
            path = os.path.relpath(os.path.join(entry["directory"], entry["file"]), root)
            folder = "/".join(path.split("/")[:2])
            known = self._known.setdefault(folder, set())
            for flag in _kept(shlex.split(entry["command"])):
                if flag not in known:
                    known.add(flag)
                    self._by_folder.setdefault(folder, []).extend(flag)

    def of(self, path):
        return self._by_folder.get("/".join(path.split("/")[:2]), [])


def _kept(command):
    """The flags that matter to an include, each as the words that it consists of."""
    flags = []
    words = iter(command)
    for word in words:
        if word in ("-I", "-isystem", "-iquote", "-D"):
            flags.append((word, next(words)))
        elif word.startswith(_KEPT):
            flags.append((word,))
    return flags


def _digest(tree, path, flags):
    """Of the header, of every header of ours that it includes, and of the flags."""
    digest = hashlib.sha256(" ".join(flags).encode())
    seen = set()
    waiting = [path]
    while waiting:
        current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        digest.update(tree.text(current).encode())
        waiting += _own_includes(tree, current)
    return digest.hexdigest()


def _own_includes(tree, path, first=False):
    for header in _INCLUDE.findall(tree.text(path))[: 1 if first else None]:
        beside = os.path.join(os.path.dirname(path), header)
        if beside in _paths(tree):
            yield beside
        yield from _public_headers(tree).get(header, ())


def _included_first(tree):
    """The headers that some source has as its first include."""
    headers = set()
    for path in tree.cpp():
        includes = _own_includes(tree, path, first=True) if path.endswith(".cpp") else ()
        headers.update(includes)
    return headers


def _paths(tree):
    if not hasattr(tree, "path_set"):
        tree.path_set = set(tree.paths)
    return tree.path_set


def _public_headers(tree):
    """Include path → files, messages included: `escalon/sla/clock.hpp` → libs/sla/include/…"""
    if not hasattr(tree, "public_headers"):
        tree.public_headers = {}
        for path in tree.paths:
            if "/include/" in path:
                tree.public_headers.setdefault(path.split("/include/", 1)[1], []).append(path)
            elif path.startswith("proto/") and path.endswith(".proto"):
                header = path.removeprefix("proto/").removesuffix(".proto") + ".pb.h"
                tree.public_headers.setdefault(header, []).append(path)
    return tree.public_headers


def _compile(root, path, flags):
    """The first error of the compiler, or nothing."""
    result = subprocess.run(
        ["g++", "-x", "c++", "-fsyntax-only", "-w", *flags, os.path.join(root, path)],
        capture_output=True, text=True, check=False, cwd=root)
    if result.returncode == 0:
        return ""
    errors = re.findall(r"error: (.*)", result.stderr)
    return f"include what it uses ({errors[0] if errors else 'see g++ -fsyntax-only'})"
