"""Pure libraries include and link nothing beyond base, generated messages, absl and one another."""

import os
import re

import libraries
from tree import Finding, line_of

# These are pure by design: their CMake declaration must say so.
MUST_BE_PURE = ("base", "calendar", "rota", "sla", "escalation", "queue", "classify", "notify",
                "policy")

# The one source file of a library that may include a third party, and turns its exceptions into
# Result.
THIRD_PARTIES = {
    "policy": ("yaml-cpp/", "yaml-cpp"),
    "classify": ("unicode/", "ICU::"),
    "calendar": ("libical/", "ical"),
    "base": ("openssl/evp.h", "OpenSSL::Crypto"),  # SHA-256 only
}
# A broken invariant prints one line and stops the process.
STANDARD_ALLOWED = {"libs/base/src/assert.cpp": {"cstdio"}}

ABSL_ALLOWED = ("absl/time/", "absl/strings/", "absl/numeric/")
# I/O, clocks, chance, threads. <chrono> stays: durations are values.
STANDARD_REFUSED = {
    "iostream", "ostream", "istream", "fstream", "sstream", "cstdio", "filesystem", "ctime",
    "random", "thread", "mutex", "shared_mutex", "condition_variable", "future", "atomic",
    "semaphore", "latch", "barrier", "stop_token", "syncstream"}

# What public headers must not pull into those who include them.
HEADER_REFUSED = ("grpc/", "grpcpp/", "gmock/", "absl/status/", "sqlite3.h", "httplib.h", "curl/",
                  "hiredis/", "librdkafka/", "spdlog/")

_INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
_MESSAGE = re.compile(r"(escalon/[a-z_]+/v\d+/[a-z_]+|escalon/[a-z_]+)\.pb\.h")


def check(tree):
    declared = libraries.declared(tree)
    findings = _check_declarations(tree, declared)
    for name, library in declared.items():
        if library.pure:
            findings += _check_includes(tree, declared, name)
    return findings + _check_headers(tree)


def _check_declarations(tree, declared):
    findings = []
    for name, library in declared.items():
        if name in MUST_BE_PURE and not library.pure:
            findings.append(Finding(library.path, library.line, f"library {name} is not PURE",
                                    "add PURE to escalon_library()"))
        if library.pure:
            findings += _check_links(tree, declared, library)
    return findings


def _check_links(tree, declared, library):
    allowed_exception = THIRD_PARTIES.get(library.name, ("", "\0"))[1]
    findings = []
    for target in library.depends:
        other = declared.get(target.removeprefix("escalon_"))
        if not (target in ("escalon_proto", "protobuf::libprotobuf")
                or target.startswith("absl::") or (other and other.pure)):
            findings.append(Finding(library.path, library.line,
                                    f"pure library {library.name} links {target}",
                                    "move what needs it to an adapter or a service"))
    for target in library.exceptions:
        if not target.startswith(allowed_exception):
            findings.append(Finding(library.path, library.line,
                                    f"pure library {library.name} may not except {target}",
                                    "only the third parties of tools/tidy/purity.py may be"))
    if re.search(r"^\s*target_link_libraries\(escalon_%s\s" % library.name,
                 tree.text(library.path), re.MULTILINE):
        findings.append(Finding(library.path, library.line,
                                "target_link_libraries() of a pure library",
                                "use DEPENDS of escalon_library(), which checks it"))
    return findings


def _check_includes(tree, declared, name):
    reachable = libraries.reachable(declared, name)
    findings = []
    third_party_files = []
    prefix = THIRD_PARTIES.get(name, ("\0",))[0]
    for path in tree.cpp():
        if not path.startswith((f"libs/{name}/include/", f"libs/{name}/src/")):
            continue
        includes = list(_includes(tree, path))
        if path.endswith(".cpp") and any(header.startswith(prefix) for _, _, header in includes):
            third_party_files.append(path)
        for line, quote, header in includes:
            if path in third_party_files and header.startswith(prefix):
                continue
            reason = _refusal(tree, path, name, quote, header, reachable)
            if reason:
                findings.append(
                    Finding(path, line, f"pure library {name} includes {header}", reason))
    for path in third_party_files[1:]:
        findings.append(Finding(path, 1, f"a second source of {name} includes {prefix}*",
                                f"use what {third_party_files[0]} offers"))
    return findings


def _refusal(tree, path, name, quote, header, reachable):
    """Why a file of the pure library `name` may not include `header`; empty if it may."""
    if _MESSAGE.fullmatch(header) or header.startswith("google/protobuf/"):
        return ""
    if header.endswith(".pb.h"):
        return "a pure library knows messages, no services"
    if header.startswith("escalon/"):
        other = header.split("/")[1]
        return "" if other in reachable else "link it if it lies below, or move the code"
    if header.startswith(ABSL_ALLOWED):
        return ""
    if quote == "<" and "/" not in header and not header.endswith(".h"):
        refused = header in STANDARD_REFUSED - STANDARD_ALLOWED.get(path, set())
        return "move I/O, time, chance and threads to the shell" if refused else ""
    beside = os.path.join(os.path.dirname(path), header)
    if quote == '"' and (beside in tree.paths or f"libs/{name}/src/{header}" in tree.paths):
        return ""
    return "move what needs it to an adapter or a service"


def _check_headers(tree):
    findings = []
    for path in tree.cpp():
        if not re.match(r"(libs|services)/[^/]+/include/", path):
            continue
        for line, _, header in _includes(tree, path):
            if header.startswith(HEADER_REFUSED):
                findings.append(Finding(path, line, f"public header includes {header}",
                                        "include it in the source and forward-declare here"))
    return findings


def _includes(tree, path):
    text = tree.code(path)
    for match in _INCLUDE.finditer(text):
        yield line_of(text, match.start(1)), match.group(1), match.group(2)
