"""Rules of Prometheus: right for promtool, on metrics that exist, each alarm tried, explained."""
import re, unittest
import yaml
from found import SERVICES, exported_metrics, metrics_of, program, read, run, source

RULES = 'deploy/prometheus/rules.yaml'
TARGET_LABELS = {'job', 'instance', 'le'}


def rules():
    groups = yaml.safe_load(read(RULES))['groups']
    return [rule for group in groups for rule in group['rules']]


def alarms():
    return [rule for rule in rules() if 'alert' in rule]


def anchors(path):
    """The headings of a page, as browsers name them."""
    headings = re.findall(r'^#+ (.+)$', read(path), re.MULTILINE)
    return {re.sub(r'[^\w -]', '', heading).lower().replace(' ', '-') for heading in headings}


class Rules(unittest.TestCase):
    def test_promtool_takes_them(self):
        status, said = run([program('promtool'), 'check', 'rules', source(RULES)])
        self.assertEqual(status, 0, said)

    def test_their_stories_come_true(self):
        status, said = run([program('promtool'), 'test', 'rules',
                            source('deploy/prometheus/rules_test.yaml')])
        self.assertEqual(status, 0, said)

    def test_every_alarm_has_a_story_in_which_it_fires(self):
        stories = yaml.safe_load(read('deploy/prometheus/rules_test.yaml'))['tests']
        fired = {test['alertname'] for story in stories for test in
                 story.get('alert_rule_test', []) if test['exp_alerts']}
        self.assertEqual(fired, {rule['alert'] for rule in alarms()})

    def test_a_service_that_is_gone_is_missed(self):
        down = next(rule['expr'] for rule in alarms() if rule['alert'] == 'EscalonServiceDown')
        self.assertEqual(set(re.findall(r'absent\(up\{job="escalon-([a-z-]+)"\}\)', down)),
                         set(SERVICES))

    def test_their_metrics_are_exported(self):
        exported = exported_metrics()
        for rule in rules():
            self.assertLessEqual(metrics_of(rule['expr']), set(exported), rule)

    def test_their_labels_are_exported_with_them(self):
        exported = exported_metrics()
        recorded = {rule['record']: rule for rule in rules() if 'record' in rule}
        for rule in rules():
            expression = rule['expr']
            for name in re.findall(r'escalon:\w+:\w+', expression):
                expression += recorded[name]['expr']
            known = set().union(*(exported[name] for name in metrics_of(expression)))
            used = {label.strip() for group in re.findall(r'\b(?:by|on) \(([^)]*)\)', expression)
                    for label in group.split(',') if label.strip()}
            used |= set(re.findall(r'[{,]\s*(\w+)\s*=', expression))
            self.assertLessEqual(used, known | TARGET_LABELS, rule)

    def test_every_recorded_rule_that_is_used_is_made(self):
        made = {rule['record'] for rule in rules() if 'record' in rule}
        for rule in rules():
            self.assertLessEqual(set(re.findall(r'escalon:\w+:\w+', rule['expr'])), made)

    def test_every_alarm_has_its_chapter(self):
        for rule in alarms():
            page, _, anchor = rule['annotations']['runbook_url'].partition('#')
            self.assertEqual(anchor, rule['alert'].lower())
            self.assertIn(anchor, anchors(page))
            self.assertIn(rule['labels']['severity'], ('critical', 'warning'))

    def test_no_chapter_is_about_an_alarm_that_is_gone(self):
        chapters = {it for it in anchors('docs/operations.md') if it.startswith('escalon')}
        self.assertEqual(chapters, {rule['alert'].lower() for rule in alarms()})

    def test_results_that_rules_ask_for_are_counted(self):
        counted = read('services/intake/src/intake.cpp') + read(
            'proto/escalon/notification/v1/notification.proto')
        for rule in rules():
            for values in re.findall(r'result=~?"([^"]+)"', rule['expr']):
                for value in values.split('|'):
                    self.assertRegex(counted, rf'\b{value}\b')


if __name__ == '__main__':
    unittest.main()
