"""A README is read and compared as people read it: words count, figures vary."""

import os
import subprocess
import sys
import tempfile
import unittest

import transcript

_TOOL = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Transcript(unittest.TestCase):
    def test_has_commands_and_the_lines_below_them(self):
        steps = transcript.read("# A\n```console\n$ one \\\n    --two\nout\n…\nend\n$ three\n```\n"
                                "```sh\n$ not this\n```\n")
        self.assertEqual([("one --two", 3, ["out", "end"]), ("three", 8, [])],
                         [(step.command, step.line, step.shown) for step in steps])

    def test_tolerates_figures_and_more_lines_but_not_other_words_or_order(self):
        output = "ready on port 4711\nsomething else\ncase 0fe11abc9 breached at 10:00:01.5\n"
        same = ["ready on port 8080", "case 77aa88bb99 … at 23:59:59"]
        self.assertIsNone(transcript.first_absent(same, output))
        self.assertEqual("case 1 met", transcript.first_absent(["case 1 met"], output))
        self.assertEqual(same[0], transcript.first_absent(list(reversed(same)), output))

    def test_compares_figures_where_they_count(self):
        self.assertIsNone(transcript.first_absent(["due 10:00 …"], "due 10:00 today", exact=True))
        self.assertEqual("due 10:00",
                         transcript.first_absent(["due 10:00"], "due 10:01", exact=True))

    def test_has_the_files_that_blocks_name(self):
        text = "```yaml a/b.yaml\nx: 1\n```\n```yaml\ny: 2\n```\n"
        self.assertEqual([("a/b.yaml", "x: 1\n")], transcript.files(text))


class Tool(unittest.TestCase):
    def _run(self, readme):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in (("README.md", readme),
                               ("dev", "#!/bin/sh\necho '  test   all'\n"),
                               ("bin/escalon", "#!/bin/sh\necho ready $*; exec sleep 60\n")):
                path = os.path.join(folder, name)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "w", encoding="utf-8") as file:
                    file.write(text)
                os.chmod(path, 0o755)
            return subprocess.run([sys.executable, _TOOL, os.path.join(folder, "README.md"),
                                   "--programs", os.path.join(folder, "bin"), "--timeout", "10"],
                                  capture_output=True, text=True, check=False)

    def test_starts_the_mesh_and_runs_the_rest_beside_it(self):
        done = self._run("```console\n$ ./dev up --speed 9\nready up --port 8080\n"
                         "$ echo hello\nhello\n$ ./dev test\n```\n")
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)
        self.assertIn("3 of 3 commands", done.stdout)

    def test_writes_files_before_it_runs_commands(self):
        done = self._run("```yaml a/b.yaml\nx: 1\n```\n```console\n$ cat a/b.yaml\nx: 1\n```\n")
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)

    def test_reports_what_differs(self):
        done = self._run("```console\n$ echo hello\ngoodbye\n$ false\n$ ./dev dance\n```\n")
        self.assertEqual(1, done.returncode)
        self.assertIn("the output lacks this line: goodbye", done.stdout)
        self.assertIn("exit status 1", done.stdout)
        self.assertIn("./dev help does not know dance", done.stdout)


if __name__ == "__main__":
    unittest.main()
