"""The repository's own linter: `./dev tidy`. One file a family of rules; README.md lists them."""

import argparse
import os
import sys
import time

import headers
import purity
import size
import time_and_chance
import wording
from tree import Tree


def main():
    parser = argparse.ArgumentParser(prog="tidy", description=__doc__)
    parser.add_argument("--root", default=".", help="the repository")
    parser.add_argument("--build", help="a configured build folder, to compile headers with")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    arguments = parser.parse_args()

    started = time.monotonic()
    tree = Tree(os.path.abspath(arguments.root))
    findings = []
    for rule in (purity, time_and_chance, size, wording):
        findings += rule.check(tree)
    if arguments.build:
        findings += headers.check(tree, os.path.abspath(arguments.build), arguments.jobs)
    for finding in sorted(set(findings)):
        print(finding)
    print(f"tidy: {len(set(findings))} findings in {len(tree.paths)} files, "
          f"{time.monotonic() - started:.1f} s")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
