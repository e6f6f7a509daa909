"""What others may do to our topics on a running cluster: a journal is cut, a topic is deleted.
Whoever needed it stops or waits, and says what to do; nobody decides on with half of the truth."""
import functools, json, os, shutil, sys, tempfile, unittest, urllib.request

SOURCE = os.environ['ESCALON_SOURCE_DIR']
PROGRAMS = os.path.abspath(os.environ['ESCALON_PROGRAMS'])
sys.path[:0] = [os.path.join(SOURCE, 'tools/cluster'), os.path.join(SOURCE, 'tests/e2e/live')]
import kafka_admin, mesh_process
from cluster import Cluster, SERVICES, get

until = functools.partial(mesh_process.until, seconds=60)
PARTITIONS = 12


class Hostile(unittest.TestCase):
    def setUp(self):
        folder = tempfile.mkdtemp(prefix='escalon_hostile_')
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        self.cluster = Cluster(folder, PROGRAMS, SOURCE, bound=True)
        self.addCleanup(self.cluster.kill)
        self.cluster.start(os.path.join(SOURCE, 'deploy/policies/default'))

    def publish(self, first, count):
        for number in range(first, first + count):
            event = {'event_id': f'e{number}', 'contact_id': f'c{number}', 'channel': 'chat',
                     'customer_message': {'text': 'Where is my order?'}}
            urllib.request.urlopen(f'http://127.0.0.1:{self.cluster.ports["intake"]}/v1/events',
                                   json.dumps(event).encode(), timeout=30).close()

    def whats(self, number):
        answer = get(self.cluster.ports['insight'], f'/v1/cases/c{number}')
        return [item['what'] for item in json.loads(answer[1])['timeline']] \
            if answer and answer[0] == 200 else []

    def readiness(self, name):
        answer = get(self.cluster.ports[name], '/readyz')
        return answer or (None, '')

    def cut(self, topic):
        for partition in range(PARTITIONS):
            kafka_admin.delete_records(self.cluster.ports['kafka'], topic, partition, -1)

    def test_a_journal_that_was_cut_before_it_was_read_stops_its_readers_with_the_remedy(self):
        self.publish(0, 40)
        until(lambda: all('clock_started' in self.whats(n) for n in range(40)), what='clocks')
        self.cluster.processes.stop('sla-timer', 10)
        self.publish(40, 40)
        until(lambda: all(self.whats(n) for n in range(80)), what='what the classifier says')
        self.cut('escalon.classified.v1')
        self.cluster.start_service('sla-timer')
        until(lambda: 'stopped' in self.readiness('sla-timer')[1], what='a stop')
        status, said = self.readiness('sla-timer')
        self.assertEqual(status, 503)
        self.assertIn('stages: stopped, the log says why: sla/', said)
        log = self.cluster.processes.tail('sla-timer', 100_000)
        self.assertRegex(log, r'stopped: classified/\d+ no longer holds .*; restore it')
        self.assertEqual(get(self.cluster.ports['sla-timer'], '/livez')[0], 200)
        # Whoever had read it goes on.
        for name in ('classifier', 'routing', 'notification'):
            self.assertEqual(self.readiness(name)[0], 200, self.readiness(name)[1])

    def test_a_topic_that_is_deleted_is_named_and_nobody_dies(self):
        self.publish(0, 5)
        until(lambda: all(self.whats(n) for n in range(5)), what='what the classifier says')
        kafka_admin.delete_topic(self.cluster.ports['kafka'], 'escalon.sla.v1')
        self.publish(5, 5)
        until(lambda: 'the topic is gone from the cluster; restore it'
              in self.cluster.processes.tail('sla-timer', 100_000), what='the remedy')
        for name in SERVICES:
            self.assertIsNotNone(self.cluster.processes.pid(name),
                                 f'{name} is gone:\n' + self.cluster.processes.tail(name))
        self.publish(10, 5)
        until(lambda: all(self.whats(n) for n in range(5, 15)), what='the others go on')


if __name__ == '__main__':
    unittest.main(verbosity=2)
