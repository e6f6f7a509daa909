"""The chain: contact events through the services, a bare relay of the same traffic on the same
broker, and Kafka Streams with as many hops."""
import os, shutil
from machine import CpuMeter
from peers import Worker
from stand import Stand, free_port

SERVICES = ('classifier', 'sla-timer', 'routing', 'notification', 'intake', 'insight')
SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n'
JOURNALS = ('classified', 'sla', 'escalation', 'team', 'notification')
HOPS = 4  # of Kafka Streams: classified, sla, escalation, notification
EVENT_BYTES = 400
CASES = {True: 2_000, False: 10_000}     # flat out, by whether it is quick
STEADY_CASES = {True: 600, False: 3_000}
WARMING_CASES = 500
WARMING_RECORDS, WARMING_RATE = 60_000, 6_000  # of relays, by which the broker is warmed
# About what 1,000 events come to.
ABOUT = {topic: {'records': records, 'bytes': records * size} for topic, records, size in (
    ('classified', 1000, 900), ('sla', 1000, 550), ('escalation', 1000, 700), ('team', 6, 500),
    ('notification', 25, 1200))}
STREAMS_EVENTS = {True: 20_000, False: 100_000}

# What each service reads, and what it writes by which of it.
RELAYS = {
    'classifier': (('contact.events', 'classified'), (('classified', 'contact.events'),)),
    'sla-timer': (('classified', 'escalation', 'sla'), (('sla', 'classified'),)),
    'routing': (('classified', 'sla', 'team', 'escalation'),
                (('escalation', 'classified'), ('team', 'escalation'))),
    'notification': (('escalation', 'sla', 'team', 'notification'),
                     (('notification', 'escalation'),)),
    'insight': (JOURNALS, ())}


def policy_with_sink(options, folder, port):
    """The default policy, whose log of notifications is a webhook here."""
    shutil.copytree(os.path.join(options.source, 'deploy/policies/default'), folder)
    secret = os.path.join(os.path.dirname(folder), 'webhook.secret')
    with open(secret, 'w', encoding='utf-8') as file:
        file.write(SECRET)
    path = os.path.join(folder, 'notifications.yaml')
    with open(path, encoding='utf-8') as file:
        text = file.read()
    channel = '{kind: file, path: notifications.jsonl}'
    if channel not in text:
        raise RuntimeError('the default policy has no channel that writes a file')
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text.replace(channel, f'{{kind: webhook, url: "http://127.0.0.1:{port}/", '
                                         f'secret_file: {secret}, allow_private: true}}'))
    return folder


def latency(told, name):
    return {f'{name} {part}': value for part, value in told['latency_ms'].items()}


def cpu_per_event(meter, events):
    used = meter.used()
    return {f'CPU us an event: {name}': 1e6 * seconds / events
            for name, seconds in {**used, 'all': sum(used.values())}.items()}


def shares(told):
    """What a case came to."""
    records = {topic.split('.')[1]: traffic['records'] for topic, traffic in told['topics'].items()}
    return {f'{journal} records a case': records.get(journal, 0) / told['cases']
            for journal in JOURNALS} | {
        'notified a case': told['notified'] / told['cases'],
        'webhooks a case': told['webhooks'] / told['cases']}


class Chain:
    """A stand of all services with a policy that calls a webhook."""

    def __init__(self, options, folder, instances=1):
        self.stand = Stand(options, folder, SERVICES, instances)
        self._port, self._run = free_port(), 0
        self._policy = policy_with_sink(options, os.path.join(folder, 'policy'), self._port)

    def __enter__(self):
        try:
            self.stand.start(self._policy)
            self.stand.warm_broker()
            self.stand.make_topics([f'bare.{topic}' for topic in ('contact.events', *JOURNALS)])
            with Relays(self.stand, ABOUT, 1000) as relays:
                relays.flow(WARMING_RECORDS, WARMING_RATE)
            self.run('--cases', WARMING_CASES)
        except BaseException:
            self.stand.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.stand.__exit__()

    def run(self, *words):
        self._run += 1
        return self.stand.measure('chain', '--run', self._run, '--sink-port', self._port, *words)

    def measured(self, report, part, workload, *words, after=dict):
        """Measures a run and reports it with the CPU that each process took, and with the figures
        that `after` returns."""
        meter = self.stand.meter()
        told = self.run(*words)
        if not told['ok']:
            report.fail(f'{workload}: Escalon: {told}')
        report.add(part, workload, 'Escalon', '', {
            'events/s': told['per_second'], **latency(told, 'event to notification'),
            **shares(told), **cpu_per_event(meter, told['events']), **after()})
        return told


