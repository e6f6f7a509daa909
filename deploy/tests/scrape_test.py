"""A real Prometheus scrapes a mesh while its story is played: each query of the dashboard and each
recorded rule finds something then, and no alarm is of an error."""
import json, math, os, subprocess, unittest, urllib.parse, urllib.request
import yaml
from found import free_port, metrics_of, program, read, source
from mesh_process import Mesh, remove, temporary_folder, until

SCRAPE_SECONDS = 1
STORY_SECONDS_MAX = 60
# What the story moves, so that a query of it is above 0 at some instant.
MOVED = {'escalon_contact_events_total', 'escalon_intake_requests_total',
         'escalon_decisions_total', 'escalon_timer_lateness_seconds', 'escalon_timers_armed',
         'escalon_breaches_total', 'escalon_cases', 'escalon_notifications_total',
         'escalon_partitions'}
# What services on Kafka alone count; a mesh in one process has no public topics.
ON_KAFKA_ALONE = {'escalon_published_total'}


def queries():
    """Title of the panel and query, as Grafana would ask it of what is scraped so often."""
    interval = max(2 * SCRAPE_SECONDS, 4 * SCRAPE_SECONDS)
    for panel in json.loads(read('deploy/grafana/escalon.json'))['panels']:
        for target in panel['targets']:
            if not metrics_of(target['expr']) & ON_KAFKA_ALONE:
                yield panel['title'], target['expr'].replace('$__rate_interval', f'{interval}s')


def recorded():
    groups = yaml.safe_load(read('deploy/prometheus/rules.yaml'))['groups']
    return [rule['record'] for group in groups for rule in group['rules'] if 'record' in rule]


class Prometheus:
    """A prometheus that scrapes one mesh under the name of each service, as compose has them."""

    def __init__(self, folder, mesh_port):
        self.port = free_port()
        settings = yaml.safe_load(read('deploy/compose/prometheus.yaml'))
        settings['global'] = {name: f'{SCRAPE_SECONDS}s' for name in
                              ('scrape_interval', 'scrape_timeout', 'evaluation_interval')}
        settings['rule_files'] = [source('deploy/prometheus/rules.yaml')]
        for job in settings['scrape_configs']:
            job['static_configs'] = [{'targets': [f'127.0.0.1:{mesh_port}']}]
        with open(f'{folder}/prometheus.yaml', 'w', encoding='utf-8') as file:
            yaml.safe_dump(settings, file)
        self.log = f'{folder}/prometheus.log'
        with open(self.log, 'wb') as log:
            self.process = subprocess.Popen(
                [program('prometheus'), f'--config.file={folder}/prometheus.yaml',
                 f'--storage.tsdb.path={folder}/tsdb', '--storage.tsdb.retention.size=64MB',
                 f'--web.listen-address=127.0.0.1:{self.port}'],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def stop(self):
        self.process.terminate()
        self.process.wait(30)

    def ready(self):
        if self.process.poll() is not None:
            with open(self.log, encoding='utf-8') as log:
                raise AssertionError('prometheus ended: ' + log.read()[-2000:])
        try:
            with urllib.request.urlopen(f'http://127.0.0.1:{self.port}/-/ready', timeout=5):
                return True
        except OSError:
            return False

    def ask(self, path, **query):
        url = f'http://127.0.0.1:{self.port}/api/v1/{path}?{urllib.parse.urlencode(query)}'
        with urllib.request.urlopen(url, timeout=20) as answer:
            return json.load(answer)['data']

    def series(self, query, begin, end):
        """What the query says at each second: labels and values of each series."""
        found = self.ask('query_range', query=query, start=begin, end=end, step=SCRAPE_SECONDS)
        return [(one['metric'], [float(value) for _, value in one['values']])
                for one in found['result']]


class Scraped(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = temporary_folder()
        cls.addClassCleanup(remove, folder)
        port = free_port()
        cls.prometheus = Prometheus(folder, port)
        cls.addClassCleanup(cls.prometheus.stop)
        until(cls.prometheus.ready, what='prometheus')
        cls.begin = cls.now()
        cls.mesh = Mesh(os.path.join(folder, 'data'), ports=(str(port), '0'))
        cls.addClassCleanup(cls.mesh.stop)
        cls.mesh.wait_ready()
        until(lambda: 'The mesh stays up' in cls.mesh.output(), STORY_SECONDS_MAX, 'the story')
        told = cls.now()
        until(lambda: cls.last_scrape() > told, what='a scrape after the story')
        cls.end = cls.now()

    @classmethod
    def now(cls):
        return float(cls.prometheus.ask('query', query='time()')['result'][1])

    @classmethod
    def last_scrape(cls):
        found = cls.prometheus.ask('query', query='min(timestamp(up == 1))')['result']
        return float(found[0]['value'][1]) if found else 0

    def holds(self, title, query):
        """The greatest value of all series, of which each has one at some instant."""
        series = self.prometheus.series(query, self.begin, self.end)
        self.assertTrue(series, f'{title}: nothing is found by {query}')
        for labels, values in series:
            self.assertTrue(any(math.isfinite(value) for value in values),
                            f'{title}: {labels} is never a number in {query}')
        return max(value for _, values in series for value in values if math.isfinite(value))

    def test_every_query_of_the_dashboard_finds_something(self):
        moved = set()
        for title, query in queries():
            with self.subTest(title=title):
                self.assertNotIn('$', query)
                if self.holds(title, query) > 0:
                    moved |= metrics_of(query)
        print(f'{len(list(queries()))} queries of the dashboard', flush=True)
        self.assertLessEqual(MOVED, moved)

    def test_what_is_not_asked_for_is_not_there(self):
        for name in ON_KAFKA_ALONE:
            self.assertNotIn(name, self.mesh.get('/metrics')[1])

    def test_every_recorded_rule_is_recorded(self):
        for name in recorded():
            with self.subTest(name=name):
                self.holds(name, name)
        print(f'{len(recorded())} recorded rules', flush=True)

    def test_every_rule_is_evaluated_without_an_error(self):
        rules = [rule for group in self.prometheus.ask('rules')['groups']
                 for rule in group['rules']]
        self.assertGreater(len(rules), len(recorded()))
        self.assertEqual({(rule['name'], rule.get('lastError')) for rule in rules
                          if rule['health'] != 'ok'}, set())

    def test_no_alarm_rings_in_the_story(self):
        ringing = {alarm['labels']['alertname'] for alarm in self.prometheus.ask('alerts')['alerts']
                   if alarm['state'] == 'firing'}
        self.assertEqual(ringing, set())

    def test_every_job_of_compose_is_scraped(self):
        targets = self.prometheus.ask('targets')['activeTargets']
        self.assertEqual({target['labels']['job']: target['health'] for target in targets},
                         {job['job_name']: 'up' for job in yaml.safe_load(
                             read('deploy/compose/prometheus.yaml'))['scrape_configs']})


if __name__ == '__main__':
    unittest.main()
