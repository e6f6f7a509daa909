"""The whole way of an event in a live mesh, told by commands of the CLI and requests over HTTP."""
import json, os, re, subprocess, threading, unittest
import mesh_process
from mesh_process import Mesh, Watch, until

STARTED_BY = {'contact_id': 'c1', 'channel': 'chat',
              'customer_message': {'text': 'I want to speak to a manager'}}
EMPTY_POLICY = 'name: empty\nteams:\n  supervisors: {}\ndefault_route:\n  team: supervisors\n' \
               '  ask: {everyone: supervisors}\n  acknowledge_within: 15m\n'


class Story(unittest.TestCase):
    """A mesh with the default policy for the tests of a class."""

    policy_folder = None

    @classmethod
    def setUpClass(cls):
        cls.folder = mesh_process.temporary_folder()
        cls.addClassCleanup(mesh_process.remove, cls.folder)
        policy = ('--policy', cls.make_policy()) if cls.make_policy() else ()
        cls.mesh = Mesh(os.path.join(cls.folder, 'data'), '--no-story', *policy)
        cls.addClassCleanup(cls.mesh.kill)
        cls.mesh.wait_ready()

    @classmethod
    def make_policy(cls):
        return None

    def publish(self, event):
        status, body = self.mesh.post_event(event)
        self.assertEqual(status, 200, body)
        return json.loads(body)

    def escalated(self, case_id, status=None):
        """The newest escalation of a case, once it is there and in that status."""
        def look():
            case = self.mesh.case(case_id)
            found = case and case.get('escalations')
            return found and (status is None or found[-1]['status'] == status) and found[-1]
        return until(look, what=f'escalation of {case_id} in status {status}')

    def begin(self, case_id, text='I want to speak to a manager'):
        self.publish({**STARTED_BY, 'contact_id': case_id, 'customer_message': {'text': text}})
        return self.escalated(case_id, 'assigned')

    def order(self, *arguments):
        """Carries a command out and waits until the case shows it: the case."""
        code, output, error = self.mesh.order(*arguments)
        self.assertEqual(code, 0, error)
        position = re.search(r'--position (\S+)', output)
        self.assertTrue(position, output)
        return self.mesh.case(arguments[1], position=position.group(1))

    def refused(self, *arguments):
        code, output, error = self.mesh.order(*arguments)
        self.assertEqual(code, 1, output + error)
        self.assertIn('refused', error)
        return error

    def without_pages(self, case_id):
        """What was decided on a case, less the notifications that are on their way meanwhile."""
        case = self.mesh.case(case_id)
        return case['escalations'], [item['event_id'] for item in case['timeline']
                                     if item['stage'] != 'notification']

    def whats(self, case_id):
        return [item['what'] for item in self.mesh.case(case_id)['timeline']]


class Events(Story):
    def test_the_smallest_event_is_answered_with_its_ids(self):
        answer = self.publish({'contact_id': 'small', 'channel': 'chat',
                               'customer_message': {'text': 'hello'}})
        self.assertEqual(answer['case_id'], 'small')
        self.assertEqual(answer['tenant'], 'default')
        self.assertTrue(answer['event_id'])
        self.assertIn('escalon case small', answer['timeline'])
        case = until(lambda: self.mesh.case('small'), what='the case')
        self.assertTrue(case['timeline'])

    def test_an_event_that_is_told_twice_changes_nothing(self):
        event = {**STARTED_BY, 'contact_id': 'twice', 'event_id': 'twice-1'}
        self.publish(event)
        self.escalated('twice', 'assigned')
        before = self.without_pages('twice')
        self.publish(event)
        self.publish({'contact_id': 'after', 'channel': 'chat',
                      'customer_message': {'text': 'hello'}})
        until(lambda: self.mesh.case('after'), what='the event after it')
        self.assertEqual(self.without_pages('twice'), before)

    def test_lines_of_json_are_taken_one_by_one(self):
        lines = [json.dumps({'contact_id': f'line-{number}', 'channel': 'chat',
                             'customer_message': {'text': 'hello'}}) for number in range(20)]
        status, body = self.mesh.post_event('\n'.join(lines), 'application/x-ndjson')
        self.assertEqual((status, json.loads(body)), (200, {'accepted': 20}))
        until(lambda: self.mesh.case('line-19'), what='the last line')
        status, body = self.mesh.post_event(lines[0] + '\n{"contact_id":\n', 'application/x-ndjson')
        self.assertEqual(status, 400)
        self.assertIn('line 2', body)

    def test_events_of_a_file_are_published_by_the_cli(self):
        path = os.path.join(self.folder, 'events.jsonl')
        with open(path, 'w', encoding='utf-8') as file:
            for number in range(50):
                file.write(json.dumps({'event_id': f'file-{number}', 'contact_id': 'from-file',
                                       'channel': 'chat', 'customer_message': {'text': 'hello'},
                                       'occurred_at': '2026-01-05T09:00:00Z'}) + '\n')
        for _ in range(2):
            code, _, error = self.mesh.order('publish', path)
            self.assertEqual(code, 0, error)
        until(lambda: self.mesh.case('from-file'), what='the case')
        ids = [item['event_id'] for item in self.mesh.case('from-file')['timeline']]
        self.assertEqual(len(ids), len(set(ids)))


