"""The checker sees what it is there to see: each kind of damage to a sound log is found, and
nothing is found in the sound one."""
import copy, json, os, sys, unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import checker, expected, journals
from frames import KafkaStream, RedisStream, resp_end
from load import ANSWERED, Case, SILENT
from proxy import ANSWERED as ANSWER_HELD, Trap

SAID_AT, DUE = 1_000_000, 1_003_000  # priority 2: 3 s


def decision(topic, seq, whats, cause='journal', due=0, at=DUE, **more):
    events = [{'key': 'default/case0', 'what': what, 'event': body}
              for what, body in whats]
    return {'topic': topic, 'partition': 0, 'kind': 2, 'epoch': 1, 'seq': seq, 'stored_at': at,
            'decided_at': at, 'decision': f'{topic}{seq}', 'cause': cause,
            'cause_id': f'{topic}{seq}',
            'due': due, 'gate_wait': 0, 'dead': '', 'events': events, 'id': '', **more}


def marker(topic, epoch=1):
    return {'topic': topic, 'partition': 0, 'kind': 1, 'epoch': epoch, 'seq': 0, 'stored_at': 0,
            'id': ''}


def opened(rule):
    return 'opened', {'opened': {'rule': rule}}


STEP = ('step_started', {})
TIMED_OUT = ('acknowledgement_timed_out', {})
EXHAUSTED = ('nobody_available', {'nobody_available': {'exhausted': True}})


def sound_records():
    """What becomes of one case that nobody answers."""
    records = [{'topic': 'contact.events', 'partition': 0, 'kind': 0, 'epoch': 0, 'seq': 0,
                'stored_at': SAID_AT, 'id': 'default/case0-said'}]
    records += [marker('classified'), decision('classified', 1, [('classified', {})])]
    records += [marker('sla'), decision('sla', 1, [('started', {})]),
                decision('sla', 2, [('breached', {})], 'timer', DUE)]
    records += [marker('escalation'), decision('escalation', 1, [opened('late_answer'), STEP])]
    for seq in (2, 3, 4):
        after = EXHAUSTED if seq == 4 else STEP
        records.append(decision('escalation', seq, [TIMED_OUT, after], 'timer', DUE))
    records += [marker('team'), decision('team', 1, [('enqueued', {'case_id': 'case0'})])]
    records += [marker('notification')]
    for seq in (1, 3):
        records += [decision('notification', seq, [('planned', {})]),
                    decision('notification', seq + 1,
                             [('delivered', {'notification_id': f'page{seq}'})])]
    for offset, record in enumerate(records):
        record['offset'] = offset
    return records


def silent_case():
    case = Case(0, SILENT, 2)
    case.said_at = SAID_AT
    case.sent.add('said')
    return case


