"""Clients that know nothing of Escalon but its schemas, against the six services on a real Kafka
and Redis; and whether docs/asyncapi.yaml says what there is."""
import collections, functools, importlib, json, os, re, shlex, shutil, subprocess, sys, tempfile
import unittest
import yaml

SOURCE = os.environ['ESCALON_SOURCE_DIR']
PROGRAMS = os.path.abspath(os.environ['ESCALON_PROGRAMS'])
sys.path[:0] = [os.path.join(SOURCE, 'tools/cluster'), os.path.join(SOURCE, 'tests/e2e/live')]
import mesh_process
from cluster import Cluster, get

until = functools.partial(mesh_process.until, seconds=60)

LANGUAGES = ('python', 'java', 'go')
CANNOT_FETCH = 69
BURST = 200
INGRESS = 'escalon.contact.ingress.v1'
ALL = 'escalon.escalations.v1'
# Topics of Kafka itself.
OF_KAFKA = re.compile(r'__\w+')


def documented():
    with open(os.path.join(SOURCE, 'docs/asyncapi.yaml'), encoding='utf-8') as file:
        return yaml.safe_load(file)


class Documented(unittest.TestCase):
    """docs/asyncapi.yaml by itself."""

    def setUp(self):
        self.document = documented()

    def references(self, node):
        if isinstance(node, dict):
            for key, value in node.items():
                if key == '$ref':
                    yield value
                else:
                    yield from self.references(value)
        elif isinstance(node, list):
            for value in node:
                yield from self.references(value)

    def test_every_reference_leads_somewhere(self):
        for reference in self.references(self.document):
            if reference.startswith('#/'):
                node = self.document
                for step in reference[2:].split('/'):
                    self.assertIn(step, node, reference)
                    node = node[step]
            else:
                path = os.path.join(SOURCE, 'docs', reference)
                self.assertTrue(os.path.isfile(path), reference)

    def test_every_message_is_one_of_its_schema(self):
        for name, message in self.document['components']['messages'].items():
            if 'x-message' not in message:
                self.assertNotEqual(message['contentType'], 'application/protobuf', name)
                continue
            path = os.path.join(SOURCE, 'docs', message['payload']['schema']['$ref'])
            with open(path, encoding='utf-8') as file:
                text = file.read()
            package, _, short = message['x-message'].rpartition('.')
            self.assertIn(f'package {package};', text, name)
            self.assertRegex(text, rf'(?m)^message {short} {{', name)

    def test_every_message_is_on_a_channel_and_every_channel_in_an_operation(self):
        channels = self.document['channels']
        used = {reference for channel in channels.values()
                for reference in self.references(channel['messages'])}
        self.assertEqual(used, {f'#/components/messages/{name}'
                                for name in self.document['components']['messages']})
        told = {operation['channel']['$ref'] for operation in self.document['operations'].values()}
        self.assertEqual(told, {f'#/channels/{name}' for name in channels})


