"""A scratch copy of the tree with a build folder of its own, where mutants are tried."""

import json
import os
import shutil
import subprocess

from verdict import Verdict, judge

OUTPUT_BYTES_MAX = 2_000_000


class WorkshopError(Exception):
    """The tree does not build, or its tests fail, before anything was changed."""


class Workshop:
    """One copy. Only what a mutant touches is rebuilt. A compiler cache shortens the first build:
    paths in the copy are, relative to it, those of the tree."""

    def __init__(self, root, folder, jobs, timeout_seconds):
        self._root = root
        self._tree = os.path.join(folder, "tree")
        self._build = os.path.join(self._tree, "build", "release")
        self._jobs = jobs
        self._timeout_seconds = timeout_seconds
        self._log_path = os.path.join(folder, "build.log")
        self._commands = {}

    def prepare(self, commands):
        """Copies the tree, builds every test that the mutants name."""
        os.makedirs(self._tree, exist_ok=True)
        self._copy_tree()
        self._run_logged(["cmake", "--preset", "release"], "configure")
        if not self._make({command[0] for command in commands}):
            raise WorkshopError(f"the tree does not build, see {self._log_path}")
        self._commands = self._ctest_commands()

    def run_unchanged(self, command):
        """A test must pass on the tree as it is."""
        status, output = self._run(command)
        if status != 0:
            raise WorkshopError(f"{' '.join(command)} fails without any change:\n{output[-2000:]}")

    def try_mutant(self, mutant):
        """Applies, builds, runs the named tests until one kills, and puts the source back."""
        path = os.path.join(self._tree, mutant.source)
        with open(path, encoding="utf-8") as file:
            original = file.read()
        try:
            _write(path, mutant.apply(original))
            if not self._make({command[0] for command in mutant.tests}):
                return Verdict("", f"it does not compile, see {self._log_path}")
            return self._first_kill(mutant)
        finally:
            # Written anew, so that its time is later than that of the mutated object.
            _write(path, original)

    def _first_kill(self, mutant):
        verdict = None
        for command in mutant.tests:
            verdict = judge(*self._run(command))
            if verdict.killer:
                return Verdict(f"{verdict.killer} ({command[0]})")
        return verdict

    def _copy_tree(self):
        wanted = _tracked(self._root)
        for path in wanted:
            source, target = os.path.join(self._root, path), os.path.join(self._tree, path)
            if not _same(source, target):
                os.makedirs(os.path.dirname(target), exist_ok=True)
                shutil.copy(source, target)
        for folder, _, names in os.walk(self._tree):
            for name in names:
                path = os.path.relpath(os.path.join(folder, name), self._tree)
                if not path.startswith("build/") and path not in wanted:
                    os.remove(os.path.join(self._tree, path))

    def _make(self, targets):
        return self._run_logged(["ninja", "-C", self._build, f"-j{self._jobs}", *sorted(targets)])

    def _run_logged(self, command, must_succeed=""):
        with open(self._log_path, "w", encoding="utf-8") as log:
            done = subprocess.run(command, cwd=self._tree, stdout=log, stderr=log, check=False)
        if must_succeed and done.returncode != 0:
            raise WorkshopError(f"cannot {must_succeed} the copy, see {self._log_path}")
        return done.returncode == 0

    def _ctest_commands(self):
        listed = subprocess.run(["ctest", "--show-only=json-v1"], cwd=self._build,
                                capture_output=True, text=True, check=True)
        return {test["name"]: test["command"] for test in json.loads(listed.stdout)["tests"]
                if "command" in test}

    def _run(self, command):
        """(exit status or None, output) of a test by its ctest name, or of a program in bin/."""
        program = self._commands.get(command[0], [os.path.join(self._build, "bin", command[0])])
        environment = {**os.environ, "ESCALON_TEST_LENGTH": "quick",
                       "ESCALON_SOURCE_DIR": self._tree, "ESCALON_BINARY_DIR": self._build}
        output_path = self._log_path + ".output"
        with open(output_path, "w+", encoding="utf-8", errors="replace") as output:
            try:
                done = subprocess.run([*program, *command[1:]], cwd=self._build, env=environment,
                                      stdout=output, stderr=output, check=False,
                                      timeout=self._timeout_seconds)
                status = done.returncode
            except subprocess.TimeoutExpired:
                status = None
            output.seek(0)
            return status, output.read(OUTPUT_BYTES_MAX)


def _tracked(root):
    listed = subprocess.run(["git", "-C", root, "ls-files", "-z", "-c", "-o", "--exclude-standard"],
                            capture_output=True, check=True)
    paths = [path for path in listed.stdout.decode().split("\0") if path]
    return {path for path in paths if os.path.isfile(os.path.join(root, path))}


def _same(source, target):
    if not os.path.exists(target) or os.path.getsize(source) != os.path.getsize(target):
        return False
    with open(source, "rb") as one, open(target, "rb") as other:
        return one.read() == other.read()


def _write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
