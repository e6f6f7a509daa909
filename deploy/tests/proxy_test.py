"""What the chart's proxy lets through, tried on an nginx with a service behind it that answers
with the path that it was asked for."""
import http.client, http.server, os, signal, socket, ssl, subprocess, tempfile, threading, time
import unittest
import yaml
from found import free_port, helm, program, run, source

START_SECONDS_MAX = 10


class Echo(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.path.encode())

    do_POST = do_GET

    def log_message(self, *_):
        """Nothing: the test asks what it wants to know."""


def configuration(name):
    done = subprocess.run([helm(), 'template', 'prod', source('helm/escalon'), '--show-only',
                           'templates/proxy-configmap.yaml'], capture_output=True, text=True)
    return yaml.safe_load(done.stdout)['data'][f'{name}.conf']


def make_certificates(folder):
    """tls.* signed by itself, which also signs the clients; stranger.* of somebody else."""
    for name in ('tls', 'stranger'):
        status, said = run([program('openssl'), 'req', '-x509', '-newkey', 'rsa:2048', '-nodes',
                            '-subj', f'/CN={name}', '-keyout', f'{folder}/{name}.key',
                            '-out', f'{folder}/{name}.crt'])
        assert status == 0, said
    os.link(f'{folder}/tls.crt', f'{folder}/ca.crt')


class Proxy(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        nginx = program('nginx')
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = folder.name
        make_certificates(cls.folder)
        service = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Echo)
        threading.Thread(target=service.serve_forever, daemon=True).start()
        cls.addClassCleanup(service.server_close)
        cls.addClassCleanup(service.shutdown)
        cls.health, cls.api = free_port(), free_port()
        text = configuration('intake')
        for before, after in (('/tmp/', f'{cls.folder}/'),
                              ('/run/secrets/escalon/api', cls.folder),
                              ('listen 9464', f'listen 127.0.0.1:{cls.health}'),
                              ('listen 8443', f'listen 127.0.0.1:{cls.api}'),
                              ('listen 9443', f'listen 127.0.0.1:{free_port()}'),
                              ('127.0.0.1:8080', f'127.0.0.1:{service.server_port}')):
            assert before in text, before
            text = text.replace(before, after)
        with open(f'{cls.folder}/nginx.conf', 'w', encoding='utf-8') as file:
            file.write(text)
        process = subprocess.Popen([nginx, '-e', 'stderr', '-c', f'{cls.folder}/nginx.conf', '-g',
                                    'daemon off;'], stderr=subprocess.DEVNULL)
        cls.addClassCleanup(process.wait)
        cls.addClassCleanup(process.send_signal, signal.SIGTERM)
        cls.wait_for_health()

    @classmethod
    def wait_for_health(cls):
        end = time.monotonic() + START_SECONDS_MAX
        while time.monotonic() < end:
            with socket.socket() as probe:
                if probe.connect_ex(('127.0.0.1', cls.health)) == 0:
                    return
            time.sleep(0.02)
        raise AssertionError('nginx does not start')

    def ask(self, connection, path, method='GET'):
        connection.request(method, path)
        answer = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        return answer.status, body

    def ask_health(self, path, method='GET'):
        return self.ask(http.client.HTTPConnection('127.0.0.1', self.health, timeout=5), path,
                        method)

    def ask_api(self, path, certificate, method='GET'):
        context = ssl.create_default_context(cafile=f'{self.folder}/ca.crt')
        context.check_hostname = False
        if certificate:
            context.load_cert_chain(f'{self.folder}/{certificate}.crt',
                                    f'{self.folder}/{certificate}.key')
        return self.ask(http.client.HTTPSConnection('127.0.0.1', self.api, timeout=5,
                                                    context=context), path, method)

    def test_health_and_metrics_come_through_and_nothing_else(self):
        for path in ('/livez', '/readyz', '/metrics'):
            self.assertEqual(self.ask_health(path), (200, path))
        for path in ('/v1/events', '/v1/policies', '/livez/x', '/', '/metrics/../v1/events'):
            self.assertEqual(self.ask_health(path, 'POST')[0], 404, path)

    def test_the_api_is_for_those_who_show_a_certificate(self):
        self.assertEqual(self.ask_api('/v1/events', 'tls', 'POST'), (200, '/v1/events'))
        for nobody in (None, 'stranger'):
            status, body = self.ask_api('/v1/events', nobody, 'POST')
            self.assertEqual(status, 400)
            self.assertNotIn('/v1/events', body)

    def test_nobody_accepts_the_clock_from_afar(self):
        for path in ('/v1/clock:accept', '/v1//clock:accept', '/v1/clock%3Aaccept'):
            self.assertEqual(self.ask_api(path, 'tls', 'POST')[0], 404, path)


if __name__ == '__main__':
    unittest.main()
