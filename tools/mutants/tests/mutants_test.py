"""The tool on a tiny project: one program, whose output stands for a test's."""

import os
import subprocess
import sys
import tempfile
import unittest

_TOOL = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

_PROJECT = {
    "CMakeLists.txt": """cmake_minimum_required(VERSION 3.25)
project(tiny LANGUAGES CXX)
enable_testing()
add_executable(tiny_tests main.cpp)
add_test(NAME tiny_tests COMMAND tiny_tests)
""",
    "CMakePresets.json": """{"version": 6, "configurePresets": [
  {"name": "release", "generator": "Ninja", "binaryDir": "${sourceDir}/build/release"}]}
""",
    ".gitignore": "/build/\n",
    "sum.hpp": """inline int sum(int a, int b) {
  return a + b;
}
inline int unused(int a) {
  return a;
}
""",
    "main.cpp": """#include <cstdio>
#include <cstdlib>
#include "sum.hpp"
int main() {
  if (sum(2, 2) == 5) { std::puts("ORACLE case 7 differs"); return 1; }
  if (sum(2, 2) < 0) std::abort();
  if (sum(2, 3) == 5) return 0;
  std::puts("[  FAILED  ] Sum.AddsItsArguments (0 ms)");
  return 1;
}
""",
}


def _mutant(lines, replacement):
    return (f"# The sum is wrong.\nsource: sum.hpp\ntest: tiny_tests\n--- lines\n{lines}\n"
            f"--- replacement\n{replacement}\n--- end\n")


class Mutants(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls._folder = tempfile.TemporaryDirectory()
        for path, text in _PROJECT.items():
            cls._write(path, text)
        subprocess.run(["git", "-C", cls._folder.name, "init", "-q"], check=True)

    @classmethod
    def tearDownClass(cls):
        cls._folder.cleanup()

    @classmethod
    def _write(cls, path, text):
        full = os.path.join(cls._folder.name, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as file:
            file.write(text)

    def _run(self, mutants, *arguments):
        folder = os.path.join(self._folder.name, "tests", "mutants")
        os.makedirs(folder, exist_ok=True)
        for name in os.listdir(folder):
            os.remove(os.path.join(folder, name))
        for name, text in mutants.items():
            self._write(f"tests/mutants/{name}.mutant", text)
        return subprocess.run([sys.executable, _TOOL, "--root", self._folder.name, "--jobs", "1",
                               *arguments], capture_output=True, text=True, check=False)

    def test_dies_by_a_named_expectation_or_the_oracle(self):
        done = self._run({"one": _mutant("  return a + b;", "  return a - b;"),
                          "two": _mutant("  return a + b;", "  return a + b + 1;")})
        self.assertIn("one: killed by Sum.AddsItsArguments (tiny_tests)", done.stdout)
        self.assertIn("two: killed by ORACLE case 7 differs (tiny_tests)", done.stdout)
        self.assertEqual("2 of 2 killed", done.stdout.splitlines()[-1], done.stderr)
        self.assertEqual(0, done.returncode)

    def test_that_nothing_notices_survives(self):
        done = self._run({"one": _mutant("  return a;", "  return a + 1;")})
        self.assertIn("one: NOT KILLED: SURVIVED", done.stdout)
        self.assertIn("0 of 1 killed", done.stdout)
        self.assertEqual(1, done.returncode)

    def test_is_not_killed_by_the_compiler_or_a_crash(self):
        done = self._run({"one": _mutant("  return a + b;", "  return a +;"),
                          "two": _mutant("  return a + b;", "  return -a - b;")})
        self.assertIn("one: NOT KILLED: it does not compile", done.stdout)
        self.assertIn("two: NOT KILLED: it stopped without a named expectation", done.stdout)
        self.assertEqual(1, done.returncode)

    def test_whose_lines_are_gone_fails_the_run(self):
        for arguments in ([], ["--check"]):
            done = self._run({"one": _mutant("  return b + a;", "")}, *arguments)
            self.assertIn("one: the lines stand 0 times in sum.hpp", done.stderr)
            self.assertEqual(2, done.returncode)

    def test_needs_to_say_what_it_removes(self):
        done = self._run({"one": "source: sum.hpp\ntest: tiny_tests\n--- lines\nx\n--- end\n"})
        self.assertIn("it has no why", done.stderr)
        self.assertEqual(2, done.returncode)


if __name__ == "__main__":
    unittest.main()
