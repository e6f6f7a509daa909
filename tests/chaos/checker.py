"""Holds the raw logs, the views and the pages against what was published. Independent of the
product: what it needs of it is the decoding of records and, for views, the stages' evolve."""
import collections, json, os
import expected, journals

SHOWN = 5


class Verdict:
    """Counts by name; of those that must be none, lines that say what to look at."""

    def __init__(self):
        self.numbers = {}
        self.failures = {}

    def note(self, name, number):
        self.numbers[name] = number

    def none_of(self, name, lines):
        self.numbers[name] = len(lines)
        if lines:
            more = [f'… {len(lines)} in all'] if len(lines) > SHOWN else []
            self.failures[name] = lines[:SHOWN] + more

    @property
    def held(self):
        return not self.failures


def not_in_log(cases, log):
    """Events that were answered with success and are not in contact.events, or were never
    classified."""
    raw = {record['id'] for record in log.raw('contact.events')}
    missing = []
    for case in cases.values():
        for name in ('said', 'answered'):
            event_id = f'default/{case.id}-{name}'
            if name in case.sent and event_id not in raw:
                missing.append(f'{event_id} was answered with success and is not in the log')
    return missing


def doubled_decisions(decisions):
    """Causes that were decided twice after the fold, timers above all."""
    seen = collections.Counter((decision['topic'], decision['partition'], decision['decision'])
                               for decision in decisions)
    fired = collections.Counter(
        (decision['topic'], decision['cause_id']) for decision in decisions
        if decision['cause'] == 'timer')
    return [f'{place} was accepted {count} times'
            for place, count in [*seen.items(), *fired.items()] if count > 1]


def early(decisions):
    return [f'{one["topic"]}/{one["partition"]} offset {one["offset"]}: due {one["due"]}, decided '
            f'{one["decided_at"]}, stored {one["stored_at"]}' for one in decisions
            if one['cause'] == 'timer' and min(one['decided_at'], one['stored_at']) < one['due']]


def repeated_raw(log):
    """Records beyond the first with the same decision, before the fold."""
    seen = collections.Counter(
        (place, record['decision']) for place, records in log.journal_partitions().items()
        for record in records if 'decision' in record)
    return sum(count - 1 for count in seen.values())


def pages(folders):
    """How often each page was written, by its id."""
    written = collections.Counter()
    for folder in folders:
        path = os.path.join(folder, 'pages.jsonl')
        if os.path.exists(path):
            with open(path, encoding='utf-8') as file:
                written.update(json.loads(line)['id'] for line in file if line.endswith('\n'))
    return written


def unwritten_pages(decisions, written):
    delivered = {event['event']['notification_id'] for decision in decisions
                 for event in decision['events'] if event['what'] == 'delivered'}
    return [f'page {one} counts as delivered and was never written'
            for one in sorted(delivered - set(written))]


def check(cases, log, views, page_folders):
    """The verdict on a run that has settled."""
    verdict = Verdict()
    decisions = log.decisions()
    found = expected.events_of_cases(decisions)
    judgement = expected.Judgement()
    for case in cases.values():
        judgement.judge(case, found[case.id])
    strangers = [f'{case} is in no load' for case in found
                 if case not in cases and case.startswith('case')]
    written = pages(page_folders)
    verdict.note('cases', len(cases))
    verdict.note('records, raw', sum(map(len, log.journal_partitions().values())))
    verdict.note('duplicates, raw', repeated_raw(log))
    for kind in (journals.ZOMBIE, journals.DUPLICATE, journals.GAP):
        verdict.note(f'dropped by the fold as {kind}', log.count(kind))
    verdict.note('pages written twice', sum(written.values()) - len(written))
    verdict.note('breaches where the gate gave way, withdrawn', judgement.overridden)
    verdict.none_of('lost', not_in_log(cases, log) + judgement.lost)
    verdict.none_of('duplicates after the fold', doubled_decisions(decisions) + judgement.doubled)
    verdict.none_of('early', early(decisions))
    verdict.none_of('gaps', log.standing_gaps())
    verdict.none_of('wrong', judgement.wrong + strangers)
    verdict.none_of('false breaches', judgement.false_breaches)
    verdict.none_of('pages lost', unwritten_pages(decisions, written))
    verdict.none_of('dead letters', [f'{one["topic"]} offset {one["offset"]}: {one["dead"]}'
                                     for one in decisions if one['dead']])
    verdict.none_of('views that differ from the fold', [
        f'{view["view"]}: {what}' for view in views
        for what in view['differences'] or ([] if view['present'] else ['is absent'])])
    return verdict
