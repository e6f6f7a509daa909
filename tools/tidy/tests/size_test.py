"""Sizes are measured right, and the ratchet only shrinks."""

import unittest

import functions
import size
from scratch_tree import findings
from tree import blank_comments_and_literals


def _measured(code):
    return [(function.name, function.line, function.lines)
            for function in functions.find(blank_comments_and_literals(code))]


class Functions(unittest.TestCase):
    def test_are_found_in_namespaces_and_classes(self):
        code = ("namespace a {\nclass B {\n public:\n  int c() const { return 1; }\n};\n"
                "int d(int e)\n{\n  if (e) {\n    return 2;\n  }\n  return 3;\n}\n}  // a\n")
        self.assertEqual([("c", 4, 1), ("d", 6, 7)], _measured(code))

    def test_with_braced_initialisers_and_lambdas_are_one(self):
        code = ("A::A(int x) noexcept : x_{x}, y_{x} {\n  run([&] {\n    f(\"}\");\n  });\n}\n"
                "std::vector<int> kNumbers{1, 2};\nauto g() -> int {\n  return 1;\n}\n")
        self.assertEqual([("A::A", 1, 5), ("g", 7, 3)], _measured(code))

    def test_of_googletest_bear_the_name_of_the_test(self):
        self.assertEqual([("Clock.Runs", 1, 3)], _measured("TEST(Clock, Runs) {\n  a();\n}\n"))

    def test_are_not_types_or_tables(self):
        code = ("struct A {\n int b = 0;\n};\nenum class C { kD };\nint e[] = {1, 2};\n"
                "extern \"C\" {\n}\n")
        self.assertEqual([], _measured(code))


class Ratchet(unittest.TestCase):
    _LONG = "int f() {\n" + "  g();\n" * 70 + "}\n"

    def _with_entry(self, code, entry):
        return findings(size, {"a.cpp": code, size.RATCHET: entry})

    def test_refuses_long_files_functions_and_lines(self):
        self.assertEqual(["a.cpp:1: function f is 72 lines long, over 60"],
                         findings(size, {"a.cpp": self._LONG}))
        self.assertEqual(["a.py:1: file is 401 lines long, over 400"],
                         findings(size, {"a.py": "pass\n" * 401}))
        self.assertEqual(["a.hpp:2: column is 101 columns wide, over 100"],
                         findings(size, {"a.hpp": "\n" + "x" * 101}))

    def test_lets_a_listed_exception_pass(self):
        self.assertEqual([], self._with_entry(self._LONG, "function a.cpp f 72\n"))

    def test_refuses_growth_of_a_listed_exception(self):
        self.assertEqual(["a.cpp:1: function f is 72 lines long, over 71"],
                         self._with_entry(self._LONG, "function a.cpp f 71\n"))

    def test_must_shrink_with_what_it_lists(self):
        self.assertEqual([f"{size.RATCHET}:1: function a.cpp f has shrunk"],
                         self._with_entry(self._LONG, "function a.cpp f 80\n"))
        self.assertEqual([f"{size.RATCHET}:1: function a.cpp f is no longer over the limit"],
                         self._with_entry("", "function a.cpp f 80\n"))


if __name__ == "__main__":
    unittest.main()
