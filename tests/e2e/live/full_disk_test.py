"""A disk that fills up under a live mesh, and is freed again."""
import json, os, subprocess, threading, unittest
import mesh_process
from mesh_process import Mesh, until

DISK = 'size=96m'


class FullDisk(unittest.TestCase):
    def setUp(self):
        folder = mesh_process.temporary_folder()
        self.addCleanup(mesh_process.remove, folder)
        self.disk = os.path.join(folder, 'disk')
        os.makedirs(self.disk)
        mounted = subprocess.run(['mount', '-t', 'tmpfs', '-o', DISK, 'none', self.disk],
                                 capture_output=True, text=True)
        if mounted.returncode != 0:
            self.skipTest('a small disk cannot be mounted here: ' + mounted.stderr.strip())
        self.addCleanup(subprocess.run, ['umount', self.disk], check=False)
        self.output = os.path.join(folder, 'data')

    def fill(self):
        """Takes all that is free, by a file."""
        path = os.path.join(self.disk, 'filler')
        with open(path, 'wb', buffering=0) as file:
            try:
                while True:
                    file.write(b'x' * 65536)
            except OSError:
                return path

    @staticmethod
    def lines(begin, count):
        return '\n'.join(json.dumps({'contact_id': f'd{number}', 'channel': 'chat',
                                     'customer_message': {'text': 'hello ' * 100}})
                         for number in range(begin, begin + count))

    def test_what_was_accepted_stays_and_what_waits_goes_on_when_there_is_room(self):
        mesh = Mesh(os.path.join(self.disk, 'data'), '--no-story', output=self.output)
        self.addCleanup(mesh.kill)
        mesh.wait_ready()
        status, body = mesh.post_event(self.lines(0, 100), 'application/x-ndjson')
        self.assertEqual(status, 200, body)
        filler = self.fill()
        answers = []
        waiting = threading.Thread(target=lambda: answers.append(
            mesh.post_event(self.lines(100, 2000), 'application/x-ndjson')))
        waiting.start()
        try:
            answer = until(lambda: next((got for got in [mesh.get('/readyz')] if got[0] == 503),
                                        None), what='the report that nothing can be written')
            self.assertIn('free disk space', answer[1])
            self.assertEqual(mesh.get('/livez')[0], 200)
        finally:
            os.remove(filler)
            waiting.join(60)
        until(lambda: mesh.get('/readyz')[0] == 200, what='room again')
        self.assertEqual([(status, json.loads(body)) for status, body in answers],
                         [(200, {'accepted': 2000})])
        until(lambda: mesh.case('d2099'), what='the last event')
        self.assertTrue(all(mesh.case(f'd{number}') for number in range(0, 2100, 50)))
        self.assertEqual(mesh.stop()[0], 0, mesh.output()[-2000:])

    def test_a_start_on_a_full_disk_says_so(self):
        self.fill()
        mesh = Mesh(os.path.join(self.disk, 'data'), '--no-story', output=self.output)
        try:
            self.assertEqual(mesh.wait_end(30), 69, mesh.output())
            self.assertIn(self.disk, mesh.output())
        finally:
            mesh.kill()


if __name__ == '__main__':
    unittest.main(verbosity=2)
