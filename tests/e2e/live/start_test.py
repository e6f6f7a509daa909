"""How a mesh starts, stops, goes on, and says why it does not start."""
import json, os, sqlite3, unittest
import mesh_process
from mesh_process import Mesh, until

# Exit codes of libs/service.
CONFIGURATION, PORT_IN_USE, DATA_HELD, DATA_OF_NEWER_VERSION, USAGE = 78, 71, 75, 76, 64
STOP_SECONDS_MAX = 5


class Start(unittest.TestCase):
    def setUp(self):
        self.folder = mesh_process.temporary_folder()
        self.addCleanup(mesh_process.remove, self.folder)
        self.data = os.path.join(self.folder, 'data')

    def start(self, *arguments, **options):
        mesh = Mesh(self.data, *arguments, **options)
        self.addCleanup(mesh.kill)
        return mesh.wait_ready()

    def does_not_start(self, code, *words, arguments=(), data=None, **options):
        mesh = Mesh(data or self.data, *arguments, **options)
        try:
            self.assertEqual(mesh.wait_end(30), code, mesh.output())
            for word in words:
                self.assertIn(word, mesh.output())
        finally:
            mesh.kill()

    def stop(self, mesh):
        code, seconds = mesh.stop()
        self.assertEqual(code, 0, mesh.output()[-2000:])
        self.assertLess(seconds, STOP_SECONDS_MAX)

    def escalate(self, mesh, case_id):
        status, body = mesh.post_event({'contact_id': case_id, 'channel': 'chat',
                                        'customer_message': {'text': 'Get me a manager'}})
        self.assertEqual(status, 200, body)
        until(lambda: (mesh.case(case_id) or {}).get('escalations'), what='the escalation')


class Stopping(Start):
    def test_a_stopped_mesh_goes_on_where_it_was(self):
        mesh = self.start('--no-story')
        self.escalate(mesh, 'c1')
        before = mesh.case('c1')['escalations'][0]['escalation_id']
        self.stop(mesh)
        again = self.start()
        self.assertIn('1 open case since', again.output())
        self.assertIn('story not replayed', again.output())
        self.assertEqual(again.case('c1')['escalations'][0]['escalation_id'], before)
        code, _, error = again.order('ack', 'c1', '--as', 'grace')
        self.assertEqual(code, 0, error)
        self.stop(again)

    def test_a_live_stream_does_not_keep_it_from_stopping(self):
        mesh = self.start('--no-story')
        watch = mesh_process.Watch(mesh)
        try:
            self.stop(mesh)
        finally:
            watch.close()

    def test_it_stops_in_the_middle_of_its_story_and_tells_the_rest_later(self):
        mesh = self.start('--speed', '200')
        self.stop(mesh)
        again = self.start('--speed', '200')
        until(lambda: 'The mesh stays up' in again.output(), 30, 'the end of the story')
        self.stop(again)

    def test_a_killed_mesh_has_what_it_accepted(self):
        mesh = self.start('--no-story')
        lines = '\n'.join(json.dumps({'contact_id': f'k{number}', 'channel': 'chat',
                                      'customer_message': {'text': 'hello'}})
                          for number in range(200))
        status, body = mesh.post_event(lines, 'application/x-ndjson')
        mesh.kill()
        self.assertEqual(status, 200, body)
        again = self.start()
        until(lambda: again.case('k199'), what='the last event')
        self.assertTrue(all(again.case(f'k{number}') for number in range(200)))

    def test_fresh_starts_over(self):
        mesh = self.start('--no-story')
        self.escalate(mesh, 'c1')
        self.stop(mesh)
        again = self.start('--fresh', '--no-story')
        self.assertIsNone(again.case('c1'))


class Refusing(Start):
    def test_a_second_start_on_the_same_data_says_who_holds_it(self):
        mesh = self.start('--no-story')
        self.does_not_start(DATA_HELD, str(mesh.process.pid), self.data)
        self.does_not_start(DATA_HELD, str(mesh.process.pid), arguments=('--fresh',))
        self.assertEqual(mesh.get('/readyz')[0], 200)

    def test_a_port_in_use(self):
        mesh = self.start('--no-story')
        other = os.path.join(self.folder, 'other')
        self.does_not_start(PORT_IN_USE, str(mesh.port), '--port', data=other,
                            ports=(str(mesh.port), '0'))
        self.does_not_start(PORT_IN_USE, str(mesh.port), '--grpc-port', data=other,
                            ports=('0', str(mesh.port)))

    def test_data_of_a_newer_version(self):
        self.stop(self.start('--no-story'))
        database = sqlite3.connect(os.path.join(self.data, 'escalon.db'))
        version = database.execute('PRAGMA user_version').fetchone()[0]
        database.execute(f'PRAGMA user_version = {version + 1}')
        database.commit()
        database.close()
        self.does_not_start(DATA_OF_NEWER_VERSION, 'newer version', self.data)

    def test_data_of_another_program(self):
        os.makedirs(self.data)
        with open(os.path.join(self.data, 'escalon.db'), 'wb') as file:
            file.write(b'this is no database of ours' * 100)
        mesh = Mesh(self.data)
        try:
            self.assertNotIn(mesh.wait_end(30), (0, None))
            self.assertIn('escalon.db', mesh.output())
        finally:
            mesh.kill()

    def test_a_policy_with_an_unknown_field(self):
        folder = os.path.join(self.folder, 'policy')
        os.makedirs(folder)
        with open(os.path.join(folder, 'policy.yaml'), 'w', encoding='utf-8') as file:
            file.write('name: wrong\nteems: {}\n')
        self.does_not_start(CONFIGURATION, 'policy.yaml:2', 'teems', 'teams',
                            arguments=('--policy', folder))

    def test_a_policy_folder_that_is_not_there(self):
        self.does_not_start(CONFIGURATION, 'nowhere', arguments=('--policy', 'nowhere'))

    def test_an_events_file_that_is_not_there(self):
        self.does_not_start(1, 'nowhere.jsonl', arguments=('--play', 'nowhere.jsonl'))

    def test_an_instant_that_is_none(self):
        events = os.path.join(self.folder, 'events.jsonl')
        self.does_not_start(USAGE, 'yesterday',
                            arguments=('--play', events, '--from', 'yesterday'))

    def test_kept_dates_need_a_directory_of_their_own_and_take_nothing_live(self):
        events = os.path.join(self.folder, 'events.jsonl')
        with open(events, 'w', encoding='utf-8') as file:
            file.write('{"event_id":"e1","contact_id":"c1","channel":"chat",'
                       '"occurred_at":"2017-10-31T06:00:00Z","customer_message":{"text":"hi"}}\n')
        play = ('--play', events, '--keep-dates', '--speed', '100')
        mesh = self.start(*play)
        status, body = mesh.post_event({'contact_id': 'c2', 'channel': 'chat', 'started': {}})
        self.assertEqual(status, 409, body)
        self.stop(mesh)
        self.does_not_start(USAGE, '--keep-dates')
        self.stop(self.start('--fresh', '--no-story'))


if __name__ == '__main__':
    unittest.main(verbosity=2)
