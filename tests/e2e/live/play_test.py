"""Threads of a support desk, played through the live mesh, against a script that knows nothing of
it: what was late is breached and escalated, what was in time is not."""
import collections, json, os, unittest
import mesh_process, twitter_play

POLICY = 'twitter_support'


@unittest.skipUnless(twitter_play.log_file(), 'ESCALON_SHARED names no folder with the Twitter log')
class TwitterThreads(unittest.TestCase):
    def setUp(self):
        self.folder = mesh_process.temporary_folder()
        self.addCleanup(mesh_process.remove, self.folder)
        self.play = twitter_play.TwitterPlay(self.folder)

    def test_live_verdicts_are_those_of_the_independent_script(self):
        policy = mesh_process.policy(POLICY)
        data = os.path.join(self.folder, 'data')
        print(self.play.play_to_the_end(data, policy).strip().splitlines()[-1])
        cases = self.play.read_cases(data, policy)
        expected, counts = self.play.independent_verdicts()
        print('script:', counts)
        seen = collections.Counter()
        for case_id in self.play.cases:
            with self.subTest(case=case_id):
                seen[self.check_case(cases[case_id], expected.get(case_id))] += 1
        print('mesh:   threads', sum(seen.values()),
              *(f'{verdict} {count}' for verdict, count in sorted(seen.items())))
        for verdict in ('met', 'breached', 'overdue', 'running'):
            self.assertIn(f'{verdict} {seen[verdict]}', counts)

    def check_case(self, text, expected):
        self.assertIsNotNone(text, 'the case is not known')
        case = json.loads(text)
        self.assertTrue(case.get('timeline'), 'the case has no timeline')
        clocks = case.get('clocks', [])
        standing = [escalation for escalation in case.get('escalations', [])
                    if escalation['status'] != 'withdrawn']
        if expected is None:
            self.assertEqual((clocks, standing), ([], []))
            return 'without_customer'
        self.assertEqual([clock['verdict'] for clock in clocks], [expected])
        late = expected in ('breached', 'overdue')
        self.assertEqual(len(standing), 1 if late else 0)
        self.assertEqual(bool(clocks[0].get('breached_at')), late)
        return expected


if __name__ == '__main__':
    unittest.main(verbosity=2)
