"""Breaks one place at a time and shows that something notices it: `./dev mutants`."""

import argparse
import os
import queue
import sys
import threading
import time

from mutant import MutantError, read_all
from workshop import Workshop, WorkshopError


def main():
    arguments = _parse_arguments()
    root = os.path.abspath(arguments.root)
    try:
        mutants = read_all(os.path.join(root, "tests", "mutants"))
        if arguments.names:
            mutants = _named(mutants, arguments.names)
        _check(root, mutants)
        if arguments.check:
            print(f"{len(mutants)} mutants apply")
            return 0
        return _try_all(root, mutants, arguments)
    except (MutantError, WorkshopError) as error:
        print(f"mutants: {error}", file=sys.stderr)
        return 2


def _parse_arguments():
    parser = argparse.ArgumentParser(prog="mutants", description=__doc__)
    parser.add_argument("names", nargs="*", help="only these (default: all of tests/mutants)")
    parser.add_argument("--root", default=".", help="the repository")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="mutants tried at once")
    parser.add_argument("--timeout", type=int, default=300, help="seconds that one test may take")
    parser.add_argument("--check", action="store_true", help="only see that every mutant applies")
    return parser.parse_args()


def _named(mutants, names):
    unknown = set(names) - {mutant.name for mutant in mutants}
    if unknown:
        raise MutantError(f"no such mutant in tests/mutants: {', '.join(sorted(unknown))}")
    return [mutant for mutant in mutants if mutant.name in names]


def _check(root, mutants):
    for mutant in mutants:
        path = os.path.join(root, mutant.source)
        if not os.path.isfile(path):
            raise MutantError(f"{mutant.name}: there is no {mutant.source}")
        with open(path, encoding="utf-8") as file:
            mutant.apply(file.read())


def _try_all(root, mutants, arguments):
    workers = max(1, min(arguments.jobs, len(mutants)))
    commands = sorted({command for mutant in mutants for command in mutant.tests})
    workshops = [Workshop(root, os.path.join(root, "build", "mutants", str(number)),
                          max(1, arguments.jobs // workers), arguments.timeout)
                 for number in range(workers)]
    _in_threads(workshops, lambda workshop, _: workshop.prepare(commands), [None] * workers)
    _in_threads(workshops, lambda workshop, command: workshop.run_unchanged(command), commands)
    verdicts = {}
    _in_threads(workshops, lambda workshop, mutant: _try_one(workshop, mutant, verdicts),
                sorted(mutants, key=lambda mutant: mutant.source))
    killed = sum(1 for verdict in verdicts.values() if verdict.killer)
    print(f"{killed} of {len(mutants)} killed")
    return 0 if killed == len(mutants) else 1


def _try_one(workshop, mutant, verdicts):
    started = time.monotonic()
    verdict = workshop.try_mutant(mutant)
    verdicts[mutant.name] = verdict
    what = f"killed by {verdict.killer}" if verdict.killer else f"NOT KILLED: {verdict.reason}"
    print(f"{mutant.name}: {what}, {time.monotonic() - started:.0f} s", flush=True)


def _in_threads(workshops, work, items):
    """Each workshop takes the next item until none is left. The first error is raised."""
    waiting = queue.SimpleQueue()
    for item in items:
        waiting.put(item)
    errors = []

    def run(workshop):
        try:
            while not errors:
                work(workshop, waiting.get_nowait())
        except queue.Empty:
            pass
        except Exception as error:  # Raised by the main thread, below.
            errors.append(error)

    threads = [threading.Thread(target=run, args=(workshop,)) for workshop in workshops]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


if __name__ == "__main__":
    sys.exit(main())
