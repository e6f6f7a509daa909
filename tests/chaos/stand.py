"""The cluster that faults are laid on: a broker, a Redis, one instance of each service behind a
proxy of its own, a second instance of each service with stages, and of these some on a host
of their own."""
import ctypes, json, os, re, signal, subprocess, time
from cluster import Cluster, ClusterError, WITH_STAGES, SERVICES, free_port, get
from frames import KafkaStream, RedisStream
from proxy import Proxies

PARTITIONS = 4
SPARES = tuple(f'{name}-1' for name in WITH_STAGES)
AWAY = 'sla-timer-1'          # runs on the other host, where there can be one
INTRUDER = 'sla-timer-x'      # bears the name of another instance
SESSION_MS = 3000
READY_SECONDS = 240  # of a machine that has other things to do
BROKER_DISK_BYTES = 400 << 20
CLONE_NEWNS, MS_REC, MS_PRIVATE = 0x20000, 0x4000, 0x40000


def own_mounts():
    """Gives this process mounts of its own, which end with it. Why not, or None."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNS) != 0 or libc.mount(
            b'none', b'/', None, MS_REC | MS_PRIVATE, None) != 0:
        return 'mounts of its own: ' + os.strerror(ctypes.get_errno())
    return None


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=20)
    if done.returncode != 0:
        raise OSError(f'{" ".join(command)}: {done.stderr.strip()}')
    return done.stdout


class OtherHost:
    """A network of its own, joined to ours by one cable that can be pulled."""

    def __init__(self):
        number = os.getpid() % 16000
        self.name, self._cable = f'escalon{number}', f'esc{number}'
        self._network = f'10.{200 + number // 4096}.{number // 16 % 256}.{number % 16 * 16}'
        first = self._network.rsplit('.', 1)
        self.here, self.there = (f'{first[0]}.{int(first[1]) + more}' for more in (1, 2))
        run('ip', 'netns', 'add', self.name)
        run('ip', 'link', 'add', self._cable, 'type', 'veth', 'peer', 'name', 'eth0', 'netns',
            self.name)
        run('ip', 'addr', 'add', f'{self.here}/28', 'dev', self._cable)
        run('ip', 'link', 'set', self._cable, 'up')
        for words in (('addr', 'add', f'{self.there}/28', 'dev', 'eth0'),
                      ('link', 'set', 'lo', 'up'), ('link', 'set', 'eth0', 'up')):
            run('ip', '-n', self.name, *words)

    def inside(self, *command):
        return ['ip', 'netns', 'exec', self.name, *command]

    def cut(self):
        run('ip', 'link', 'set', self._cable, 'down')

    def heal(self):
        run('ip', 'link', 'set', self._cable, 'up')

    def remove(self):
        subprocess.run(['ip', 'netns', 'del', self.name], check=False, capture_output=True)


class Stand(Cluster):
    """`why_not` says of what the machine does not allow why it does not, `ended` who ended without
    being told to."""

    def __init__(self, folder, programs, source):
        self.why_not = {}
        self.ended = []
        self.host = self._other_host()
        self.proxies = {}
        super().__init__(folder, programs, source, bound=True)
        for name in (*SPARES, INTRUDER):
            self.ports[name] = free_port()
        self._small_disk()
        self._start_proxies()

    def _other_host(self):
        try:
            return OtherHost()
        except OSError as error:
            self.why_not['other host'] = str(error)
            return None

    def _small_disk(self):
        self.disk = os.path.join(self.folder, 'kafka')
        os.makedirs(self.disk, exist_ok=True)
        try:
            run('mount', '-t', 'tmpfs', '-o', f'size={BROKER_DISK_BYTES}', 'tmpfs', self.disk)
        except OSError as error:
            self.why_not['small disk'] = str(error)

    def _start_proxies(self):
        proxies = Proxies()
        for name in SERVICES:
            self.ports[f'{name}-broker'] = free_port()
            kafka = proxies.add(free_port(), self.ports[f'{name}-broker'], KafkaStream)
            redis = proxies.add(free_port(), self.ports['redis'], RedisStream)
            self.proxies[name] = {'kafka': kafka, 'redis': redis}

    # --- what differs from the cluster of a developer -------------------------------------------

    def kafka_settings(self):
        settings = super().kafka_settings()
        faces = [('PLAINTEXT', f'127.0.0.1:{self.ports["kafka"]}', self.ports['kafka'])]
        for name in SERVICES:
            face = 'VIA_' + name.upper().replace('-', '_')
            faces.append((face, f'127.0.0.1:{self.ports[f"{name}-broker"]}',
                          self.proxies[name]['kafka'].port))
        listeners = [f'{face}://{address}' for face, address, _ in faces]
        advertised = [f'{face}://127.0.0.1:{port}' for face, _, port in faces]
        names = [face for face, *_ in faces]
        if self.host:
            self.ports.setdefault('kafka-away', free_port())
            address = f'AWAY://{self.host.here}:{self.ports["kafka-away"]}'
            listeners.append(address)
            advertised.append(address)
            names.append('AWAY')
        controller = settings['listeners'].split(',')[1]
        settings.update({
            'listeners': ','.join([*listeners, controller]),
            'advertised.listeners': ','.join(advertised),
            'listener.security.protocol.map': ','.join(
                f'{name}:PLAINTEXT' for name in (*names, 'CONTROLLER')),
            'broker.session.timeout.ms': 2000, 'broker.heartbeat.interval.ms': 200,
            'log.segment.bytes': 16 << 20, 'num.network.threads': 2, 'num.io.threads': 4,
            'log.cleaner.dedupe.buffer.size': 4 << 20, 'offsets.topic.num.partitions': 1})
        return settings

    def redis_command(self):
        command = super().redis_command()
        if self.host:
            command[2:3] = ['127.0.0.1', self.host.here]
            command += ['--protected-mode', 'no']
        return command

    def service_of(self, name):
        return re.sub(r'-[1x]$', '', name)

    def settings_of(self, name, policy=None):
        service = self.service_of(name)
        settings = super().settings_of(service, policy)
        settings.update({'http.port': self.ports[name], 'kafka.partitions': PARTITIONS,
                         'kafka.client.session.timeout.ms': SESSION_MS})
        broker, redis = (f'127.0.0.1:{self.ports[one]}' for one in ('kafka', 'redis'))
        if name in self.proxies:
            broker, redis = (f'127.0.0.1:{self.proxies[name][one].port}'
                             for one in ('kafka', 'redis'))
        elif name == AWAY and self.host:
            broker = f'{self.host.here}:{self.ports["kafka-away"]}'
            redis = f'{self.host.here}:{self.ports["redis"]}'
        settings['kafka.brokers'] = broker
        if service in WITH_STAGES:
            settings['redis.url'] = f'redis://{redis}'
        if name != service:
            settings['kafka.instance'] = f'{service}-{"0" if name == INTRUDER else "1"}'
        if 'data' in settings:
            settings['data'] = os.path.join(self.folder, name + '.data')
        return settings

    def units(self):
        return (*SERVICES, *SPARES)

    def names(self):
        return ('kafka', 'redis', *self.units(), INTRUDER)

    def start_service(self, name, policy=None):
        if self.processes.pid(name):
            return
        path = os.path.join(self.folder, f'{name}.yaml')
        with open(path, 'w', encoding='utf-8') as file:
            file.writelines(f'{key}: {json.dumps(value)}\n'
                            for key, value in self.settings_of(name, policy).items())
        program = os.path.join(self.programs, f'escalon-{self.service_of(name)}')
        command = [program, '--config', path]
        self.processes.start(name, self.host.inside(*command) if self._is_away(name) else command)

    def start(self, policy):
        self.start_kafka()
        self.start_redis()
        for name in self.units():
            self.start_service(name, policy)
        self.wait_all_ready()

    # --- asking ----------------------------------------------------------------------------------

    def _is_away(self, name):
        return name == AWAY and self.host is not None

    def ready(self, name):
        if not self._is_away(name):
            answer = get(self.ports[name], '/readyz', 3)
            return answer is not None and answer[0] == 200
        done = subprocess.run(
            self.host.inside('curl', '-s', '-m', '3', '-f', '-o', '/dev/null',
                             f'http://127.0.0.1:{self.ports[name]}/readyz'), check=False)
        return done.returncode == 0

    def wait_all_ready(self, seconds=READY_SECONDS):
        """Starts whoever has ended, and waits until all are ready."""
        end = time.monotonic() + seconds
        while unready := [name for name in self.units() if not self.ready(name)]:
            for name in unready:
                if self.processes.pid(name) is None:
                    self.ended.append(f'{name} ended with {self.processes.exit_code(name)}: '
                                      + self.processes.tail(name, 1000))
                    self.start_service(name)
            if time.monotonic() > end:
                said = '\n'.join(f'{name}:\n{self.processes.tail(name, 1500)}' for name in unready)
                raise ClusterError(f'not ready after {seconds} s: {unready}\n{said}')
            time.sleep(0.1)

    def owns(self, name):
        """How many partitions an instance on this host decides for."""
        answer = get(self.ports[name], '/metrics', 3)
        return 0 if answer is None else sum(
            int(float(number))
            for number in re.findall(r'escalon_partitions\{.*\} (\S+)', answer[1]))

    # --- ending ----------------------------------------------------------------------------------

    def remove(self):
        for name in self.names():
            self.processes.send(name, signal.SIGCONT)
        self.kill()
        if 'small disk' not in self.why_not:
            subprocess.run(['umount', '-l', self.disk], check=False, capture_output=True)
        if self.host:
            self.host.remove()
