"""The six services as processes of their own on a real Kafka and a real Redis: a whole story, a
kill in the middle of it, neighbours that come and go, and an orderly stop."""
import collections, functools, json, os, re, shutil, subprocess, sys, tempfile, unittest
import urllib.parse, urllib.request

SOURCE = os.environ['ESCALON_SOURCE_DIR']
PROGRAMS = os.path.abspath(os.environ['ESCALON_PROGRAMS'])
sys.path[:0] = [os.path.join(SOURCE, 'tools/cluster'), os.path.join(SOURCE, 'tests/e2e/live')]
import mesh_process
from cluster import Cluster, SERVICES, WITH_STAGES, free_port, get
try:
    import confluent_kafka
except ImportError:
    confluent_kafka = None

until = functools.partial(mesh_process.until, seconds=30)

PARTITIONS = 12
CASES = 60
STOP_SECONDS_MAX = 5


def program(name):
    return os.path.join(PROGRAMS, f'escalon-{name}')


def run(command, environment=None, seconds=30):
    done = subprocess.run(command, capture_output=True, timeout=seconds, text=True,
                          env={**os.environ, **(environment or {})})
    return done.returncode, done.stdout, done.stderr


class Settings(unittest.TestCase):
    """What a service says before it has a cluster."""

    def refused(self, status, *words, name='sla-timer', arguments=(), text=None):
        with tempfile.NamedTemporaryFile('w', suffix='.yaml') as file:
            file.write(text or '')
            file.flush()
            code, _, error = run([program(name), '--config', file.name, *arguments])
        self.assertEqual(code, status, error)
        for word in words:
            self.assertIn(word, error)

    def test_an_unknown_setting_is_named_with_its_line_and_the_nearest(self):
        self.refused(78, '.yaml:2: kafka.broker', "'kafka.brokers'",
                     text='http: {port: 0}\nkafka.broker: here\n')

    def test_a_setting_of_another_service_is_unknown(self):
        self.refused(78, 'policy is not a setting', arguments=['--set', 'policy=here'])

    def test_a_wrong_value_is_named_with_its_bounds(self):
        self.refused(78, '.yaml:1: kafka.partitions', '1 to 1000', text='kafka.partitions: 0\n')
        self.refused(78, 'log.format', 'json or text', arguments=['--log-format', 'prose'])

    def test_a_policy_that_is_wrong_is_refused_before_anything_starts(self):
        self.refused(78, 'policy', 'nowhere', name='intake', arguments=['--policy', 'nowhere'])

    def test_a_command_line_that_is_not_understood(self):
        self.refused(64, 'Run with --help', arguments=['--colour'])

    def test_no_kafka_is_said_after_the_patience(self):
        port = free_port()
        self.refused(69, f'127.0.0.1:{port}', arguments=[
            '--brokers', f'127.0.0.1:{port}', '--set', 'kafka.start_patience=1s'])

    def test_what_is_printed_holds_no_secret(self):
        code, output, _ = run(
            [program('routing'), '--print-config', '--redis', 'redis://me:hush1@redis:6379'],
            {'ESCALON_KAFKA_CLIENT_SASL_PASSWORD': 'hush2', 'ESCALON_REDIS_PASSWORD': 'hush3'})
        self.assertEqual(code, 0)
        self.assertNotIn('hush', output)
        self.assertIn('kafka.client.sasl.password: ***', output)
        self.assertIn('kafka.brokers: 127.0.0.1:9092', output)

    def test_tls_to_redis_is_refused_by_a_build_without(self):
        arguments = ['--check-config', '--redis', 'rediss://redis', '--set',
                     'redis.tls_ca_file=/etc/ca.pem']
        if run(['pkg-config', '--exists', 'hiredis_ssl'])[0] == 0:
            self.assertEqual(run([program('routing'), *arguments])[0], 0)
        else:
            self.refused(78, 'redis.url: rediss://', 'TLS proxy', arguments=arguments)

    def test_help_and_version_and_a_check(self):
        for name in SERVICES:
            code, output, _ = run([program(name), '--help'])
            self.assertEqual(code, 0)
            self.assertIn('kafka.client.NAME', output)
            self.assertIn(f'escalon-{name}', run([program(name), '--version'])[1])
            self.assertEqual(run([program(name), '--check-config'])[0], 0)