def measure(options, folder, peers, report):
    report.begin('chain', 'Chain: contact event to notification through five services')
    for _ in range(options.repeat):
        with Chain(options, os.path.join(folder, 'chain')) as chain:
            told = chain.measured(report, 'chain', 'flat out', '--cases', CASES[options.quick])
            chain.measured(report, 'chain', '1,000/s', '--cases',
                           STEADY_CASES[options.quick], '--rate', 1_000)
            for name in chain.stand.units:
                chain.stand.processes.kill(name)
            measure_relay(options, chain.stand, told, report)
            if peers and 'streams' not in peers.absent:
                for guarantee in ('at_least_once', 'exactly_once_v2'):
                    measure_streams(options, chain.stand, peers, guarantee, report)


# --- the limit ------------------------------------------------------------------------------------

def relay_words(service, traffic, events):
    """Arguments of one relay: as many records of as many bytes as the services had."""
    reads, writes = RELAYS[service]
    records = {'contact.events': events} | {
        topic: told['records'] for topic, told in traffic.items()}
    words = ['--reads', *(f'bare.{topic}' for topic in reads)]
    for topic, source in writes:
        if topic in traffic:
            words += ['--writes', f'bare.{topic}<bare.{source}:{records[topic] / records[source]}:'
                                  f'{traffic[topic]["bytes"] // records[topic]}']
    return words


class Relays:
    """Five processes that hand on as many records of as many bytes as the services do, by `traffic`
    of `events`. Their topics are there."""

    def __init__(self, stand, traffic, events):
        self._stand = stand
        self._words = {service: relay_words(service, traffic, events) for service in RELAYS}
        self._workers = {}

    def __enter__(self):
        program = (os.path.join(self._stand.programs, 'escalon_measure'), '--brokers',
                   self._stand.brokers, 'relay')
        try:
            for service, words in self._words.items():
                self._workers[service] = Worker([*program, *words])
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for worker in self._workers.values():
            worker.kill()

    def pids(self):
        return {f'relay as {service}': worker.pid for service, worker in self._workers.items()}

    def flow(self, count, rate):
        return self._stand.measure(
            'flow', '--in', 'bare.contact.events', '--bytes', EVENT_BYTES, '--out',
            *(f'bare.{topic}' for topic in JOURNALS), '--count', count, '--rate', rate)


def measure_relay(options, stand, told, report):
    traffic = {topic.split('.')[1]: one for topic, one in told['topics'].items()}
    with Relays(stand, traffic, told['events']) as relays:
        relays.flow(2_000, 2_000)  # warms them
        for workload, count, rate in (('flat out', told['events'], 0),
                                      ('1,000/s', 10 * STEADY_CASES[options.quick], 1_000)):
            meter = CpuMeter({**relays.pids(), 'kafka': stand.processes.pid('kafka')})
            result = relays.flow(count, rate)
            if not result['ok']:
                report.fail(f'{workload}: bare relay: {result}')
            report.add('chain', workload, 'bare relay', 'five processes, our settings', {
                'events/s': result['per_second'], **latency(result, 'event to notification'),
                **cpu_per_event(meter, count)})


def measure_streams(options, stand, peers, guarantee, report):
    topics = [f'streams.{guarantee}.{end}' for end in ('in', 'out')]
    stand.make_topics(topics)
    worker = peers.start_streams(stand.brokers, *topics, guarantee,
                                 os.path.join(stand.folder, guarantee), HOPS)
    try:
        flow = ('flow', '--in', topics[0], '--out', topics[1], '--bytes', EVENT_BYTES, '--quiet', 3)
        stand.measure(*flow, '--count', 2_000, '--rate', 1_000)  # warms it
        for workload, count, rate in (('flat out', STREAMS_EVENTS[options.quick], 0),
                                      ('1,000/s', 10 * STEADY_CASES[options.quick], 1_000)):
            meter = CpuMeter({'streams': worker.pid, 'kafka': stand.processes.pid('kafka')})
            result = stand.measure(*flow, '--count', count, '--rate', rate)
            if not result['ok']:
                report.fail(f'{workload}: Kafka Streams {guarantee}: {result}')
            report.add('chain', workload, 'Kafka Streams', f'{guarantee}: {HOPS} hops and stores', {
                'events/s': result['per_second'], **latency(result, 'event to notification'),
                **cpu_per_event(meter, count)})
    finally:
        worker.kill()
