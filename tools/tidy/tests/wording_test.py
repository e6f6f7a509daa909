"""What files may not say, and what public headers must."""

import unittest

import wording
from scratch_tree import findings

_HEADER = "libs/sla/include/escalon/sla/a.hpp"


class Text(unittest.TestCase):
    def test_refuses_unfinished_work_without_an_issue(self):
        self.assertEqual(["a.cpp:1: unfinished work without a tracker"],
                         findings(wording, {"a.cpp": "// TO" "DO: later"}))
        self.assertEqual([], findings(wording, {"a.cpp": "// TO" "DO(#12): later"}))

    def test_refuses_paths_of_one_machine(self):
        self.assertEqual(["a.md:2: a path of one machine"],
                         findings(wording, {"a.md": "see\n/wo" "rk/x"}))

    def test_refuses_folders_that_say_nothing(self):
        self.assertEqual(["libs/utils/a.cpp:1: folder named utils"],
                         findings(wording, {"libs/utils/a.cpp": ""}))


class PublicHeader(unittest.TestCase):
    def test_comments_each_type_of_a_namespace(self):
        code = "#pragma once\nnamespace a {\nstruct B {\n  int c;\n};\nclass Forward;\n}\n"
        self.assertEqual([f"{_HEADER}:3: B has no comment"], findings(wording, {_HEADER: code}))

    def test_may_have_a_template_head_between(self):
        code = "#pragma once\n/// What B is.\ntemplate <typename T>\nclass [[nodiscard]] B {\n};\n"
        self.assertEqual([], findings(wording, {_HEADER: code}))

    def test_begins_with_pragma_once(self):
        self.assertEqual([f"{_HEADER}:1: no #pragma once"], findings(wording, {_HEADER: ""}))


if __name__ == "__main__":
    unittest.main()
