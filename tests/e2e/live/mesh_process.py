"""A real `escalon up` in a process of its own, and what one asks of it."""
import http.client, json, os, re, select, shutil, signal, socket, subprocess, tempfile, time
import urllib.parse

START_SECONDS_MAX = 60
WELCOME = re.compile(r'http://127\.0\.0\.1:(\d+)(?:, gRPC 127\.0\.0\.1:(\d+))?')


def escalon():
    return os.environ['ESCALON_PROGRAM']


def source_dir():
    return os.environ['ESCALON_SOURCE_DIR']


def policy(name):
    return os.path.join(source_dir(), 'deploy/policies', name)


def temporary_folder():
    return tempfile.mkdtemp(prefix='escalon_live_')


def temporary_copy():
    return tempfile.TemporaryDirectory(prefix='escalon_live_')


def remove(folder):
    shutil.rmtree(folder, ignore_errors=True)


def until(condition, seconds=15.0, what='it'):
    """Waits until `condition()` is true and returns what it returned."""
    end = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f'{what} did not come to pass within {seconds} s')
        time.sleep(0.02)


def run(*arguments, seconds=60):
    """Runs a command of the CLI to its end: (exit code, standard output, standard error)."""
    done = subprocess.run([escalon(), *arguments], capture_output=True, timeout=seconds)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


class Mesh:
    """`escalon up` on a data directory. `stop` or `kill` it in a finally."""

    def __init__(self, data, *arguments, ports=('0', '0'), output=None):
        self.data = data
        self.port = None
        self.output_path = (output or data) + '.out'
        with open(self.output_path, 'ab') as file:
            self.output_from = file.tell()
            self.process = subprocess.Popen(
                [escalon(), 'up', '--data', data, '--port', ports[0], '--grpc-port', ports[1],
                 *arguments], stdin=subprocess.DEVNULL, stdout=file, stderr=file)

    def output(self):
        with open(self.output_path, 'rb') as file:
            file.seek(self.output_from)
            return file.read().decode(errors='replace')

    def wait_ready(self):
        def ready():
            if self.process.poll() is not None:
                raise AssertionError(f'escalon ended with {self.process.returncode}:\n'
                                     + self.output()[-4000:])
            welcome = WELCOME.search(self.output())
            if welcome is None:
                return False
            self.port = int(welcome.group(1))
            try:
                return self.get('/readyz')[0] == 200
            except OSError:
                return False
        until(ready, START_SECONDS_MAX, 'readiness')
        return self

    def request(self, method, path, body=None, content_type='application/json', seconds=30):
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=seconds)
        try:
            headers = {'Content-Type': content_type} if body is not None else {}
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(errors='replace')
        finally:
            connection.close()

    def get(self, path):
        return self.request('GET', path)

    def post_event(self, event, content_type='application/json'):
        body = event if isinstance(event, (bytes, str)) else json.dumps(event)
        if isinstance(body, str):
            body = body.encode()
        return self.request('POST', '/v1/events', body, content_type)

    def post_command(self, command):
        status, body = self.request('POST', '/v1/commands', json.dumps(command).encode())
        return status, json.loads(body)

    def case_text(self, case_id, **query):
        query = urllib.parse.urlencode(query)
        return self.get(f'/v1/cases/{urllib.parse.quote(case_id, safe="")}?{query}')

    def case(self, case_id, **query):
        status, body = self.case_text(case_id, **query)
        return json.loads(body) if status == 200 else None

    def accepted(self):
        """Events that this process has accepted so far."""
        return sum(float(line.rsplit(' ', 1)[1]) for line in self.get('/metrics')[1].splitlines()
                   if line.startswith('escalon_intake_requests_total') and 'accepted' in line)

    def order(self, *arguments, seconds=60):
        """A command of the CLI that is sent to this mesh."""
        return run(*arguments, '--to', f'127.0.0.1:{self.port}', seconds=seconds)

    def wait_end(self, seconds):
        return self.process.wait(seconds)

    def stop(self, seconds=30):
        """SIGTERM; the exit code and how long it took."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        started = time.monotonic()
        try:
            code = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        return code, time.monotonic() - started

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


class Watch:
    """The events of GET /v1/watch, read as they come."""

    def __init__(self, mesh, **query):
        self.socket = socket.create_connection(('127.0.0.1', mesh.port), timeout=10)
        path = '/v1/watch?' + urllib.parse.urlencode(query)
        self.socket.sendall(f'GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n'.encode())
        self.text = b''
        self.read_until(lambda text: b': watching' in text)

    def read_until(self, done, seconds=15):
        end = time.monotonic() + seconds
        while not done(self.text):
            readable = select.select([self.socket], [], [], max(0, end - time.monotonic()))[0]
            if not readable:
                raise AssertionError('the stream did not show it in time: '
                                     + self.text[-2000:].decode(errors='replace'))
            piece = self.socket.recv(65536)
            if not piece:
                raise AssertionError('the stream ended')
            self.text += piece

    def items(self):
        return [json.loads(line[6:]) for line in self.text.decode(errors='replace').splitlines()
                if line.startswith('data: ')]

    def close(self):
        self.socket.close()
