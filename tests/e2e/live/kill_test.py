"""kill -9 in the middle of a play, again and again, loses nothing and doubles nothing."""
import difflib, json, os, random, re, shutil, time, unittest
import mesh_process, twitter_play
from log_reader import event_ids
from webhook_receiver import WebhookReceiver

KILLS = 20 if twitter_play.LONG else 6
SEED = int(os.environ.get('ESCALON_KILL_SEED', '20171031'))
EVENT_ID = re.compile(rb'twitter_support:\d+:\d+:\d+')
CHANNEL = '''
notifications:
  channels:
    subscriber: {{kind: webhook, url: "{url}", allow_private: true}}
  default_channel: subscriber
  rules:
    - {{name: everything, on: '*', tell: subscribers, channel: subscriber,
       subject: everything}}
'''


def policy_with_webhook(name, folder, url):
    """A copy of a policy of ours that tells everything to `url`."""
    copy = os.path.join(folder, 'policy')
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(mesh_process.policy(name), copy)
    with open(os.path.join(copy, 'notifications.yaml'), 'w', encoding='utf-8') as file:
        file.write(CHANNEL.format(url=url))
    return copy


class KilledPlay:
    """A play that is killed at seeded instants, and started again on the same data."""

    def __init__(self, play, data, policy_folder):
        self.play, self.data, self.policy_folder = play, data, policy_folder
        self.chance = random.Random(SEED)

    def run(self):
        for number in range(1, KILLS + 1):
            self.kill_while_accepting()
            accepted = event_ids(self.data, 'contact.events', EVENT_ID)
            decided = event_ids(self.data, 'classified', EVENT_ID)
            print(f'kill {number} of {KILLS}: {len(accepted)} of {self.play.total} events accepted,'
                  f' {len(accepted - decided)} in flight', flush=True)
            if number % 3 == 0:
                self.kill_while_starting()
        print(self.play.play_to_the_end(self.data, self.policy_folder).strip().splitlines()[-1])

    def kill_while_accepting(self):
        share = self.play.total / (KILLS + 1)
        wanted = self.chance.uniform(0.3, 1.0) * share
        mesh = mesh_process.Mesh(self.data, *self.play.arguments(self.policy_folder))
        try:
            mesh.wait_ready()
            mesh_process.until(lambda: mesh.accepted() >= wanted,
                               twitter_play.PLAY_SECONDS_MAX, f'{wanted:.0f} more events')
            time.sleep(self.chance.uniform(0, 0.02))
            assert mesh.process.poll() is None
        finally:
            mesh.kill()

    def kill_while_starting(self):
        mesh = mesh_process.Mesh(self.data, *self.play.arguments(self.policy_folder))
        time.sleep(self.chance.uniform(0.01, 0.3))
        mesh.kill()


def difference(undisturbed, killed):
    """The first lines in which two canonical cases differ."""
    texts = [json.dumps(json.loads(text), indent=1).splitlines() if text else ['(unknown)']
             for text in (undisturbed, killed)]
    return '\n'.join(list(difflib.unified_diff(*texts, 'undisturbed', 'killed', lineterm='', n=4))
                     [:60])


