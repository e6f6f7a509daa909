"""Runs the ```console blocks of a README and compares what comes out with what it shows."""

import argparse
import os
import sys

from runner import Runner
from transcript import files, read


def main():
    parser = argparse.ArgumentParser(prog="readme_check", description=__doc__)
    parser.add_argument("readme")
    parser.add_argument("--programs", required=True, help="the folder of the built programs")
    parser.add_argument("--timeout", type=int, default=120, help="seconds for each command")
    parser.add_argument("--exact", action="store_true", help="figures must be those shown, too")
    arguments = parser.parse_args()

    with open(arguments.readme, encoding="utf-8") as file:
        text = file.read()
    steps = read(text)
    root = os.path.dirname(os.path.abspath(arguments.readme))
    failed = 0
    with Runner(root, os.path.abspath(arguments.programs), arguments.timeout,
                arguments.exact) as runner:
        for path, content in files(text):
            runner.write(path, content)
        for step in steps:
            wrong = runner.run(step)
            failed += 1 if wrong else 0
            print(f"{arguments.readme}:{step.line}: {step.command}: {wrong or 'as shown'}")
    print(f"{len(steps) - failed} of {len(steps)} commands do what {arguments.readme} shows")
    return 1 if failed or not steps else 0


if __name__ == "__main__":
    sys.exit(main())
