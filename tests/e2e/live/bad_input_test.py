"""What a live mesh says to input that it cannot take: what, where, and what to do. It stays up."""
import datetime, json, os, unittest
import mesh_process
from mesh_process import Mesh, until

SMALLEST = {'contact_id': 'c1', 'channel': 'chat', 'customer_message': {'text': 'hello'}}
EVENT_BYTES_MAX = 900_000


class BadInput(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = mesh_process.temporary_folder()
        cls.addClassCleanup(mesh_process.remove, cls.folder)
        cls.mesh = Mesh(os.path.join(cls.folder, 'data'), '--no-story')
        cls.addClassCleanup(cls.mesh.kill)
        cls.mesh.wait_ready()

    def tearDown(self):
        self.assertIsNone(self.mesh.process.poll(), 'the mesh is gone')
        self.assertEqual(self.mesh.get('/readyz')[0], 200)

    def refused(self, event, *words, status=400):
        got, body = self.mesh.post_event(event)
        self.assertEqual(got, status, body)
        message = json.loads(body)['error']['message']
        for word in words:
            self.assertIn(word, message)

    def test_a_body_that_cannot_be_parsed(self):
        for body in ('', '{', 'hello', '[]', '"text"', '{"contact_id":', '\x00\x01'):
            self.refused(body)

    def test_deep_nesting(self):
        self.refused('{"attributes":' * 5000 + '1' + '}' * 5000)

    def test_an_unknown_field_has_a_suggestion(self):
        self.refused({**SMALLEST, 'chanel': 'chat'}, 'chanel', "did you mean 'channel'")
        self.refused({**SMALLEST, 'customer_message': {'txt': 'hello'}}, 'txt', "'text'")

    def test_an_unknown_channel_has_a_suggestion(self):
        self.refused({**SMALLEST, 'channel': 'emial'}, 'emial', 'email')

    def test_empty_ids(self):
        self.refused({**SMALLEST, 'contact_id': ''}, 'contact_id')
        self.refused({'channel': 'chat', 'started': {}}, 'contact_id')

    def test_ids_with_line_ends(self):
        for name in ('contact_id', 'case_id', 'event_id', 'tenant'):
            for bad in ('c\n1', 'c1\r', '\x00', '\u0007'):
                self.refused({**SMALLEST, name: bad}, name)

    def test_an_event_without_content(self):
        self.refused({'contact_id': 'c1', 'channel': 'chat'})

    def test_an_event_that_is_too_large(self):
        large = {**SMALLEST, 'customer_message': {'text': 'x' * (EVENT_BYTES_MAX + 1)}}
        self.refused(large, str(EVENT_BYTES_MAX))
        fits = {**SMALLEST, 'contact_id': 'fits',
                'customer_message': {'text': 'x' * (EVENT_BYTES_MAX - 2000)}}
        self.assertEqual(self.mesh.post_event(fits)[0], 200)
        until(lambda: self.mesh.case('fits'), what='the large event')

    def test_a_body_that_is_far_too_large(self):
        try:
            status, _ = self.mesh.post_event(b'x' * 80_000_000)
            self.assertIn(status, (400, 413))
        except OSError:
            pass  # the server may hang up before it has read all

    def test_invalid_utf8(self):
        self.refused(b'{"contact_id":"c1","channel":"chat","customer_message":{"text":"\xff\xfe"}}',
                     'UTF-8')

    def test_an_event_from_the_future(self):
        now = datetime.datetime.now(datetime.timezone.utc)
        late, soon = (now + datetime.timedelta(minutes=minutes) for minutes in (6, 4))
        self.refused({**SMALLEST, 'occurred_at': late.isoformat()}, 'occurred_at', '5 minutes')
        status, body = self.mesh.post_event({**SMALLEST, 'contact_id': 'soon',
                                             'occurred_at': soon.isoformat()})
        self.assertEqual(status, 200, body)

    def test_an_instant_that_is_none(self):
        self.refused({**SMALLEST, 'occurred_at': 'yesterday'}, 'occurred_at')

    def test_events_out_of_order_are_taken(self):
        for minute in (9, 3, 6):
            status, body = self.mesh.post_event({
                **SMALLEST, 'contact_id': 'order', 'event_id': f'order-{minute}',
                'occurred_at': f'2026-01-05T09:{minute:02}:00Z'})
            self.assertEqual(status, 200, body)
        until(lambda: self.mesh.case('order'), what='the case')

    def test_commands_that_make_no_sense(self):
        cases = [({'case_id': 'c1'}, 'body'),
                 ({'acknowledge': {}}, 'case_id'),
                 ({'case_id': 'c\n1', 'acknowledge': {}}, 'case_id'),
                 ({'case_id': 'c1', 'acknowledg': {}}, 'acknowledge'),
                 ({'escalation_id': 'nowhere', 'acknowledge': {}}, 'nowhere'),
                 ({'set_presence': {'person': 'ana', 'team': 'support_l2', 'presence': 'here'}},
                  'present')]
        for command, word in cases:
            with self.subTest(command=command):
                status, answer = self.mesh.post_command(command)
                self.assertIn(status, (400, 404))
                self.assertIn(word, answer['error']['message'])

    def test_a_command_for_an_unknown_case_is_refused_with_a_reason(self):
        status, answer = self.mesh.post_command({'case_id': 'nowhere', 'acknowledge': {}})
        self.assertEqual(status, 200)
        self.assertEqual(answer['outcome'], 'COMMAND_OUTCOME_REFUSED')
        self.assertTrue(answer['reason'])


if __name__ == '__main__':
    unittest.main(verbosity=2)
