"""The dashboard: every query is PromQL on metrics and labels that exist."""
import json, re, tempfile, unittest
import yaml
from found import exported_metrics, metrics_of, program, read, run

TARGET_LABELS = {'job', 'instance', 'le'}
# What nobody would look at there: the size of the embedded mesh's file.
NOT_SHOWN = {'escalon_data_bytes'}


def panels():
    return json.loads(read('deploy/grafana/escalon.json'))['panels']


def queries():
    return [(panel['title'], target) for panel in panels() for target in panel['targets']]


class Dashboard(unittest.TestCase):
    def test_every_metric_is_exported_and_every_exported_one_shown(self):
        shown = set()
        for title, target in queries():
            names = metrics_of(target['expr'])
            self.assertTrue(names, title)
            shown |= names
        self.assertEqual(shown, set(exported_metrics()) - NOT_SHOWN)

    def test_every_label_belongs_to_its_metric(self):
        exported = exported_metrics()
        for title, target in queries():
            known = set.union(*(exported[name] for name in metrics_of(target['expr'])))
            used = {label.strip() for group in re.findall(r'\bby \(([^)]*)\)', target['expr'])
                    for label in group.split(',')}
            used |= set(re.findall(r'[{,](\w+)=', target['expr']))
            self.assertLessEqual(used, known | TARGET_LABELS, title)

    def test_legends_name_what_the_query_keeps(self):
        for title, target in queries():
            kept = re.search(r'\bby \(([^)]*)\)', target['expr'])[1].replace(' ', '').split(',')
            self.assertLessEqual(set(re.findall(r'{{(\w+)}}', target['legendFormat'])), set(kept),
                                 title)

    def test_every_query_is_promql(self):
        rules = [{'record': f'query:{number}', 'expr': target['expr'].replace(
            '$__rate_interval', '1m')} for number, (_, target) in enumerate(queries())]
        with tempfile.NamedTemporaryFile('w', suffix='.yaml') as file:
            yaml.safe_dump({'groups': [{'name': 'dashboard', 'rules': rules}]}, file)
            file.flush()
            status, said = run([program('promtool'), 'check', 'rules', file.name])
        self.assertEqual(status, 0, said)

    def test_panels_lie_beside_each_other(self):
        taken = set()
        for panel in panels():
            at = panel['gridPos']
            cells = {(x, y) for x in range(at['x'], at['x'] + at['w'])
                     for y in range(at['y'], at['y'] + at['h'])}
            self.assertFalse(taken & cells, panel['title'])
            self.assertLessEqual(at['x'] + at['w'], 24)
            taken |= cells
        self.assertEqual(len({panel['id'] for panel in panels()}), len(panels()))


if __name__ == '__main__':
    unittest.main()
