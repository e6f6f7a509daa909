"""A small repository in a temporary folder, for the tests of the rules."""

import os
import tempfile

from tree import Tree


class ScratchTree:
    """`with ScratchTree({path: text}) as tree:`"""

    def __init__(self, files):
        self._files = files
        self._folder = tempfile.TemporaryDirectory()

    def __enter__(self):
        for path, text in self._files.items():
            full = os.path.join(self._folder.name, path)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, "w", encoding="utf-8") as file:
                file.write(text)
        return Tree(self._folder.name)

    def __exit__(self, *_):
        self._folder.cleanup()


def findings(rule, files):
    """What `rule` says of a tree of `files`, as "path:line: what"."""
    with ScratchTree(files) as tree:
        return [f"{found.path}:{found.line}: {found.what}" for found in sorted(rule.check(tree))]
