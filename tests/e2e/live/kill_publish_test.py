"""kill -9 while an events file is published at full speed: what was answered is there, what was not
is published again, and nothing is there twice."""
import datetime, json, os, random, re, subprocess, unittest
import mesh_process
from log_reader import event_ids
from mesh_process import Mesh, until

SEED = int(os.environ.get('ESCALON_KILL_SEED', '20171031'))
KILLS = 20 if os.environ.get('ESCALON_TEST_LENGTH') == 'long' else 5
CASES = 400
EVENTS_A_CASE = 10 * KILLS
TOTAL = CASES * EVENTS_A_CASE
ASKING = 20  # every so manieth case asks for a manager
EVENT_ID = re.compile(rb'burst:\d+:\d+')
# No clock runs and nobody answers, so what is decided does not depend on when.
POLICY = 'name: no_clocks\nteams:\n  supervisors: {}\ndefault_route:\n  team: supervisors\n' \
         '  ask: {everyone: supervisors}\n  acknowledge_within: 24h\n'


def content_of(case, number):
    if case % ASKING == 0 and number == EVENTS_A_CASE // 2:
        return {'escalation_asked': {'by': 'customer', 'note': 'nobody helps me'}}
    return {'customer_message': {'text': 'hello'}}


class KilledWhilePublishing(unittest.TestCase):
    def setUp(self):
        self.folder = mesh_process.temporary_folder()
        self.addCleanup(mesh_process.remove, self.folder)
        self.policy = os.path.join(self.folder, 'policy')
        os.makedirs(self.policy)
        with open(os.path.join(self.policy, 'policy.yaml'), 'w', encoding='utf-8') as file:
            file.write(POLICY)
        self.events = os.path.join(self.folder, 'events.jsonl')
        self.data = os.path.join(self.folder, 'data')
        self.write_events()

    def write_events(self):
        at = datetime.datetime.now(datetime.timezone.utc).isoformat()
        with open(self.events, 'w', encoding='utf-8') as file:
            for number in range(EVENTS_A_CASE):
                for case in range(CASES):
                    file.write(json.dumps({
                        'event_id': f'burst:{case}:{number}', 'contact_id': f'b{case}',
                        'channel': 'chat', 'occurred_at': at, **content_of(case, number)}) + '\n')

    def start(self, port='0'):
        mesh = Mesh(self.data, '--no-story', '--policy', self.policy, ports=(port, '0'))
        self.addCleanup(mesh.kill)
        return mesh.wait_ready()

    def begin_to_publish(self, mesh):
        """The publisher waits for a mesh that is gone, and goes on with the next one."""
        publishing = subprocess.Popen(
            [mesh_process.escalon(), 'publish', self.events, '--to', f'127.0.0.1:{mesh.port}'],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.addCleanup(publishing.stdout.close)
        self.addCleanup(publishing.wait)
        self.addCleanup(publishing.kill)
        return publishing

    def print_kill(self, number):
        accepted = event_ids(self.data, 'contact.events', EVENT_ID)
        decided = event_ids(self.data, 'classified', EVENT_ID)
        self.assertLessEqual(decided, accepted)
        print(f'kill {number} of {KILLS}: {len(accepted)} of {TOTAL} events accepted,'
              f' {len(accepted - decided)} in flight', flush=True)

    @staticmethod
    def settled(mesh):
        cases = [mesh.case(f'b{case}') for case in range(0, CASES, ASKING)]
        return all(case and case.get('escalations') for case in cases) and cases

    def test_everything_is_there_once(self):
        chance = random.Random(SEED)
        print(f'seed {SEED}, {KILLS} kills while {TOTAL} events are published')
        mesh = self.start()
        publishing = self.begin_to_publish(mesh)
        for number in range(1, KILLS + 1):
            wanted = chance.uniform(0.3, 0.9) * TOTAL / (KILLS + 1)
            until(lambda: mesh.accepted() >= wanted, 60, f'{wanted:.0f} accepted events')
            self.assertIsNone(publishing.poll(), 'the file was published before the kill')
            mesh.kill()
            self.print_kill(number)
            mesh = self.start(str(mesh.port))
        output, _ = publishing.communicate(timeout=120)
        self.assertEqual(publishing.returncode, 0, output)
        self.assertIn(f'{TOTAL} events are durable', output.decode())
        until(lambda: len(event_ids(self.data, 'classified', EVENT_ID)) == TOTAL, 60, 'all of them')
        self.check_cases(until(lambda: self.settled(mesh), 60, 'the escalations'))
        self.assertEqual(mesh.stop()[0], 0)

    def check_cases(self, cases):
        for case in cases:
            self.assertEqual(len(case['escalations']), 1, case['case_id'])
            ids = [item['event_id'] for item in case['timeline']]
            self.assertEqual(len(ids), len(set(ids)), case['case_id'])


if __name__ == '__main__':
    unittest.main(verbosity=2)
