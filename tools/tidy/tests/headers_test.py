"""Headers are compiled alone, and only again when something that they include has changed."""

import json
import os
import tempfile
import unittest

import headers
from scratch_tree import ScratchTree


def _check(tree, build):
    command = {"directory": tree.root, "file": "libs/a/src/a.cpp",
               "command": f"g++ -std=c++20 -I{tree.root}/libs/a/include -c libs/a/src/a.cpp"}
    with open(os.path.join(build, "compile_commands.json"), "w", encoding="utf-8") as file:
        json.dump([command], file)
    return [found.path for found in headers.check(tree, build, jobs=1)]


class Header(unittest.TestCase):
    def test_includes_what_it_uses(self):
        with tempfile.TemporaryDirectory() as build:
            good = {"libs/a/include/a/b.hpp": "#include <vector>\nstd::vector<int> f();\n"}
            bad = {"libs/a/include/a/b.hpp": "std::vector<int> f();\n"}
            with ScratchTree(good) as tree:
                self.assertEqual([], _check(tree, build))
            with ScratchTree(bad) as tree:
                self.assertEqual(["libs/a/include/a/b.hpp"], _check(tree, build))

    def test_is_left_to_the_build_when_a_source_includes_it_first(self):
        header = {"libs/a/include/a/b.hpp": "std::vector<int> f();\n"}
        first = {"libs/a/src/b.cpp": '#include "a/b.hpp"\n\n#include <vector>\n'}
        later = {"libs/a/src/b.cpp": '#include <vector>\n\n#include "a/b.hpp"\n'}
        with tempfile.TemporaryDirectory() as build:
            with ScratchTree({**header, **first}) as tree:
                self.assertEqual([], _check(tree, build))
            with ScratchTree({**header, **later}) as tree:
                self.assertEqual(["libs/a/include/a/b.hpp"], _check(tree, build))

    def test_is_checked_again_when_what_it_includes_changes(self):
        user = {"libs/a/include/a/user.hpp": '#include "a/used.hpp"\nUsed f();\n'}
        with tempfile.TemporaryDirectory() as build:
            with ScratchTree({**user, "libs/a/include/a/used.hpp": "struct Used {};\n"}) as tree:
                self.assertEqual([], _check(tree, build))
                for name in tree.paths:
                    os.remove(os.path.join(tree.root, name))
                    with open(os.path.join(tree.root, name), "w", encoding="utf-8") as file:
                        file.write(tree.text(name) if "user" in name else "struct Other {};\n")
                again = type(tree)(tree.root)
                self.assertEqual(["libs/a/include/a/user.hpp"], _check(again, build))


if __name__ == "__main__":
    unittest.main()