class Commands(Story):
    def test_whoever_asks_for_a_manager_is_escalated_assigned_and_paged(self):
        escalation = self.begin('manager')
        self.assertEqual(escalation['type'], 'hierarchical')
        self.assertEqual(escalation['team'], 'supervisors')
        self.assertNotIn('automatic', escalation)  # a human asked
        self.assertIn(escalation['person'], ('grace', 'hugo'))
        until(lambda: any('notification' in what for what in self.whats('manager')),
              what='the page')
        code, output, error = self.mesh.order('case', 'manager')
        self.assertEqual(code, 0, error)
        self.assertIn('supervisors', output)

    def test_acknowledge_accept_resolve_and_reopen(self):
        person = self.begin('chain')['person']
        case = self.order('ack', 'chain', '--as', person)
        self.assertEqual(case['escalations'][-1]['status'], 'acknowledged')
        case = self.order('accept', 'chain', '--as', person)
        self.assertEqual(case['escalations'][-1]['status'], 'accepted')
        status, answer = self.mesh.post_command({'case_id': 'chain', 'actor': person,
                                                 'resolve': {}})
        self.assertEqual(answer.get('outcome'), 'COMMAND_OUTCOME_REFUSED', answer)
        self.assertIn('outcome', answer['reason'])
        case = self.order('resolve', 'chain', '--as', person, '--outcome', 'solved')
        self.assertEqual(case['escalations'][-1]['status'], 'resolved')
        self.refused('ack', 'chain', '--as', person)
        case = self.order('reopen', 'chain', '--as', person, '--reason', 'never came')
        self.assertNotEqual(case['escalations'][-1]['status'], 'resolved')

    def test_an_unknown_outcome_is_refused_with_the_reason(self):
        person = self.begin('outcome')['person']
        self.order('ack', 'outcome', '--as', person)
        self.assertIn('outcome', self.refused('resolve', 'outcome', '--outcome', 'nonsense'))
        self.refused('resolve', 'outcome', '--outcome', '')

    def test_raise_and_de_escalate_move_the_level(self):
        before = self.begin('level')['level']
        raised = self.order('raise', 'level', '--reason', 'needs more')['escalations'][-1]['level']
        self.assertGreater(raised, before)
        lowered = self.order('de-escalate', 'level')['escalations'][-1]['level']
        self.assertLess(lowered, raised)

    def test_decline_asks_the_next_one(self):
        first = self.begin('decline')['person']
        self.order('decline', 'decline', '--as', first, '--reason', 'on the phone')

        def asked_again():
            now = self.mesh.case('decline')['escalations'][-1]
            return now.get('person') not in (None, first)
        until(asked_again, what='another person')

    def test_reassign_gives_it_to_another_team(self):
        self.begin('reassign')
        case = self.order('reassign', 'reassign', '--team', 'billing', '--reason', 'an invoice')
        self.assertEqual(case['escalations'][-1]['team'], 'billing')
        self.assertIn('refused', self.refused('reassign', 'reassign', '--team', 'nowhere'))

    def test_presence_takes_waiting_work_at_once(self):
        code, _, error = self.mesh.order('presence', 'emil', 'offline', '--team', 'technical')
        self.assertEqual(code, 0, error)
        self.begin('waits')
        self.order('reassign', 'waits', '--team', 'technical')
        code, _, error = self.mesh.order('presence', 'fatima', 'present', '--team', 'technical')
        self.assertEqual(code, 0, error)
        until(lambda: self.mesh.case('waits')['escalations'][-1].get('person') == 'fatima',
              what='fatima')

    def test_a_command_for_an_unknown_case_is_refused(self):
        self.assertIn('not known', self.refused('ack', 'nowhere', '--as', 'grace'))

    def test_the_same_command_is_carried_out_once(self):
        person = self.begin('once')['person']
        for _ in range(2):
            self.order('ack', 'once', '--as', person, '--command-id', 'once-1')
        self.assertEqual(sum('acknowledged' in what for what in self.whats('once')), 1)


