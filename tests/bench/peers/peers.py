"""The peers: fetched at pinned versions into build/tools, started, and asked for their figures."""
import json, os, shutil, subprocess
from stand import tool

ABSENT_SAYS_MAX = 300


class Absent(Exception):
    """Why a peer cannot be measured here."""


def fetch(command, folder, log, **more):
    """Runs a package client; its last words where it fails."""
    if shutil.which(command[0]) is None:
        raise Absent(f'{command[0]} is not installed')
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=600, **more)
    with open(log, 'w', encoding='utf-8') as file:
        file.write(done.stdout + done.stderr)
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip()[-ABSENT_SAYS_MAX:]
        raise Absent(f'{" ".join(command[:2])} failed: {" ".join(said.split())}')


class Peers:
    """`absent` has the reason by name for each that could not be had."""

    def __init__(self, options, report):
        self._sources = os.path.join(options.source, 'tests/bench/peers')
        self._tools = os.path.join(options.source, 'build/tools/peers')
        self._resolve = os.path.join(options.source, 'libs/testkit/kafka/resolve.sh')
        self.absent = {}
        for name, make in (('bullmq', self._make_bullmq), ('asynq', self._make_asynq),
                           ('streams', self._make_streams)):
            folder = os.path.join(self._tools, name)
            os.makedirs(folder, exist_ok=True)
            try:
                make(os.path.join(self._sources, name), folder)
            except (Absent, OSError, subprocess.TimeoutExpired) as error:
                self.absent[name] = str(error)
                report.absent(name, str(error))

    def _make_bullmq(self, source, folder):
        for name in ('package.json', 'package-lock.json', 'peer.js'):
            shutil.copy(os.path.join(source, name), folder)
        with open(os.path.join(folder, 'package-lock.json'), encoding='utf-8') as file:
            wanted = file.read()
        stamp = os.path.join(folder, 'fetched')
        if not os.path.exists(stamp) or open(stamp, encoding='utf-8').read() != wanted:
            fetch(['npm', 'ci', '--silent', '--no-audit', '--no-fund'], folder, folder + '.log')
            with open(stamp, 'w', encoding='utf-8') as file:
                file.write(wanted)

    def _make_asynq(self, source, folder):
        for name in ('go.mod', 'go.sum', 'main.go'):
            shutil.copy(os.path.join(source, name), folder)
        fetch(['go', 'build', '-o', 'peer', '.'], folder, folder + '.log')

    def _make_streams(self, source, folder):
        for command in ('javac', 'mvn'):
            if shutil.which(command) is None:
                raise Absent(f'{command} is not installed')
        jars = os.path.join(folder, 'jars')
        if not os.path.isdir(jars):
            fetch(['mvn', '-q', '-B', '-f', os.path.join(source, 'pom.xml'),
                   'dependency:copy-dependencies', '-DincludeScope=runtime',
                   f'-DoutputDirectory={jars}'], folder, folder + '.log')
        fetch(['javac', '-cp', os.path.join(jars, '*'), '-d', os.path.join(folder, 'classes'),
               os.path.join(source, 'Peer.java')], folder, folder + '.log')

    def timers(self, settings):
        """(name, setting, peer) of those that are there, each at its defaults and at its best, or
        at one of the two."""
        bullmq, asynq = (os.path.join(self._tools, name) for name in ('bullmq', 'asynq'))
        found = []
        if 'bullmq' not in self.absent:
            found += [('BullMQ', 'default', BullMq(bullmq, concurrency=1, hz=10)),
                      ('BullMQ', 'best', BullMq(bullmq, concurrency=100, hz=100))]
        if 'asynq' not in self.absent:
            found += [('asynq', 'default', Asynq(asynq, concurrency=os.cpu_count(), check_ms=5000)),
                      ('asynq', 'best', Asynq(asynq, concurrency=32, check_ms=1000))]
        return [one for one in found if one[1] in settings]

    def start_streams(self, brokers, source, sink, guarantee, folder, hops):
        here = os.path.join(self._tools, 'streams')
        return Worker(['java', '-Xmx1g', '-cp', os.path.join(here, 'classes') + ':' +
                       os.path.join(here, 'jars/*'), 'Peer', brokers, source, sink, str(hops),
                       guarantee, folder, str(os.cpu_count()), 'default'])


class Worker:
    """A program in a process of its own that says `ready`, and a JSON object at its end."""

    def __init__(self, command):
        self._command = command
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                         text=True)
        self.pid = self._process.pid
        if self._process.stdout.readline().strip() != 'ready':
            self._process.kill()
            said = self._process.stderr.read()[-1500:]
            raise RuntimeError(f'{command[0]} does not start: {said}')

    def result(self, seconds):
        out, err = self._process.communicate(timeout=seconds)
        lines = out.strip().splitlines()
        if not lines:
            raise RuntimeError(f'{self._command[0]} said nothing: {err[-1500:]}')
        return json.loads(lines[-1])

    def kill(self):
        self._process.kill()
        self._process.wait()


class BullMq:
    """`hz` is of its Redis: blocking calls that time out wake by it."""

    def __init__(self, folder, concurrency, hz):
        self._command = ['node', os.path.join(folder, 'peer.js')]
        self._concurrency, self.hz = concurrency, hz
        self.says = f'concurrency {concurrency}, Redis hz {hz}'

    def arm(self, port, run, count, first_due_ms, rate, payload):
        return tool([*self._command, 'arm', str(port), run, str(count), str(first_due_ms),
                     str(rate), str(payload)], 900)

    def cancel(self, port, run, count, percent):
        return tool([*self._command, 'cancel', str(port), run, str(count), str(percent / 100)], 600)

    def work(self, port, run, count, patience):
        return Worker([*self._command, 'work', str(port), run, str(count),
                       str(self._concurrency), str(patience)])


class Asynq:
    """Its queue is one for all runs: each is over before the next begins."""

    hz = 10

    def __init__(self, folder, concurrency, check_ms):
        self._command = [os.path.join(folder, 'peer')]
        self._concurrency, self._check_ms = concurrency, check_ms
        self.says = f'concurrency {concurrency}, looks every {check_ms} ms'

    def arm(self, port, _, count, first_due_ms, rate, payload):
        return tool([*self._command, 'arm', str(port), str(count), str(first_due_ms), str(rate),
                     str(payload)], 900)

    def cancel(self, port, _, count, percent):
        return tool([*self._command, 'cancel', str(port), str(count), str(percent)], 600)

    def work(self, port, _, count, patience):
        return Worker([*self._command, 'work', str(port), str(count), str(self._concurrency),
                       str(self._check_ms), str(patience)])
