"""The schema of policy files takes what is shipped and refuses what a person would get wrong.

Usage: schema_test.py ESCALON POLICIES
"""

import json
import pathlib
import re
import subprocess
import sys
import unittest

try:
    import jsonschema
    import yaml
except ImportError as missing:
    print(f"skipped: {missing}; install python3-jsonschema and python3-yaml")
    sys.exit(77)

ESCALON, POLICIES = sys.argv[1], pathlib.Path(sys.argv[2])


class CoreLoader(yaml.SafeLoader):
    """YAML 1.2's core types, as editors read them: `on` is a word and a date is a text."""


CoreLoader.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("bool", r"^(?:true|false)$", "tf"),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)$", "-+.0123456789"),
    ("null", r"^(?:~|null|)$", "~n"),
):
    CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), list(first))
CoreLoader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("^$"), [""])


def with_text_keys(value):
    if isinstance(value, dict):
        return {str(key): with_text_keys(item) for key, item in value.items()}
    return [with_text_keys(item) for item in value] if isinstance(value, list) else value


def read(text):
    return with_text_keys(yaml.load(text, CoreLoader))


class Schema(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        printed = subprocess.run(
            [ESCALON, "policy", "schema"], capture_output=True, check=True, text=True
        )
        cls.schema = json.loads(printed.stdout)
        cls.validator = jsonschema.Draft202012Validator(cls.schema)

    def errors(self, text):
        return [error.message for error in self.validator.iter_errors(read(text))]

    def test_is_a_schema(self):
        jsonschema.Draft202012Validator.check_schema(self.schema)

    def test_takes_every_shipped_file(self):
        files = sorted(POLICIES.glob("*/*.yaml"))
        self.assertGreater(len(files), 10)
        for file in files:
            self.assertEqual(self.errors(file.read_text()), [], file)

    def test_refuses_a_misspelt_key_wherever_it_stands(self):
        for text in (
            "teems: {}",
            "calendars: {c: {zoen: UTC, zone: UTC, hours: always}}",
            "clocks: {c: {tarjet: 1h, start: {event: started}}}",
            "clocks: {c: [{start: {evnt: started}, target: 1h}]}",
            "matrix: [{name: r, causes: conflict, tem: x}]",
            "ladders: {l: {steps: [{ask: queue, levl: 1}]}}",
            "notifications: {channels: {c: {knd: console}}}",
            "rotas: {r: {zone: UTC, layers: [{name: l, rotations: [{name: r, peple: [a]}]}]}}",
            "teams: {t: {people: {ana: {skils: {german: 3}}}}}",
        ):
            self.assertNotEqual(self.errors(text), [], text)

    def test_refuses_values_of_another_kind(self):
        for text in (
            "retire_after: soon",
            "escalation: {transfers_max: -1}",
            "escalation: {transfers_max: many}",
            "queue: {anyone_may_join: perhaps}",
            "matrix: [{name: r, causes: confluct}]",
            "matrix: {name: r}",
            "ladders: {l: {steps: [{ask: queue, level: 99}]}}",
            "triggers: [{name: t, cause: conflict, when: {channel: chta}}]",
            "clocks: {c: {target: 1h, start: sometimes}}",
        ):
            self.assertNotEqual(self.errors(text), [], text)

    def test_explains_each_key(self):
        calendar = self.schema["properties"]["calendars"]["additionalProperties"]
        self.assertEqual(
            calendar["properties"]["zone"]["description"], "IANA time zone, as Europe/Berlin."
        )
        self.assertEqual(calendar["required"], ["zone", "hours"])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
