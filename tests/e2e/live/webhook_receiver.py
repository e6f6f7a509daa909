"""A subscriber's web server: takes every delivery and keeps it by its id."""
import collections, http.server, threading


class WebhookReceiver:
    """Listens on a free port of loopback, or the given one, until `close`."""

    def __init__(self, port=0):
        self.bodies = collections.defaultdict(list)
        self._lock = threading.Lock()
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get('Content-Length', 0)))
                receiver._take(self.headers.get('webhook-id', ''), body)
                self.send_response(204)
                self.send_header('Content-Length', '0')
                self.end_headers()

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                pass  # a sender that was killed hangs up in the middle

        self._server = Server(('127.0.0.1', port), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self.port = self._server.server_address[1]
        self.url = f'http://127.0.0.1:{self.port}/hook'

    def _take(self, delivery_id, body):
        with self._lock:
            self.bodies[delivery_id].append(body)

    def count(self):
        with self._lock:
            return sum(map(len, self.bodies.values()))

    def close(self):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
