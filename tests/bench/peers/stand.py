"""Broker, Redis and those services of Escalon that a measure needs, each measure on a fresh one."""
import json, os, shutil, subprocess
from cluster import Cluster, ClusterError, SERVICES, WITH_STAGES, free_port
from machine import CpuMeter

REDIS = ('--appendonly', 'yes', '--appendfsync', 'everysec', '--save', '', '--maxmemory', '4gb',
         '--maxmemory-policy', 'noeviction')
WARMING_RECORDS = 300_000


def tool(command, seconds):
    """Runs a program that prints a JSON object last, and returns what it said."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds)
    lines = done.stdout.strip().splitlines()
    if not lines or not lines[-1].startswith('{'):
        raise RuntimeError(f'{os.path.basename(command[0])} ended with {done.returncode}: '
                           + (done.stderr or done.stdout)[-1500:])
    return {**json.loads(lines[-1]), 'ok': done.returncode == 0}


class Stand(Cluster):
    """`services` are started by name; `instances` of each that has stages."""

    def __init__(self, options, folder, services=(), instances=1, hz=10):
        shutil.rmtree(folder, ignore_errors=True)
        self.services = services
        self.hz = hz
        super().__init__(folder, options.programs, options.source, bound=True)
        self.units = [name if number == 0 else f'{name}-{number}' for name in services
                      for number in range(instances if name in WITH_STAGES else 1)]
        for name in self.units:
            self.ports.setdefault(name, free_port())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for name in (*self.units, 'redis', 'kafka'):
            self.processes.kill(name)
        shutil.rmtree(self.folder, ignore_errors=True)

    # --- what differs from the cluster of a developer ---------------------------------------------

    def redis_command(self):
        return ['redis-server', '--bind', '127.0.0.1', '--port', str(self.ports['redis']), '--dir',
                os.path.join(self.folder, 'redis'), '--hz', str(self.hz), *REDIS]

    def service_of(self, name):
        return name if name in SERVICES else name.rsplit('-', 1)[0]

    def settings_of(self, name, policy=None):
        settings = super().settings_of(self.service_of(name), policy)
        settings.update({'http.port': self.ports[name], 'log.level': 'warning'})
        if name not in SERVICES:
            settings['kafka.instance'] = name
        return settings

    def start_service(self, name, policy=None):
        path = os.path.join(self.folder, f'{name}.yaml')
        with open(path, 'w', encoding='utf-8') as file:
            file.writelines(f'{key}: {json.dumps(value)}\n'
                            for key, value in self.settings_of(name, policy).items())
        self.processes.start(name, [os.path.join(self.programs,
                                                 f'escalon-{self.service_of(name)}'),
                                    '--config', path])

    def start(self, policy=None):
        self.start_kafka()
        self.start_redis()
        for name in self.units:
            self.start_service(name, policy)
        for name in self.units:
            self.wait_ready(name)
        return self

    # --- asking -----------------------------------------------------------------------------------

    @property
    def brokers(self):
        return f'127.0.0.1:{self.ports["kafka"]}'

    def measure(self, *words, seconds=900):
        return tool([os.path.join(self.programs, 'escalon_measure'), '--brokers', self.brokers,
                     *map(str, words)], seconds)

    def warm_broker(self):
        """Its code is compiled while it runs: whoever is measured first would pay for it."""
        self.make_topics(['bare.warm'])
        for count, rate in ((WARMING_RECORDS, 0), (WARMING_RECORDS // 50, 2_000)):
            self.measure('bare-timers', '--topic', 'bare.warm', '--count', count, '--rate', rate)

    def start_measure(self, *words):
        return subprocess.Popen(
            [os.path.join(self.programs, 'escalon_measure'), '--brokers', self.brokers,
             *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def meter(self):
        return CpuMeter({name: self.processes.pid(name)
                         for name in (*self.units, 'kafka', 'redis')})

    def redis(self, *words):
        done = subprocess.run(['redis-cli', '-p', str(self.ports['redis']), *map(str, words)],
                              capture_output=True, text=True, timeout=120)
        return done.stdout.strip()

    def redis_memory(self):
        for line in self.redis('INFO', 'memory').splitlines():
            if line.startswith('used_memory:'):
                return int(line.split(':')[1])
        raise ClusterError('Redis does not say how much memory it uses')

    def redis_rows(self, stage):
        """How many states a stage's views hold."""
        script = ("local sum = 0 for _, key in ipairs(redis.call('KEYS', ARGV[1])) do "
                  "sum = sum + redis.call('HLEN', key) end return sum")
        return int(self.redis('EVAL', script, 0, f'escalon:{{{stage}:*}}:state'))

    def key_bytes(self, stage, part):
        """MEMORY USAGE summed over all keys of one part of a stage's views, `due` or `state`."""
        script = (
            "local sum = 0 "
            "for _, key in ipairs(redis.call('KEYS', ARGV[1])) do "
            "sum = sum + redis.call('MEMORY', 'USAGE', key, 'SAMPLES', 0) end return sum")
        return int(self.redis('EVAL', script, 0, f'escalon:{{{stage}:*}}:{part}*'))

    def make_topics(self, names, partitions=12):
        if not self.measure('make-topics', *names, '--partitions', partitions)['ok']:
            raise ClusterError(f'these topics cannot be made: {", ".join(names)}')