class Clients(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.mkdtemp(prefix='escalon_foreign_')
        cls.addClassCleanup(shutil.rmtree, folder, ignore_errors=True)
        cls.clients = cls.build_clients()
        if not cls.clients:
            raise unittest.SkipTest('no client can be built')
        cls.cluster = Cluster(folder, PROGRAMS, SOURCE, bound=True)
        cls.addClassCleanup(cls.cluster.kill)
        cls.cluster.start(os.path.join(SOURCE, 'deploy/policies/default'))
        cls.brokers = f'127.0.0.1:{cls.cluster.ports["kafka"]}'

    @classmethod
    def build_clients(cls):
        """The command of each client that could be built."""
        clients = {}
        for language in LANGUAGES:
            done = subprocess.run(
                [os.path.join(SOURCE, 'docs/guides/subscribe/build.sh'), language,
                 os.path.join(SOURCE, 'build/tools/subscribe', language)],
                capture_output=True, text=True, timeout=240,
                env={**os.environ, 'PYTHON': sys.executable})
            if done.returncode == CANNOT_FETCH:
                print(f'the client in {language} is left out: {done.stderr.strip()}', flush=True)
                continue
            assert done.returncode == 0, done.stdout + done.stderr
            clients[language] = done.stdout.strip().splitlines()[-1]
        return clients

    def client(self, language, *arguments):
        """What a client prints: a line of JSON each."""
        command = f'{self.clients[language]} ' + shlex.join(arguments)
        done = subprocess.run(['sh', '-c', 'set -f; ' + command], capture_output=True, text=True,
                              timeout=90)
        self.assertEqual(done.returncode, 0, f'{language}: {done.stdout}{done.stderr}')
        return [json.loads(line) for line in done.stdout.splitlines()]

    def case(self, case_id):
        answer = get(self.cluster.ports['insight'], f'/v1/cases/{case_id}')
        return json.loads(answer[1]) if answer and answer[0] == 200 else None

    def escalated(self, case_id):
        def look():
            case = self.case(case_id)
            return case and case.get('escalations') and case
        return until(look, what=f'{case_id} escalated')

    # --- what tests read for themselves ----------------------------------------------------------

    def consumer(self):
        from confluent_kafka import Consumer
        return Consumer({'bootstrap.servers': self.brokers, 'group.id': 'test',
                         'enable.partition.eof': True, 'auto.offset.reset': 'earliest'})

    def read_all(self, topic):
        """All records of a topic, partition by partition."""
        from confluent_kafka import TopicPartition, OFFSET_BEGINNING
        reader = self.consumer()
        numbers = list(reader.list_topics(topic, 30).topics[topic].partitions)
        reader.assign([TopicPartition(topic, number, OFFSET_BEGINNING) for number in numbers])
        records, left = collections.defaultdict(list), set(numbers)
        while left:
            message = reader.poll(30)
            self.assertIsNotNone(message, topic)
            if message.error() is None:
                records[message.partition()].append(message)
            else:
                left.discard(message.partition())
        reader.close()
        return records

    def write(self, topic, key, value, headers=None, **where):
        from confluent_kafka import Producer
        errors = []
        producer = Producer({'bootstrap.servers': self.brokers})
        producer.produce(topic, key=key, value=value, headers=headers or {},
                         on_delivery=lambda error, _: errors.append(error), **where)
        producer.flush(30)
        self.assertEqual(errors, [None])

    @staticmethod
    def headers_of(message):
        return {name: value.decode(errors='replace') for name, value in message.headers() or ()}

    # --- stories ---------------------------------------------------------------------------------

    def topics(self):
        """Partitions of the cluster's topics."""
        found = self.consumer().list_topics(timeout=30).topics
        return {name: len(topic.partitions) for name, topic in found.items()
                if not OF_KAFKA.fullmatch(name)}

    def settings(self, topic):
        from confluent_kafka.admin import AdminClient, ConfigResource
        resource = ConfigResource(ConfigResource.Type.TOPIC, topic)
        client = AdminClient({'bootstrap.servers': self.brokers})
        entries = client.describe_configs([resource])[resource].result(30)
        return {name: entry.value for name, entry in entries.items()}

    def test_1_every_topic_is_documented_and_every_documented_one_is_there(self):
        until(lambda: any('.team.' in name for name in self.topics()), what='the teams\' topics')
        topics = self.topics()
        matched = set()
        for channel in documented()['channels'].values():
            pattern = re.sub(r'\\{\w+\\}', '[A-Za-z0-9._-]+', re.escape(channel['address']))
            names = {name for name in topics if re.fullmatch(pattern, name)}
            self.assertTrue(names, channel['address'])
            kafka = channel['bindings']['kafka']
            for name in names:
                self.assertEqual(topics[name], kafka['partitions'], name)
                settings = self.settings(name)
                for setting, value in kafka['topicConfiguration'].items():
                    wanted = ','.join(value) if isinstance(value, list) else str(value)
                    self.assertEqual(settings[setting], wanted, f'{name} {setting}')
            matched |= names
        self.assertEqual(set(topics), matched)

    def test_2_each_client_publishes_an_event_that_is_escalated(self):
        for language in self.clients:
            self.client(language, 'publish', self.brokers, f'by_{language}',
                        'I want to speak to a manager')
        for language in self.clients:
            case = self.escalated(f'by_{language}')
            self.assertEqual(case['timeline'][0]['what'], 'customer_message')

    def test_3_what_is_no_event_is_set_aside_and_holds_nobody_up(self):
        # Not UTF-8, cut in the middle, of the wrong type, and larger than an event may be.
        event = {'contact_id': 'after', 'channel': 'chat', 'event_id': 'after-1',
                 'customer_message': {'text': 'I want to speak to a manager'}}
        bad = [b'\x0a\xff', json.dumps(event).encode()[:-20], b'{"contact_id": 1, "x": 2}',
               b'\x22' + b'x' * 950_000]
        for number, value in enumerate(bad):
            self.write(INGRESS, 'k', value, {'mine': str(number)}, partition=number)
        for _ in range(2):  # a repetition has the same event_id
            self.write(INGRESS, 'k', json.dumps(event).encode(), partition=0)
        self.assertEqual(len(self.escalated('after')['escalations']), 1)

        def letters():
            found = [message for message in self.read_all('escalon.dead-letter.v1')[0]
                     if self.headers_of(message).get('dlq_original_topic') == 'contact.ingress']
            return len(found) >= len(bad) and found
        found = {self.headers_of(one)['mine']: one for one in until(letters, what='dead letters')}
        for number, value in enumerate(bad):
            headers = self.headers_of(found[str(number)])
            self.assertEqual(found[str(number)].value(), value)
            self.assertEqual(headers['dlq_original_partition'], str(number))
            self.assertTrue(headers['dlq_error_message'])
        whats = [item['what'] for item in self.case('after')['timeline']]
        self.assertEqual(whats.count('customer_message'), 1)

    def test_4_each_client_reads_the_public_topic_and_all_read_the_same(self):
        self.escalated('after')
        count = len(self.public_ids(ALL))
        read = {language: self.client(language, 'escalations', self.brokers, ALL, str(count))
                for language in self.clients}
        # More may have happened meanwhile, so a client may have read newer records for older ones.
        known = {}
        for records in self.read_all(ALL).values():
            for message in records:
                headers = self.headers_of(message)
                known[headers['ce_id']] = {
                    'id': headers['ce_id'], 'type': headers['ce_type'],
                    'case': message.key().decode().partition('/')[2],
                    'escalation': headers['ce_subject'], 'src': headers['ce_src'],
                    'prev': headers.get('ce_prev', '')}
        for language, records in read.items():
            self.assertEqual(len({one['id'] for one in records}), count, language)
            for record in records:
                self.assertEqual(record, known[record['id']], language)
        self.assertIn('escalon.escalation.opened.v1', {one['type'] for one in known.values()})
        self.assertLessEqual({'after', *(f'by_{one}' for one in self.clients)},
                             {one['case'] for one in known.values()})

    def test_5_each_client_reads_the_journal_and_all_read_the_same(self):
        read = {language: {(one['partition'], one['offset'], one['key']): one['events']
                           for one in self.client(language, 'journal', self.brokers,
                                                  'escalon.escalation.v1')}
                for language in self.clients}
        first = next(iter(read.values()))  # the others may have read more
        self.assertIn('default/after', {key for _, _, key in first})
        self.assertIn('opened', {event for events in first.values() for event in events})
        for language, records in read.items():
            self.assertEqual({place: records.get(place) for place in first}, first, language)

    def test_6_a_kill_leaves_no_gap_on_public_topics_and_copies_are_known(self):
        before = len(self.public_ids(ALL))
        for number in range(BURST):
            event = {'contact_id': f'burst{number}', 'channel': 'chat',
                     'customer_message': {'text': 'I want to speak to a manager'}}
            self.write_fast(INGRESS, json.dumps(event).encode())
        self.flush()
        until(lambda: len(self.public_ids(ALL)) > before + 20, what='the first of the burst')
        self.cluster.processes.kill('routing')
        self.cluster.start_service('routing')
        self.cluster.wait_ready('routing')
        for number in range(BURST):
            self.escalated(f'burst{number}')
        until(lambda: self.opened(ALL) >= {f'burst{number}' for number in range(BURST)},
              what='all of the burst')
        for topic in (name for name in self.topics() if '.escalations.' in name):
            self.check_chain(topic)

    def test_7_every_record_is_as_its_channel_documents_it(self):
        if 'python' not in self.clients:
            self.skipTest('it decodes with what the client in Python was built with')
        sys.path.insert(0, os.path.join(SOURCE, 'build/tools/subscribe/python'))
        document, topics, checked = documented(), self.topics(), set()
        for channel in document['channels'].values():
            pattern = re.sub(r'\\{\w+\\}', '[A-Za-z0-9._-]+', re.escape(channel['address']))
            names = [name.rpartition('/')[2] for name in
                     (message['$ref'] for message in channel['messages'].values())]
            messages = [document['components']['messages'][name] for name in names]
            # What others wrote has headers of theirs.
            if len(messages) > 1 or 'x-message' not in messages[0]:
                continue
            for topic in (name for name in topics if re.fullmatch(pattern, name)):
                for records in self.read_all(topic).values():
                    for record in records:
                        self.check_documented(document, messages[0], record)
                        checked.add(names[0])
        self.assertLessEqual({'ContactEvent', 'JournalRecord', 'PublishedEscalation',
                              'PublishedPolicy', 'PublicationState'}, checked)

    def check_documented(self, document, message, record):
        headers = document['components']['schemas'][message['headers']['$ref'].split('/')[-1]]
        there = {name for name, _ in record.headers() or ()}
        self.assertLessEqual(there, set(headers['properties']), record.topic())
        self.assertLessEqual(set(headers.get('required', ())), there, record.topic())
        schema = message['payload']['schema']['$ref'].removeprefix('../proto/')
        module = importlib.import_module(schema.removesuffix('.proto').replace('/', '.') + '_pb2')
        decoded = getattr(module, message['x-message'].rpartition('.')[2])()
        decoded.ParseFromString(record.value())
        self.assertEqual(len(decoded.UnknownFields()), 0, record.topic())
        key = message['bindings']['kafka']['key']['description']
        if key.startswith('TENANT/'):
            self.assertRegex(record.key().decode(), r'^default/.')

    def write_fast(self, topic, value):
        from confluent_kafka import Producer
        if not hasattr(self, 'producer'):
            self.producer = Producer({'bootstrap.servers': self.brokers})
        self.producer.produce(topic, value=value)

    def flush(self):
        self.assertEqual(self.producer.flush(30), 0)

    def public_ids(self, topic):
        return {self.headers_of(message)['ce_id'] for records in self.read_all(topic).values()
                for message in records}

    def opened(self, topic):
        return {message.key().decode().partition('/')[2]
                for records in self.read_all(topic).values() for message in records
                if self.headers_of(message)['ce_type'] == 'escalon.escalation.opened.v1'}

    def check_chain(self, topic):
        """Who accepts only what follows what was accepted last sees every id once."""
        for partition, messages in self.read_all(topic).items():
            last, accepted, ids, values = {}, [], set(), {}
            for message in messages:
                headers = self.headers_of(message)
                of = headers['ce_src'].split('/')[1]
                ids.add(headers['ce_id'])
                copy = values.setdefault(headers['ce_id'], (message.value(), message.headers()))
                self.assertEqual(copy, (message.value(), message.headers()), 'copies are identical')
                if of not in last or headers.get('ce_prev') == last[of]:
                    last[of] = headers['ce_src']
                    accepted.append(headers['ce_id'])
            self.assertEqual(len(accepted), len(set(accepted)), f'{topic}/{partition}')
            self.assertEqual(set(accepted), ids, f'{topic}/{partition}')


if __name__ == '__main__':
    unittest.main(verbosity=2)