class Checker(unittest.TestCase):
    def setUp(self):
        self.records = sound_records()
        self.cases = {'case0': silent_case()}
        self.views = [{'view': 'sla/0', 'present': True, 'version': 3, 'end': 3, 'differences': []}]
        checker_pages = {'page1': 1, 'page3': 2}
        self.addCleanup(setattr, checker, 'pages', checker.pages)
        checker.pages = lambda folders: checker_pages

    def verdict(self):
        log = journals.Journals(json.dumps(record) for record in self.records)
        return checker.check(self.cases, log, self.views, [])

    def find(self, topic, seq):
        return next(record for record in self.records
                    if record['topic'] == topic and record['seq'] == seq and record['kind'] == 2)

    def assert_found(self, *names):
        self.assertEqual(sorted(self.verdict().failures), sorted(names))

    def test_finds_nothing_in_a_sound_log(self):
        verdict = self.verdict()
        self.assertEqual(verdict.failures, {})
        self.assertEqual(verdict.numbers['pages written twice'], 1)

    def test_a_record_that_is_missing_is_a_gap_and_a_loss(self):
        self.records.remove(self.find('escalation', 3))
        self.assert_found('gaps', 'lost')

    def test_a_case_that_ends_early_in_its_chain_is_lost(self):
        self.records.remove(self.find('escalation', 4))
        self.assert_found('lost')

    def test_an_event_that_was_answered_and_is_not_in_the_log_is_lost(self):
        del self.records[0]
        self.assert_found('lost')

    def test_a_repeated_record_is_a_duplicate_before_the_fold_alone(self):
        again = copy.deepcopy(self.find('sla', 2))
        self.records.insert(self.records.index(self.find('sla', 2)) + 1, again)
        verdict = self.verdict()
        self.assertEqual(verdict.failures, {})
        self.assertEqual(verdict.numbers['duplicates, raw'], 1)

    def test_a_cause_that_is_decided_twice_is_a_duplicate_after_the_fold(self):
        again = copy.deepcopy(self.find('sla', 2))
        again['seq'] = 3
        self.records.append(again)
        self.assert_found('duplicates after the fold')

    def test_what_a_replaced_owner_appends_counts_for_nothing(self):
        zombie = copy.deepcopy(self.find('sla', 2))
        self.records += [marker('sla', 2), zombie]
        verdict = self.verdict()
        self.assertEqual(verdict.failures, {})
        self.assertEqual(verdict.numbers['dropped by the fold as zombie'], 1)

    def test_a_gap_that_a_newer_owner_made_good_is_none(self):
        late = copy.deepcopy(self.find('sla', 2))
        late['seq'] = 9
        self.records.insert(self.records.index(self.find('sla', 2)), late)
        self.records.append(marker('sla', 2))
        self.assertEqual(self.verdict().failures, {})

    def test_an_epoch_without_its_marker_is_a_gap(self):
        self.find('team', 1)['epoch'] = 2
        self.assert_found('gaps', 'lost')

    def test_a_timer_that_fires_before_it_is_due_is_early(self):
        self.find('sla', 2)['decided_at'] = DUE - 1
        self.assert_found('early')

    def test_a_timer_of_another_instant_than_the_policy_says_is_wrong(self):
        self.find('sla', 2)['due'] = DUE - 1
        self.assert_found('wrong')

    def test_a_page_that_counts_as_delivered_must_have_been_written(self):
        checker.pages = lambda folders: {'page1': 1}
        self.assert_found('pages lost')

    def test_a_view_that_differs_or_is_absent_is_told(self):
        self.views[0]['differences'] = ['another state: default/case0']
        self.assert_found('views that differ from the fold')
        self.views[0].update(differences=[], present=False)
        self.assert_found('views that differ from the fold')

    def test_a_dead_letter_is_told(self):
        self.find('sla', 1)['dead'] = 'too large'
        self.assert_found('dead letters')

    def answered_case(self, breaches):
        case = Case(0, ANSWERED, 2)
        case.said_at, case.answer_known_at = SAID_AT, DUE - 200
        found = expected.events_of_cases([decision('sla', 1, [('breached', {})], 'timer', DUE,
                                                   **breaches)])['case0']
        judgement = expected.Judgement()
        judgement.judge(case, found)
        return judgement

    def test_a_breach_though_the_answer_was_in_the_log_is_false_unless_the_gate_gave_way(self):
        self.assertEqual(len(self.answered_case({}).false_breaches), 1)
        gave_way = self.answered_case({'gate_wait': 10_000})
        self.assertEqual((gave_way.false_breaches, gave_way.overridden), ([], 1))


class Frames(unittest.TestCase):
    def test_a_kafka_answer_is_told_with_the_request_that_it_answers(self):
        produce = b'\0\0\0\x0a\0\0\0\x09\0\0\0\x07hi'
        answer = b'\0\0\0\x06\0\0\0\x07ok'
        stream = KafkaStream()
        self.assertEqual(list(stream.asked(produce[:5])), [])
        self.assertEqual(list(stream.asked(produce[5:])), [(produce, produce)])
        self.assertEqual(list(stream.answered(answer + answer[:3])), [(answer, produce)])

    def test_a_redis_answer_is_told_with_the_command_that_it_answers(self):
        one, two = b'*1\r\n$4\r\nPING\r\n', b'*2\r\n$3\r\nGET\r\n$1\r\na\r\n'
        stream = RedisStream()
        self.assertEqual(list(stream.asked(one + two[:9])), [(one, one)])
        self.assertEqual(list(stream.asked(two[9:])), [(two, two)])
        self.assertEqual(list(stream.answered(b'+PONG\r\n$-1\r\n')),
                         [(b'+PONG\r\n', one), (b'$-1\r\n', two)])

    def test_nested_answers_end_where_they_end(self):
        whole = b'*3\r\n:1\r\n*1\r\n$2\r\n\r\n\r\n*-1\r\n'
        self.assertEqual(resp_end(bytearray(whole + b'+')), len(whole))
        for size in range(len(whole)):
            self.assertIsNone(resp_end(bytearray(whole[:size])))

    def test_a_trap_springs_once_at_the_counted_message(self):
        sprung = []
        trap = Trap(ANSWER_HELD, b'sla', 2, lambda: sprung.append(1))
        subjects = [b'sla', b'team', b'sla', b'sla']
        self.assertEqual([trap.hit((ANSWER_HELD,), one) for one in subjects],
                         [False, False, True, False])
        self.assertEqual(len(sprung), 1)


if __name__ == '__main__':
    unittest.main()