@unittest.skipUnless(twitter_play.log_file(), 'ESCALON_SHARED names no folder with the Twitter log')
class KilledMesh(unittest.TestCase):
    def setUp(self):
        self.port = 0
        self.folder = mesh_process.temporary_folder()
        self.addCleanup(mesh_process.remove, self.folder)
        self.play = twitter_play.TwitterPlay(self.folder)

    def play_twice(self, policy_name):
        """(cases, deliveries) of an undisturbed run and of one that is killed."""
        undisturbed = self.play_once(policy_name, 'undisturbed')
        print(f'seed {SEED}, {KILLS} kills while events are accepted')
        return undisturbed, self.play_once(policy_name, 'killed')

    def play_once(self, policy_name, name):
        # Both runs have one policy, so one address to deliver to.
        receiver = WebhookReceiver(self.port)
        self.port = receiver.port
        try:
            data = os.path.join(self.folder, name)
            policy = policy_with_webhook(policy_name, self.folder, receiver.url)
            if name == 'killed':
                KilledPlay(self.play, data, policy).run()
            else:
                self.play.play_to_the_end(data, policy)
            canonical = policy_name == 'twitter_support'
            return self.play.read_cases(data, policy, canonical), dict(receiver.bodies)
        finally:
            receiver.close()

    def test_nobody_present_cases_and_deliveries_are_those_of_an_undisturbed_run(self):
        (cases, deliveries), (killed_cases, killed_deliveries) = self.play_twice('twitter_support')
        self.check_deliveries(deliveries, killed_deliveries)
        differing = [case for case in self.play.cases if cases[case] != killed_cases[case]]
        print(f'{len(cases)} cases, {len(differing)} differ; {len(deliveries)} delivery ids,'
              f' {sum(map(len, killed_deliveries.values())) - len(killed_deliveries)} repeated')
        for case in differing[:3]:
            print(f'case {case}:\n' + difference(cases[case], killed_cases[case]))
        self.assertEqual(differing, [])
        self.assertNotIn(None, cases.values())

    def check_deliveries(self, undisturbed, killed):
        self.assertTrue(undisturbed)
        for name, deliveries in (('undisturbed', undisturbed), ('killed', killed)):
            for delivery_id, bodies in deliveries.items():
                self.assertEqual(len(set(bodies)), 1, f'{name}: {delivery_id} has several bodies')
        for mine, other, where in ((undisturbed, killed, 'killed'),
                                   (killed, undisturbed, 'undisturbed')):
            missing = sorted(set(mine) - set(other))
            shown = [mine[delivery_id][0].decode()[:600] for delivery_id in missing[:3]]
            self.assertEqual(len(missing), 0, f'the {where} run lacks deliveries, such as {shown}')
        for delivery_id, bodies in undisturbed.items():
            self.assertEqual(bodies[0].decode(), killed[delivery_id][0].decode())

    def test_people_present_counts_and_invariants_hold(self):
        (cases, _), (killed_cases, killed_deliveries) = self.play_twice('twitter_support_staffed')
        for name, texts in (('undisturbed', cases), ('killed', killed_cases)):
            self.assertNotIn(None, texts.values())
            self.check_invariants(name, [json.loads(text) for text in texts.values()])
        counted = [self.counts(texts) for texts in (cases, killed_cases)]
        print('undisturbed', counted[0], '\nkilled     ', counted[1])
        self.assertEqual(*counted)
        for bodies in killed_deliveries.values():
            self.assertEqual(len(set(bodies)), 1)

    @staticmethod
    def counts(texts):
        cases = [json.loads(text) for text in texts.values()]
        clocks = [clock for case in cases for clock in case.get('clocks', [])]
        verdicts = [clock['verdict'] for clock in clocks]
        escalations = [one for case in cases for one in case.get('escalations', [])]
        return {**{verdict: verdicts.count(verdict) for verdict in sorted(set(verdicts))},
                'escalations': len(escalations),
                'withdrawn': sum(one['status'] == 'withdrawn' for one in escalations)}

    def check_invariants(self, name, cases):
        held = {}
        for case in cases:
            self.assertTrue(case.get('timeline'), f"{name}: {case['case_id']} has no timeline")
            ids = [item['event_id'] for item in case['timeline']]
            self.assertEqual(len(ids), len(set(ids)), f"{name}: {case['case_id']} tells twice")
            causes = [cause for one in case.get('escalations', []) for cause in one['causes']]
            self.assertEqual(len(causes), len(set(causes)), f"{name}: one cause, two escalations")
            for one in case.get('escalations', []):
                if one['status'] in ('assigned', 'acknowledged', 'accepted') and one.get('person'):
                    held[one['person']] = held.get(one['person'], 0) + 1
        for person, count in held.items():
            self.assertLessEqual(count, 50 if person == 'dario' else 20, f'{name}: {person}')


if __name__ == '__main__':
    unittest.main(verbosity=2)