class Reading(Story):
    def test_watch_shows_it_live(self):
        watch = Watch(self.mesh)
        try:
            self.publish({**STARTED_BY, 'contact_id': 'seen'})
            watch.read_until(lambda text: b'escalation_opened' in text and b'seen' in text)
            self.assertIn('seen', {item.get('case_id') for item in watch.items()})
        finally:
            watch.close()

    def test_watch_filters_by_case(self):
        watch = Watch(self.mesh, case_id='only', after=1)
        try:
            self.publish({**STARTED_BY, 'contact_id': 'other'})
            self.publish({**STARTED_BY, 'contact_id': 'only'})
            watch.read_until(lambda text: b'escalation_opened' in text)
            self.assertEqual({item.get('case_id') for item in watch.items()}, {'only'})
        finally:
            watch.close()

    def test_the_cli_follows_a_case_live(self):
        watching = subprocess.Popen(
            [mesh_process.escalon(), 'watch', '--case', 'followed', '--json', '--after', '1',
             '--to', f'127.0.0.1:{self.mesh.port}'], stdout=subprocess.PIPE)
        end = threading.Timer(20, watching.kill)
        end.start()
        try:
            self.publish({**STARTED_BY, 'contact_id': 'followed'})
            seen = []
            while 'escalation_assigned' not in seen:
                line = watching.stdout.readline()
                self.assertTrue(line, f'the stream ended after {seen}')
                seen.append(json.loads(line)['what'])
            self.assertLess(seen.index('escalation_opened'), seen.index('escalation_assigned'))
        finally:
            end.cancel()
            watching.kill()
            watching.wait()
            watching.stdout.close()

    def test_a_read_waits_for_the_position_that_a_command_gave(self):
        person = self.begin('position')['person']
        for number in range(20):
            verb = ('raise', 'de-escalate')[number % 2]
            before = self.mesh.case('position')['escalations'][-1]['level']
            after = self.order(verb, 'position', '--as', person)['escalations'][-1]['level']
            self.assertNotEqual(before, after)

    def test_the_doctor_finds_a_running_mesh(self):
        code, output, error = self.mesh.order('doctor', '--data', self.mesh.data)
        self.assertIn(str(self.mesh.process.pid), output + error)

    def test_every_line_of_the_metrics_parses(self):
        self.begin('measured')
        status, text = self.mesh.get('/metrics')
        self.assertEqual(status, 200)
        sample = re.compile(r'[a-zA-Z_:][\w:]*(\{([a-zA-Z_]\w*="(\\.|[^"\\])*",?)*\})? '
                            r'([-+]?[\d.]+(e[-+]?\d+)?|[-+]?Inf|NaN)( \d+)?')
        comment = re.compile(r'# (HELP|TYPE) [a-zA-Z_:][\w:]* .+')
        names = set()
        for line in text.splitlines():
            self.assertTrue(sample.fullmatch(line) or comment.fullmatch(line), line)
            names.add(re.match(r'[\w:]*', line).group())
        for name in ('escalon_contact_events_total', 'escalon_decisions_total',
                     'escalon_timers_armed', 'escalon_timer_lateness_seconds_bucket',
                     'escalon_escalations_total', 'escalon_queue_depth'):
            self.assertIn(name, names)

    def test_health_and_the_description_of_the_interface(self):
        self.assertEqual(self.mesh.get('/livez')[0], 200)
        self.assertEqual(self.mesh.get('/readyz')[0], 200)
        status, text = self.mesh.get('/v1/openapi.json')
        self.assertEqual(status, 200)
        self.assertIn('/v1/events', json.loads(text)['paths'])

    def test_unknown_cases_positions_and_paths_are_told_apart(self):
        self.assertEqual(self.mesh.case_text('nowhere')[0], 404)
        self.assertEqual(self.mesh.case_text('nowhere', position='nonsense')[0], 400)
        self.assertEqual(self.mesh.get('/v2/nothing')[0], 404)
        code, _, error = self.mesh.order('case', 'nowhere')
        self.assertEqual(code, 1)
        self.assertIn('nowhere', error)


class DefaultRoute(Story):
    @classmethod
    def make_policy(cls):
        folder = os.path.join(cls.folder, 'policy')
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, 'policy.yaml'), 'w', encoding='utf-8') as file:
            file.write(EMPTY_POLICY)
        return folder

    def test_who_needs_help_reaches_the_default_route_where_no_rule_and_nobody_is(self):
        self.publish({'contact_id': 'alone', 'channel': 'chat',
                      'escalation_asked': {'by': 'customer',
                                           'note': 'nobody helps me'}})
        escalation = self.escalated('alone')
        self.assertEqual(escalation['team'], 'supervisors')
        self.assertIn('escalation_no_rule_matched', self.whats('alone'))


if __name__ == '__main__':
    unittest.main(verbosity=2)