class Services(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.mkdtemp(prefix='escalon_cluster_')
        cls.addClassCleanup(shutil.rmtree, folder, ignore_errors=True)
        cls.cluster = Cluster(folder, PROGRAMS, SOURCE, bound=True)
        cls.addClassCleanup(cls.cluster.kill)
        cls.cluster.start(os.path.join(SOURCE, 'deploy/policies/default'))

    def tearDown(self):
        for name in SERVICES:
            self.assertIsNotNone(self.cluster.processes.pid(name),
                                 f'{name} is gone:\n' + self.cluster.processes.tail(name))

    # --- asking ----------------------------------------------------------------------------------

    def escalon(self, *arguments):
        code, output, error = run([os.path.join(PROGRAMS, 'escalon'), *arguments],
                                  self.cluster.environment(), 60)
        self.assertEqual(code, 0, output + error)
        return output

    def case(self, case_id, **query):
        path = f'/v1/cases/{case_id}?{urllib.parse.urlencode(query)}'
        answer = get(self.cluster.ports['insight'], path)
        return json.loads(answer[1]) if answer and answer[0] == 200 else None

    def escalation(self, case_id, status):
        """The one escalation of the case, once it has that status."""
        def look():
            case = self.case(case_id)
            found = case and case.get('escalations')
            return found and found[-1]['status'] == status and found
        found = until(look, what=f'{case_id} {status}')
        self.assertEqual(len(found), 1, case_id)
        return found[0]

    def order(self, *arguments):
        """Carries a command out; the case once insight has seen what became of it."""
        position = re.search(r'--position (\S+)', self.escalon(*arguments))
        return self.case(arguments[1], position=position.group(1))

    def ready(self, port):
        answer = get(port, '/readyz')
        return answer is not None and answer[0] == 200

    def partitions(self, port):
        """How many partitions a process decides for, by stage."""
        return {stage: int(float(number)) for stage, number in re.findall(
            r'escalon_partitions\{stage="(\w+)"\} (\S+)', get(port, '/metrics')[1])}

    def publish(self, prefix, count, text='I want to speak to a manager'):
        path = os.path.join(self.cluster.folder, prefix + '.jsonl')
        with open(path, 'w', encoding='utf-8') as file:
            for number in range(count):
                file.write(json.dumps({'event_id': f'{prefix}-{number}', 'channel': 'chat',
                                       'contact_id': f'{prefix}{number}',
                                       'customer_message': {'text': text}}) + '\n')
        self.escalon('publish', path)

    # --- stories ---------------------------------------------------------------------------------

    def check_timeline(self, case):
        ids = [item['event_id'] for item in case['timeline']]
        self.assertEqual(len(ids), len(set(ids)), case['case_id'])
        whats = [item['what'] for item in case['timeline']]
        for what in ('customer_message', 'escalation_opened', 'team_offered',
                     'escalation_assigned', 'notification_delivered', 'escalation_acknowledged',
                     'escalation_resolved'):
            self.assertIn(what, whats)
        self.assertEqual(whats.count('escalation_opened'), 1)

    def test_1_an_event_is_escalated_queued_paged_acknowledged_and_resolved(self):
        self.publish('story', 1)
        person = self.escalation('story0', 'assigned')['person']
        until(lambda: any(item['what'] == 'notification_delivered'
                          for item in self.case('story0')['timeline']), what='the page')
        case = self.order('ack', 'story0', '--as', person)
        self.assertEqual(case['escalations'][0]['status'], 'acknowledged')
        self.order('accept', 'story0', '--as', person)
        case = self.order('resolve', 'story0', '--as', person, '--outcome', 'solved')
        self.assertEqual(case['escalations'][0]['status'], 'resolved')
        self.check_timeline(case)
        self.assertIn('asks_for_manager', self.escalon('case', 'story0'))

    def test_1_one_trace_id_shows_the_whole_path(self):
        trace = '4bf92f3577b34da6a3ce929d0e0e4736'
        event = {'event_id': 'traced', 'channel': 'chat', 'contact_id': 'traced',
                 'customer_message': {'text': 'I want to speak to a manager'}}
        urllib.request.urlopen(urllib.request.Request(
            f'http://127.0.0.1:{self.cluster.ports["intake"]}/v1/events',
            json.dumps(event).encode(), {'content-type': 'application/json',
                                         'traceparent': f'00-{trace}-00f067aa0ba902b7-01'}),
            timeout=30).close()
        until(lambda: any(item['what'] == 'notification_delivered'
                          for item in (self.case('traced') or {}).get('timeline', [])),
              what='the page')
        timeline = self.case('traced')['timeline']
        self.assertEqual({item['stage'] for item in timeline},
                         {'classified', 'sla', 'escalation', 'team', 'notification'})
        self.assertEqual({item['trace_id'] for item in timeline}, {trace})
        self.assertIn(f'trace {trace}\n', self.escalon('case', 'traced'))
        self.assertIn(trace, self.cluster.processes.tail('insight'))

    def test_2_a_kill_in_the_middle_loses_nothing_and_doubles_nothing(self):
        for name in WITH_STAGES:
            self.publish(f'{name}_before', CASES)
            self.cluster.processes.kill(name)
            self.publish(f'{name}_after', CASES)
            self.cluster.start_service(name)
            self.cluster.wait_ready(name)
        for name in WITH_STAGES:
            for when in ('before', 'after'):
                for number in range(CASES):
                    self.check_once(f'{name}_{when}{number}')

    def check_once(self, case_id):
        def queued():
            case = self.case(case_id)
            return case and any(item['what'] == 'team_enqueued' for item in case['timeline']) \
                and case
        case = until(queued, what=f'{case_id} in a queue')
        counts = collections.Counter(item['what'] for item in case['timeline'])
        self.assertEqual((counts['customer_message'], counts['escalation_opened'],
                          counts['team_enqueued'], len(case['escalations'])), (1, 1, 1, 1), case_id)
        ids = [item['event_id'] for item in case['timeline']]
        self.assertEqual(len(ids), len(set(ids)), case_id)

    def test_3_insight_and_intake_go_on_where_they_were_killed(self):
        for name in ('insight', 'intake'):
            self.cluster.processes.kill(name)
            self.cluster.start_service(name)
            self.cluster.wait_ready(name)
        self.publish('afterwards', 1)
        self.check_once('afterwards0')
        self.assertIsNotNone(self.case('story0'))

    def test_4_two_instances_share_the_partitions(self):
        second = dict(self.cluster.settings_of('classifier'))
        second.update({'http.port': free_port(), 'kafka.instance': 'classifier-1'})
        arguments = [f'{path}={value}' for path, value in second.items()]
        self.cluster.processes.start('second', [program('classifier'), '--set', *arguments])
        self.addCleanup(self.cluster.processes.kill, 'second')
        ports = (self.cluster.ports['classifier'], second['http.port'])
        until(lambda: self.ready(ports[1]), what='the second instance')
        until(lambda: [self.partitions(port)['classifier'] for port in ports]
              == [PARTITIONS // 2] * 2, what='an even share')
        self.publish('shared', CASES)
        for number in range(CASES):
            self.check_once(f'shared{number}')

    def test_5_without_redis_or_kafka_a_service_is_not_ready_and_says_why(self):
        for name, start in (('redis', self.cluster.start_redis),
                            ('kafka', self.cluster.start_kafka)):
            self.cluster.processes.kill(name)
            port = self.cluster.ports['routing']
            answer = until(lambda: next((got for got in [get(port, '/readyz')]
                                         if got and got[0] == 503), None), what=f'no {name}')
            self.assertRegex(answer[1], f'{name}: (?!ok)')
            self.assertEqual(get(port, '/livez')[0], 200)
            start()
            for service in SERVICES:
                self.cluster.wait_ready(service)
        self.publish('again', 1)
        self.check_once('again0')

    def test_6_sigterm_ends_each_in_order_and_in_time(self):
        for name in SERVICES:
            child = self.cluster.processes
            took = child.stop(name, STOP_SECONDS_MAX + 5)
            self.assertLess(took, STOP_SECONDS_MAX, name)
            self.assertEqual(child.exit_code(name), 0, child.tail(name))
            self.assertIn('"message":"stopped"', child.tail(name))
            self.assertNotIn('did not stop in order', child.tail(name))
            self.cluster.start_service(name)
        for name in SERVICES:
            self.cluster.wait_ready(name)
        self.assertIsNotNone(self.case('story0'))

    def test_7_sigterm_ends_an_intake_though_a_request_waits_for_kafka(self):
        child, port = self.cluster.processes, self.cluster.ports['intake']
        child.kill('kafka')
        event = json.dumps({'contact_id': 'waits', 'channel': 'chat',
                            'customer_message': {'text': 'Is anybody there?'}})
        request = subprocess.Popen(
            ['curl', '-s', f'http://127.0.0.1:{port}/v1/events', '-d', event],
            stdout=subprocess.PIPE, text=True)
        self.addCleanup(request.kill)
        with self.assertRaises(subprocess.TimeoutExpired):
            request.communicate(timeout=1)
        self.assertLess(child.stop('intake', STOP_SECONDS_MAX + 5), STOP_SECONDS_MAX)
        self.assertEqual(child.exit_code('intake'), 0, child.tail('intake'))
        self.assertIn('contact.events', request.communicate(timeout=5)[0])
        self.cluster.start_kafka()
        self.cluster.start_service('intake')
        for name in SERVICES:
            self.cluster.wait_ready(name)

    def others_write(self, records):
        """Writes (partition, headers, value) to contact.ingress as any program would."""
        errors = []
        producer = confluent_kafka.Producer({'bootstrap.servers': self.brokers()})
        for partition, headers, value in records:
            producer.produce('escalon.contact.ingress.v1', key='any key', value=value,
                             headers=headers, partition=partition,
                             on_delivery=lambda error, _: errors.append(error))
        self.assertEqual(producer.flush(30), 0)
        self.assertEqual(set(errors), {None})

    def brokers(self):
        return f'127.0.0.1:{self.cluster.ports["kafka"]}'

    def dead_letters(self, count):
        """So many dead letters of contact.ingress, by the header `mine`."""
        reader = confluent_kafka.Consumer({'bootstrap.servers': self.brokers(), 'group.id': 'test'})
        self.addCleanup(reader.close)
        reader.assign([confluent_kafka.TopicPartition('escalon.dead-letter.v1', 0,
                                                      confluent_kafka.OFFSET_BEGINNING)])
        found = {}

        def look():
            message = reader.poll(0.1)
            if message is not None and message.error() is None:
                headers = {name: value.decode() for name, value in message.headers() or ()}
                if headers.get('dlq_original_topic') == 'contact.ingress':
                    found[headers['mine']] = (headers, message.value())
            return len(found) == count
        until(look, what=f'{count} dead letters')
        return found

    @unittest.skipIf(confluent_kafka is None, 'python3-confluent-kafka is not installed')
    def test_8_what_others_write_to_kafka_is_taken_or_set_aside_with_the_reason(self):
        def event(contact):
            return {'contact_id': contact, 'channel': 'chat',
                    'customer_message': {'text': 'I want to speak to a manager'}}
        envelope = {'specversion': '1.0', 'id': '1', 'source': 'urn:test', 'type': 'test'}
        binary_mode = {**{f'ce_{name}': value for name, value in envelope.items()},
                       'content-type': 'application/json'}
        structured = ({'content-type': 'application/cloudevents+json'},
                      json.dumps({**envelope, 'id': '2', 'data': event('structured')}))
        bad = [b'\x0a\xff', json.dumps(event('cut'))[:-20].encode(), b'{"contact_id": 1, "x": 2}',
               b'\x22' + b'x' * 950_000]
        self.others_write([
            *((number, {'mine': str(number)}, value) for number, value in enumerate(bad)),
            (0, {}, json.dumps({**event('alone'), 'event_id': 'alone-1'})),
            (5, {}, json.dumps({**event('alone'), 'event_id': 'alone-1'})),
            (1, binary_mode, json.dumps(event('binary'))),
            (2, binary_mode, json.dumps(event('binary'))),
            (3, *structured), (4, *structured)])
        for contact in ('alone', 'binary', 'structured'):
            self.check_once(contact)
        for number, (headers, value) in self.dead_letters(len(bad)).items():
            self.assertEqual(value, bad[int(number)])
            self.assertEqual(headers['dlq_original_partition'], number)
            self.assertTrue(headers['dlq_error_message'])


if __name__ == '__main__':
    unittest.main(verbosity=2)
