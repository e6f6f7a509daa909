"""The console page and what it shows, from a running mesh; customers' words stay words in it."""
import html.parser, http.client, json, os, re, unittest
import mesh_process
from mesh_process import Mesh, Watch, until

EVIL = '<img src=x onerror="document.title=\'taken\'"></script><b>bold</b> & "quoted"'
FILES = {'/': 'text/html', '/console': 'text/html', '/console.css': 'text/css',
         '/console.js': 'text/javascript'}
# What would make HTML of a text, or code of it.
SINKS = ('innerHTML', 'outerHTML', 'insertAdjacentHTML', 'document.write', 'DOMParser',
         'createContextualFragment', 'srcdoc', 'eval(', 'new Function', 'setHTML')


class References(html.parser.HTMLParser):
    """Every address that a page names, and whatever of it is code or style in the page itself."""

    def __init__(self):
        super().__init__()
        self.addresses, self.inline, self.ids, self.labelled = [], [], set(), []

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.addresses += [attributes[name] for name in ('src', 'href') if name in attributes]
        self.inline += [name for name in attributes if name.startswith('on') or name == 'style']
        self.inline += [tag] if tag in ('style', 'iframe', 'object', 'embed') or (
            tag == 'script' and 'src' not in attributes) else []
        self.ids |= {attributes['id']} if 'id' in attributes else set()
        self.labelled += [attributes[name] for name in ('aria-labelledby', 'for')
                          if name in attributes]


class Console(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = mesh_process.temporary_folder()
        cls.addClassCleanup(mesh_process.remove, folder)
        cls.mesh = Mesh(os.path.join(folder, 'data'), '--no-story')
        cls.addClassCleanup(cls.mesh.kill)
        cls.mesh.wait_ready()
        cls.tell('asks', {'customer_message': {'text': 'I want to speak to a manager ' + EVIL}})
        cls.tell('waits', {'customer_message': {'text': 'Where is my parcel?'}})
        cls.mesh.post_command({'set_presence': {
            'person': 'grace', 'team': 'supervisors', 'presence': 'present', 'capacity': 7}})
        until(lambda: (cls.mesh.case('asks') or {}).get('escalations'), what='the escalation')
        until(lambda: ('grace', 7) in cls.people() and len(cls.board().get('due', [])) > 3,
              what='the wallboard')

    @classmethod
    def tell(cls, contact, content):
        status, body = cls.mesh.post_event({'contact_id': contact, 'channel': 'chat', **content})
        assert status == 200, body

    @classmethod
    def board(cls, query=''):
        status, body = cls.mesh.get('/v1/wallboard' + query)
        assert status == 200, body
        return json.loads(body)

    @classmethod
    def people(cls):
        return [(one['person'], one['capacity']) for one in cls.board().get('people', [])]

    def fetch(self, path):
        connection = http.client.HTTPConnection('127.0.0.1', self.mesh.port, timeout=10)
        self.addCleanup(connection.close)
        connection.request('GET', path)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()

    def test_its_files_are_served_with_a_policy_that_lets_nothing_else_in(self):
        for path, kind in FILES.items():
            status, headers, text = self.fetch(path)
            self.assertEqual((status, headers.get_content_type()), (200, kind), path)
            self.assertIn("default-src 'none'", headers['Content-Security-Policy'])
            self.assertNotIn('unsafe', headers['Content-Security-Policy'])
            self.assertEqual(headers['X-Content-Type-Options'], 'nosniff')
            self.assertTrue(text.strip(), path)

    def test_the_page_names_nothing_from_elsewhere_and_has_no_code_within(self):
        page = References()
        page.feed(self.fetch('/')[2])
        self.assertEqual(page.inline, [])
        for address in page.addresses:
            self.assertRegex(address, r'^(/[a-z]|#|data:,$)')
            if address.startswith('/'):
                self.assertEqual(self.fetch(address)[0], 200, address)
        self.assertLessEqual(set(page.labelled), page.ids)
        style = self.fetch('/console.css')[2]
        self.assertNotRegex(style, r'url\(|@import|//')

    def test_the_script_makes_text_of_text(self):
        script = self.fetch('/console.js')[2]
        for sink in SINKS:
            self.assertNotIn(sink, script)
        asked = re.findall(r"'(/v1/[a-z]+)", script)
        self.assertEqual(set(asked), {'/v1/wallboard', '/v1/cases', '/v1/watch'})
        page = References()
        page.feed(self.fetch('/')[2])
        named = set(re.findall(r"(?:at|fill|facts)\('([a-z-]+)'", script))
        self.assertTrue(named)
        self.assertLessEqual(named, page.ids)

    def test_the_wallboard_says_what_is_open(self):
        board = self.board()
        self.assertEqual(board['open_cases'], '2')
        self.assertEqual([(one['team'], one['open']) for one in board['escalations']],
                         [('supervisors', '1')])
        self.assertIn(('grace', 7), self.people())
        self.assertEqual({one['case_id'] for one in board['due']}, {'asks', 'waits'})
        instants = [one['due_at'] for one in board['due']]
        self.assertEqual(instants, sorted(instants))
        self.assertRegex(board['policy'], r'^[0-9a-f]{64}$')
        self.assertEqual(len(self.board('?limit=1')['due']), 1)
        self.assertNotIn('open_cases', self.board('?tenant=acme'))

    def test_what_customers_wrote_comes_as_json_and_unchanged(self):
        status, headers, text = self.fetch('/v1/cases/asks')
        self.assertEqual((status, headers.get_content_type()), (200, 'application/json'))
        self.assertTrue(any(EVIL in item['text'] for item in json.loads(text)['timeline']))
        watching = Watch(self.mesh, after=1, case_id='asks')
        self.addCleanup(watching.close)
        watching.read_until(lambda _: any(EVIL in item.get('text', '')
                                          for item in watching.items()))


if __name__ == '__main__':
    unittest.main(verbosity=2)
