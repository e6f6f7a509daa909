"""What each case must come to under policy/chaos.yaml, reckoned from the policy and the case
alone. What the journals say after the fold is held against it."""
import collections
from load import ANSWERED, MANAGER, SILENT

# How often each event stands in the journals, for a case that nobody answers: the clock is missed,
# the queue is asked, then ben, then the default route, and nobody acknowledges.
SILENT_COUNTS = {
    ('classified', 'classified'): 1, ('sla', 'started'): 1, ('sla', 'breached'): 1,
    ('escalation', 'opened'): 1, ('escalation', 'step_started'): 3,
    ('escalation', 'acknowledgement_timed_out'): 3, ('escalation', 'exhausted'): 1,
    ('team', 'enqueued'): 1, ('notification', 'planned'): 2}
# For one that asks for a manager and is answered; grace acknowledges and resolves its escalation.
MANAGER_COUNTS = {
    ('classified', 'classified'): 2, ('sla', 'started'): 1, ('sla', 'stopped'): 1,
    ('escalation', 'acknowledged'): 1, ('escalation', 'resolved'): 1}
ANSWERED_COUNTS = {('classified', 'classified'): 2, ('sla', 'started'): 1, ('sla', 'stopped'): 1,
                   ('escalation', 'acknowledged'): 0, ('escalation', 'resolved'): 0}
COUNTS = {SILENT: SILENT_COUNTS, MANAGER: MANAGER_COUNTS, ANSWERED: ANSWERED_COUNTS}
GATE_GIVES_WAY_MS = 10_000
SEEN_BEFORE_MS = 100


class CaseEvents:
    """The accepted events of one case."""

    def __init__(self):
        self.counts = collections.Counter()
        self.opened = []       # rules
        self.breaches = []     # decisions

    def add(self, decision, event):
        self.counts[decision['topic'], event['what']] += 1
        # The queue says so too, unless the ladder has moved on before it could.
        if (event['event'] or {}).get('nobody_available', {}).get('exhausted'):
            self.counts[decision['topic'], 'exhausted'] += 1
        if event['what'] == 'opened':
            self.opened.append(event['event']['opened']['rule'])
        elif event['what'] == 'breached':
            self.breaches.append(decision)


def events_of_cases(decisions):
    """Case id to what was decided of it; the events of a team are counted for the case they
    name."""
    cases = collections.defaultdict(CaseEvents)
    for decision in decisions:
        for event in decision['events']:
            body = event['event'] or {}
            case = body['case_id'] if decision['topic'] == 'team' and 'case_id' in body \
                else event['key'].split('/', 1)[1]
            cases[case].add(decision, event)
    return cases


class Judgement:
    """Lines on cases, by what is wrong with them."""

    def __init__(self):
        self.lost, self.doubled, self.wrong, self.false_breaches = [], [], [], []
        self.overridden = 0

    def judge(self, case, found):
        for (topic, what), wanted in COUNTS[case.kind].items():
            self._compare(case, f'{topic}: {what}', wanted, found.counts[topic, what])
        if case.kind == SILENT:
            self._judge_due(case, found)
        else:
            self._judge_answered(case, found)
        self._judge_pages(case, found)

    def _compare(self, case, what, wanted, count):
        if count != wanted:
            (self.lost if count < wanted else self.doubled).append(
                f'{case.id} ({case.kind}): {count} x {what}, expected {wanted}')

    def _judge_due(self, case, found):
        for breach in found.breaches:
            if breach['due'] != case.due:
                self.wrong.append(f'{case.id}: due {breach["due"]}, expected {case.due}')
        if found.opened[:1] not in ([], ['late_answer']):
            self.wrong.append(f'{case.id}: opened by the rule {found.opened[0]}')

    def _judge_answered(self, case, found):
        """Answered in time. Where that became known late the breach is withdrawn, and what was
        escalated of it."""
        counts = found.counts
        late = [rule for rule in found.opened if rule == 'late_answer']
        asked = len(found.opened) - len(late)
        self._compare(case, 'escalation: opened by asks_for_manager',
                      1 if case.kind == MANAGER else 0, asked)
        self._compare(case, 'sla: breach_withdrawn', counts['sla', 'breached'],
                      counts['sla', 'breach_withdrawn'])
        self._compare(case, 'escalation: withdrawn', len(late), counts['escalation', 'withdrawn'])
        for breach in found.breaches:
            if case.answer_known_at > case.due - SEEN_BEFORE_MS:
                continue
            if breach['gate_wait'] >= GATE_GIVES_WAY_MS:
                self.overridden += 1
            else:
                self.false_breaches.append(f'{case.id}: the answer was in the log at '
                                           f'{case.answer_known_at}, due {case.due}')

    def _judge_pages(self, case, found):
        """Each page ends once. It is cancelled where its step was over before it could be sent."""
        ended = sum(found.counts['notification', what]
                    for what in ('delivered', 'cancelled', 'given_up', 'gave_up'))
        self._compare(case, 'notification: delivered or cancelled',
                      found.counts['notification', 'planned'], ended)
