"""Imports and replays the BPI 2013 log with the real program and judges what comes out by
bpi2013_paths.py, which shares nothing with the product: python3 recorded_bpi2013.py ESCALON.

Exit code 77, which ctest shows as skipped, where the data is absent.
"""
import csv, datetime, json, re, statistics, subprocess, sys, tempfile

from recorded_logs import ABSENT, DATA, HERE, ROOT, Log, expect

SOURCE = DATA / 'bpi13_volvo_incidents_dev.csv.gz'
POLICY = 'bpi2013'
INSTANT = datetime.datetime.fromisoformat


class Recorded:
    """What the independent script says of a case."""

    def __init__(self, half, first_status, seconds, *steps):
        self.half, self.first_status = half, first_status
        self.response = None if seconds == '-' else int(seconds)
        self.steps = [(int(level[1]), INSTANT(at)) for level, at in
                      (step.split('@') for step in steps)]

    def levels(self):
        return [level for level, _ in self.steps]

    def rises(self, level):
        return [after[1] for before, after in zip(self.steps, self.steps[1:])
                if before[0] == level < after[0]]


def on_record():
    """Cases, and the limits in minutes by (level, state)."""
    out = subprocess.run([sys.executable, HERE / 'bpi2013_paths.py', SOURCE], check=True,
                         capture_output=True, text=True).stdout
    lines = [line.split() for line in out.splitlines()]
    limits = {(level, state.replace('_', ' ')): minutes
              for word, level, state, minutes in (line for line in lines if line[0] == 'limit')
              if minutes != 'never'}
    return {line[0]: Recorded(*line[1:]) for line in lines if line[0] != 'limit'}, limits


def levels_of_events(events):
    """Case to the levels that its events say, each where it becomes another one."""
    paths = {}
    with open(events, encoding='utf-8') as lines:
        for line in lines:
            event = json.loads(line)
            told = event.get('attributes', {}).get('support_level')
            path = paths.setdefault(event['caseId' if 'caseId' in event else 'case_id'], [])
            level = int(told[1]) if told else None  # L2/L3 counts as L2
            if level and path[-1:] != [level]:
                path.append(level)
    return paths


def limits_of_policy():
    """The same limits as the policy has them."""
    text = (ROOT / 'deploy/policies' / POLICY / 'policy.yaml').read_text(encoding='utf-8')
    clocks = re.findall(r'target: (\d+)m\n    start: &\w+ {attributes.support_level: (L\d), '
                        r'status: ([\w -]+)}', text)
    return {(level, state): minutes for minutes, level, state in clocks}


def check_first_responses(cases, clocks):
    rows = {row['case_id']: row for row in clocks if row['clock'] == 'first_response'}
    expect(rows.keys() == cases.keys(), f'each of {len(cases)} cases has one clock first_response')
    wrong = 0
    for case, recorded in cases.items():
        row = rows[case]
        took = (INSTANT(row['stopped_at']) - INSTANT(row['started_at'])).total_seconds() \
            if row['stopped_at'] else None
        wrong += took != recorded.response
    expect(wrong == 0, f'the first response of {len(cases)} cases takes the seconds of the script')
    for name, queued in (('start otherwise', False), ('start Queued', True)):
        times = [recorded.response for recorded in cases.values()
                 if (recorded.first_status == 'Queued') == queued]
        known = sorted(time for time in times if time is not None)
        print(f'first response of {len(times)} cases that {name}: {known.count(0)} at once, '
              f'{len(times) - len(known)} never, median {statistics.median(known):.0f} s, '
              f'p90 {known[int(0.9 * len(known))]} s')


class Forecast:
    """What `this case will rise from this level` came to."""

    def __init__(self):
        self.flagged, self.rising, self.leads = 0, 0, []

    def judge(self, rises, said_at):
        later = [rise for rise in rises if said_at and rise > said_at]
        self.flagged += bool(said_at)
        self.rising += bool(rises)
        self.leads += [(later[0] - said_at).total_seconds()] if later else []

    def f1(self):
        return 2 * len(self.leads) / (self.flagged + self.rising)

    def show(self, name):
        hits = len(self.leads)
        precision = f'{hits / self.flagged:.3f}' if self.flagged else '-'
        lead = f'{statistics.median(self.leads) / 3600:.2f} h' if hits else '-'
        print(f'  {name:14} said {self.flagged:4}, foreseen {hits:3} of {self.rising}: '
              f'precision {precision}, recall {hits / self.rising:.3f}, F1 {self.f1():.3f}, '
              f'median lead {lead}')


def forecast(cases, escalations, levels):
    """How many rises from these levels the policy foresees on half b, beside all and none."""
    opened = {row['case_id']: INSTANT(row['opened_at']) for row in escalations}
    none, every, policy = Forecast(), Forecast(), Forecast()
    for case, recorded in cases.items():
        for level in set(recorded.levels()) & levels if recorded.half == 'b' else ():
            rises = recorded.rises(level)
            none.judge(rises, None)
            every.judge(rises, next(at for here, at in recorded.steps if here == level))
            policy.judge(rises, opened.get(case) if level == 1 else None)
    print(f'half b, rises from {" and ".join(f"L{level}" for level in sorted(levels))}:')
    none.show('escalate none')
    every.show('escalate all')
    policy.show('policy ' + POLICY)
    return every, policy


def bpi2013(escalon, folder):
    log = Log(escalon, folder, SOURCE, 'bpi2013.yaml', POLICY)
    cases, limits = on_record()
    lines = log.imported(log.source, 'recorded', 'jsonl')
    wanted = {case: recorded.levels() for case, recorded in cases.items()}
    expect(levels_of_events(lines) == wanted,
           f'the path over the levels of each of {len(cases)} cases is in its events')
    rose = sum(max(path) > path[0] for path in wanted.values())
    print(f'{rose} cases ({100 * rose / len(cases):.1f} %) rise above their first level')
    expect(limits_of_policy() == limits, f'the policy has the limits chosen on half a: {limits}')
    clocks, escalations = (list(csv.DictReader(rows.decode().splitlines()))
                           for rows in log.replayed(lines, 'recorded'))
    check_first_responses(cases, clocks)
    expect({(row['type'], row['rule']) for row in escalations} == {('functional',
           'too_long_at_l1')}, f'{len(escalations)} cases are escalated, all functionally')
    every, policy = forecast(cases, escalations, {1, 2})
    expect(policy.f1() > every.f1(), 'the limits chosen on half a are better than all on half b')
    forecast(cases, escalations, {1})


if __name__ == '__main__':
    if not DATA.is_dir():
        print(f'skipped: {DATA} is absent; set ESCALON_SHARED to the folder of recorded data')
        sys.exit(ABSENT)
    with tempfile.TemporaryDirectory() as scratch:
        bpi2013(sys.argv[1], scratch)
