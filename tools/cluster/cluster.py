"""Kafka, Redis and one instance of each service of Escalon on this machine, in one folder."""
import http.client, json, os, signal, socket, subprocess, time
from processes import Processes

SERVICES = ('classifier', 'sla-timer', 'routing', 'notification', 'intake', 'insight')
WITH_GRPC = ('intake', 'insight')
WITH_DATA = ('notification', 'insight')
WITH_STAGES = ('classifier', 'sla-timer', 'routing', 'notification')
START_SECONDS_MAX = 60
STOP_SECONDS_MAX = 10
CLUSTER_ID = 'ZXNjYWxvbi1jbHVzdGVyMA'


class ClusterError(Exception):
    """Why the cluster is not up, for people."""


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def accepts(port):
    with socket.socket() as probe:
        return probe.connect_ex(('127.0.0.1', port)) == 0


def get(port, path, seconds=10):
    """Status and body; None where nobody answers."""
    connection = http.client.HTTPConnection('127.0.0.1', port, timeout=seconds)
    try:
        connection.request('GET', path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(errors='replace')
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


class Cluster:
    """`programs` is the folder of escalon-intake and its kin, `source` that of the repository. The
    ports are chosen once and kept in cluster.json. A `bound` cluster ends with this process."""

    def __init__(self, folder, programs, source, bound=False):
        self.folder = os.path.abspath(folder)
        self.programs = os.path.abspath(programs)
        self.source = os.path.abspath(source)
        os.makedirs(self.folder, exist_ok=True)
        self.processes = Processes(self.folder, bound)
        self.ports = self._ports()

    # --- what it is ------------------------------------------------------------------------------

    def _ports(self):
        path = os.path.join(self.folder, 'cluster.json')
        try:
            with open(path, encoding='utf-8') as file:
                return json.load(file)
        except FileNotFoundError:
            pass
        names = ['kafka', 'kafka-controller', 'redis', *SERVICES, *(f'{name}-grpc'
                                                                    for name in WITH_GRPC)]
        ports = {name: free_port() for name in names}
        with open(path, 'w', encoding='utf-8') as file:
            json.dump(ports, file, indent=2)
        return ports

    def environment(self):
        """What the CLI needs to reach it."""
        return {'ESCALON_TO': f'127.0.0.1:{self.ports["intake"]}',
                'ESCALON_INSIGHT': f'127.0.0.1:{self.ports["insight"]}'}

    def names(self):
        return ('kafka', 'redis', *SERVICES)

    # --- starting --------------------------------------------------------------------------------

    def start(self, policy):
        """Starts what does not run, and returns once every service is ready."""
        self.start_kafka()
        self.start_redis()
        for name in SERVICES:
            self.start_service(name, policy)
        for name in SERVICES:
            self.wait_ready(name)

    def start_kafka(self):
        if self.processes.pid('kafka'):
            return
        jars = os.path.join(self.source, 'build/tools/kafka')
        resolve = os.path.join(self.source, 'libs/testkit/kafka/resolve.sh')
        if subprocess.run([resolve, jars], check=False).returncode != 0:
            raise ClusterError('the Kafka broker cannot be fetched')
        # The heap of Kafka's own scripts. A smaller one is collected several times a second, and
        # all wait for 10 ms each time.
        java = ['java', '-Xmx1g', '-Xms1g', '-Xmn640m', '-XX:+UseSerialGC', '-cp',
                os.path.join(jars, '*')]
        settings = self._write_kafka_settings()
        if not os.path.exists(os.path.join(self.folder, 'kafka', 'meta.properties')):
            done = subprocess.run([*java, 'kafka.tools.StorageTool', 'format', '--cluster-id',
                                   CLUSTER_ID, '--config', settings], capture_output=True)
            if done.returncode != 0:
                said = done.stderr.decode()[-2000:]
                raise ClusterError('Kafka cannot format its folder:\n' + said)
        self.processes.start('kafka', [*java, 'kafka.Kafka', settings])
        self._wait_for_port('kafka')

    def kafka_settings(self):
        broker, controller = (f'127.0.0.1:{self.ports[name]}'
                              for name in ('kafka', 'kafka-controller'))
        return {
            'process.roles': 'broker,controller', 'node.id': 1,
            'controller.quorum.voters': f'1@{controller}',
            'listeners': f'PLAINTEXT://{broker},CONTROLLER://{controller}',
            'advertised.listeners': f'PLAINTEXT://{broker}',
            'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
            'controller.listener.names': 'CONTROLLER', 'inter.broker.listener.name': 'PLAINTEXT',
            'log.dirs': os.path.join(self.folder, 'kafka'),
            'offsets.topic.replication.factor': 1, 'offsets.topic.num.partitions': 5,
            'transaction.state.log.replication.factor': 1, 'transaction.state.log.min.isr': 1,
            'group.initial.rebalance.delay.ms': 0, 'group.min.session.timeout.ms': 500,
            # Kafka's defaults are for machines with more cores: threads wait for one another here.
            'num.network.threads': max(1, (os.cpu_count() or 1) // 2),
            'num.io.threads': os.cpu_count() or 1,
            'auto.create.topics.enable': 'false', 'log.segment.bytes': 64 << 20,
            'log.index.size.max.bytes': 1 << 20}

    def _write_kafka_settings(self):
        settings = self.kafka_settings()
        path = os.path.join(self.folder, 'kafka.properties')
        with open(path, 'w', encoding='utf-8') as file:
            file.writelines(f'{name}={value}\n' for name, value in settings.items())
        return path

    def start_redis(self):
        if self.processes.pid('redis'):
            return
        os.makedirs(os.path.join(self.folder, 'redis'), exist_ok=True)
        self.processes.start('redis', self.redis_command())
        self._wait_for_port('redis')

    def redis_command(self):
        return ['redis-server', '--bind', '127.0.0.1', '--port', str(self.ports['redis']),
                '--dir', os.path.join(self.folder, 'redis'), '--appendonly', 'yes', '--save', '',
                '--maxmemory', '512mb', '--maxmemory-policy', 'noeviction']

    def _wait_for_port(self, name):
        end = time.monotonic() + START_SECONDS_MAX
        while not accepts(self.ports[name]):
            if self.processes.exit_code(name) is not None or time.monotonic() > end:
                raise ClusterError(f'{name} does not start:\n' + self.processes.tail(name))
            time.sleep(0.05)

    def settings_of(self, name, policy=None):
        settings = {
            'http.port': self.ports[name], 'log.format': 'json',
            'kafka.brokers': f'127.0.0.1:{self.ports["kafka"]}', 'kafka.instance': f'{name}-0',
            'kafka.replication_factor': 1, 'kafka.in_sync_replicas_min': 1}
        if name in WITH_STAGES:
            settings['redis.url'] = f'redis://127.0.0.1:{self.ports["redis"]}'
        if name in WITH_GRPC:
            settings['grpc.port'] = self.ports[f'{name}-grpc']
        if name in WITH_DATA:
            settings['data'] = os.path.join(self.folder, name)
        if name == 'intake' and policy:
            settings['policy'] = os.path.abspath(policy)
        return settings

    def start_service(self, name, policy=None):
        if self.processes.pid(name):
            return
        path = os.path.join(self.folder, f'{name}.yaml')
        with open(path, 'w', encoding='utf-8') as file:
            file.writelines(f'{key}: {json.dumps(value)}\n'
                            for key, value in self.settings_of(name, policy).items())
        self.processes.start(name, [os.path.join(self.programs, f'escalon-{name}'), '--config',
                                    path])

    def wait_ready(self, name, seconds=START_SECONDS_MAX):
        end = time.monotonic() + seconds
        while True:
            answer = get(self.ports[name], '/readyz')
            if answer and answer[0] == 200:
                return
            if self.processes.pid(name) is None or time.monotonic() > end:
                said = answer[1] if answer else 'it does not answer\n'
                raise ClusterError(f'{name} is not ready: {said}' + self.processes.tail(name))
            time.sleep(0.05)

    # --- stopping --------------------------------------------------------------------------------

    def stop(self):
        """Ends everything in order: services first, then what they stand on."""
        for name in SERVICES:
            self.processes.send(name, signal.SIGTERM)
        for name in (*SERVICES, 'redis', 'kafka'):
            self.processes.stop(name, STOP_SECONDS_MAX)

    def kill(self):
        for name in self.names():
            self.processes.kill(name)

    def status(self):
        """A line for each process: name, process id, port, and what /readyz says is wrong."""
        lines = []
        for name in self.names():
            pid = self.processes.pid(name)
            state = 'down' if pid is None else 'up'
            if pid is not None and name in SERVICES:
                answer = get(self.ports[name], '/readyz')
                state = 'does not answer' if answer is None else 'ready' if answer[0] == 200 else \
                    '; '.join(line for line in answer[1].splitlines() if not line.endswith(': ok'))
            lines.append((name, pid, self.ports[name], state))
        return lines
