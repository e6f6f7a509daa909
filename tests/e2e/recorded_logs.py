"""Imports and replays a recorded log with the real program and judges what comes out:
python3 recorded_logs.py uci|boston|twitter|bank ESCALON.

The verdicts are judged by the scripts beside this one, which share nothing with the product. Exit
code 77, which ctest shows as skipped, where the data is absent.
"""
import collections, csv, datetime, gzip, os, pathlib, re, subprocess, sys, tempfile, time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
DATA = pathlib.Path(os.environ.get('ESCALON_SHARED') or ROOT.parent / 'shared') / 'data'
ABSENT = 77
FLIPPED = {'true': 'false', 'false': 'true', 'ONTIME': 'OVERDUE', 'OVERDUE': 'ONTIME'}


class Log:
    """One recorded log, the mapping and policy for it, and a folder for what comes of it."""

    def __init__(self, escalon, folder, source, mapping, policy, until=None):
        self.escalon, self.folder = escalon, pathlib.Path(folder)
        self.source, self.mapping, self.policy, self.until = source, mapping, policy, until

    def run(self, *words):
        began = time.monotonic()
        done = subprocess.run([self.escalon, *map(str, words)], capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f'{words}: exit code {done.returncode}\n{done.stdout}{done.stderr}')
        return done.stdout, time.monotonic() - began

    def imported(self, source, name, ending='binpb'):
        events = self.folder / f'{name}.{ending}'
        out, seconds = self.run('import', '--mapping', ROOT / 'deploy/mappings' / self.mapping,
                                source, '--out', events)
        print(f'import {name}: {out.splitlines()[-1]} ({seconds:.1f} s)')
        return events

    def replayed(self, events, name):
        """The bytes of the rows of clocks and of escalations."""
        kinds = ('clocks', 'escalations', 'classified')
        files = [self.folder / f'{name}_{kind}.csv' for kind in kinds]
        words = ['--until', self.until] if self.until else []
        out, _ = self.run('replay', events, '--policy', ROOT / 'deploy/policies' / self.policy,
                          '--clocks', files[0], '--escalations', files[1], '--classified', files[2],
                          *words)
        print(f'replay {name}: ' + out.replace('\n', '; '))
        return [file.read_bytes() for file in files[:2]]

    def judge(self, script, name='recorded', kind='clocks'):
        print(script, '', end='', flush=True)
        subprocess.run([sys.executable, HERE / script, self.source,
                        self.folder / f'{name}_{kind}.csv'], check=True)


def expect(holds, what):
    print(('held: ' if holds else 'FAILED: ') + what)
    if not holds:
        sys.exit(1)


def with_other_labels(source, folder, label, target=None):
    """The same log with its recorded verdicts turned round and its due dates three days later."""
    changed = pathlib.Path(folder) / 'other_labels.csv'
    with gzip.open(source, 'rt', encoding='utf-8', newline='') as file, \
            open(changed, 'w', encoding='utf-8', newline='') as out:
        rows = csv.DictReader(file)
        writer = csv.DictWriter(out, rows.fieldnames)
        writer.writeheader()
        for row in rows:
            row[label] = FLIPPED.get(row[label], row[label])
            if target and row[target]:
                due = datetime.datetime.fromisoformat(row[target]) + datetime.timedelta(days=3)
                row[target] = due.isoformat()
            writer.writerow(row)
    return changed


def rows_of(clocks):
    """The lines by the clock that they are about."""
    lines = collections.defaultdict(list)
    for line in clocks.decode().splitlines()[1:]:
        lines[next(csv.reader([line]))[2]].append(line)
    return lines


def uci(escalon, folder):
    log = Log(escalon, folder, DATA / 'uci_incident_events_dev.csv.gz', 'uci.yaml', 'uci')
    events = log.imported(log.source, 'recorded')
    first = log.replayed(events, 'recorded')
    log.judge('uci_verdicts.py')
    log.judge('uci_priorities.py', kind='classified')
    other = log.imported(with_other_labels(log.source, folder, 'made_sla'), 'other_labels')
    expect(other.read_bytes() == events.read_bytes(), 'no event sees made_sla')
    expect(log.replayed(other, 'again') == first, 'a second replay gives equal bytes')


def boston(escalon, folder):
    log = Log(escalon, folder, DATA / 'boston311_2015_dev.csv.gz', 'boston311.yaml', 'boston311',
              '2016-01-13T13:00:00Z')
    first = rows_of(log.replayed(log.imported(log.source, 'recorded'), 'recorded')[0])
    log.judge('boston_verdicts.py')
    changed = with_other_labels(log.source, folder, 'ontime_status', 'target_dt')
    other = rows_of(log.replayed(log.imported(changed, 'other_labels'), 'other_labels')[0])
    expect(first.keys() == other.keys(), 'the clocks are the same')
    for clock in first.keys() - {'recorded'}:
        expect(first[clock] == other[clock],
               f'{len(first[clock])} rows of {clock} are equal, whatever the labels')
    same = len(set(first['recorded']) & set(other['recorded']))
    expect(same == 0, f'{len(other["recorded"])} rows of recorded follow target_dt')


def first_responses(source):
    """What the independent script says of each thread, and its counts."""
    out = subprocess.run([sys.executable, HERE / 'twitter_first_response.py', source], check=True,
                         capture_output=True, text=True).stdout.splitlines()
    threads = {line.split()[0]: line.split()[1:] for line in out[:-1]}
    print('twitter_first_response.py', out[-1])
    return threads, out[-1].split()


def twitter(escalon, folder):
    log = Log(escalon, folder, DATA / 'twcs_threads_dev.csv.gz', 'twitter_support.yaml',
              'twitter_support')
    events = log.imported(log.source, 'recorded')
    first = log.replayed(events, 'recorded')
    expect(log.replayed(events, 'again') == first, 'a second replay gives equal bytes')
    threads, counts = first_responses(log.source)
    instant = datetime.datetime.fromisoformat
    rows = {row['case_id']: row for row in csv.DictReader(first[0].decode().splitlines())}
    expect(rows.keys() == threads.keys(), f'each of {len(threads)} threads has one clock')
    expect(all(instant(rows[thread]['started_at']) == instant(start) and
               rows[thread]['verdict'] == verdict for thread, (start, _, verdict) in
               threads.items()), 'start and verdict of each thread are those of the script')
    got = collections.Counter(row['verdict'] for row in rows.values())
    print('replay', *(f'{verdict} {count}' for verdict, count in sorted(got.items())))
    expect(all(got[key] == int(counts[counts.index(key) + 1])
               for key in ('met', 'breached', 'overdue', 'running')), 'the counts are equal')
    late = {thread for thread, row in rows.items() if row['verdict'] in ('breached', 'overdue')}
    raised = collections.Counter(row['case_id'] for row in
                                 csv.DictReader(first[1].decode().splitlines())
                                 if row['cause'] == 'sla_breach' and not row['withdrawn_at'])
    expect(raised.keys() == late and set(raised.values()) <= {1},
           f'the {len(late)} threads that were late are escalated once, and no other is')


def waits_on_record(source):
    """What the independent script says: case to (seconds, gave up, told by name)."""
    out = subprocess.run([sys.executable, HERE / 'bank_waits.py', source], check=True,
                         capture_output=True, text=True).stdout
    lines = [line.split() for line in out.splitlines()]
    return {case: (int(waited), how == 'gave_up', bool(star))
            for case, waited, how, *star in lines}


def figures(table, name):
    """The last line of that name: calls, in time, gave up, mean wait."""
    line = [line for line in table.splitlines() if line.startswith(name)][-1]
    calls, in_time, gave_up, wait = re.findall(r'[\d.]+', line[len(name):])
    return int(calls), float(in_time), float(gave_up), float(wait)


def figures_on_record(waits, days):
    """The same from the log itself, for calls of those days whose end is told by a name."""
    calls = [(waited, gave_up) for case, (waited, gave_up, named) in waits.items()
             if named and case[:10] in days]
    answered = [waited for waited, gave_up in calls if not gave_up]
    return (len(calls), 100 * sum(waited <= 20 for waited in answered) / len(answered),
            100 * (1 - len(answered) / len(calls)), sum(answered) / len(answered))


def bank(escalon, folder):
    log = Log(escalon, folder, DATA / 'anonymous_bank_calls_1999-02-01_20.csv.gz', 'bank.yaml',
              'anonymous_bank_calls')
    events = log.imported(log.source, 'recorded')
    waits = waits_on_record(log.source)
    rows = csv.DictReader(log.replayed(events, 'recorded')[0].decode().splitlines())
    verdicts = {row['case_id']: row['verdict'] for row in rows}
    wanted = {case: 'met' if waited <= 20 else 'breached' for case, (waited, *_) in waits.items()}
    expect(verdicts == wanted, f'the clock of each of {len(waits)} calls is met within 20 s')
    words = ['staffing', events, '--policy', ROOT / 'deploy/policies/anonymous_bank_calls',
             '--team', 'desk']
    table, seconds = log.run(*words)
    print(f'staffing ({seconds:.1f} s):\n{table}')
    expect(log.run(*words)[0] == table, 'a second run prints the same')
    recorded, simulated, more = (figures(table, name)
                                 for name in ('recorded', 'simulated', 'with 1 more'))
    days = re.findall(r'^\d{4}-\d\d-\d\d', table, re.MULTILINE)
    own = figures_on_record(waits, days)
    expect(own[0] == recorded[0] and all(abs(one - other) <= 0.051
                                         for one, other in zip(own[1:], recorded[1:])),
           f'the record of {len(days)} days is that of the log: %d calls, %.2f, %.2f, %.2f' % own)
    expect(recorded[0] == simulated[0] == more[0], 'no call is lost or made up')
    expect(abs(simulated[1] - recorded[1]) <= 6, 'in time: within 6 points of the record')
    expect(abs(simulated[2] - recorded[2]) <= 3, 'gave up: within 3 points')
    expect(abs(simulated[3] - recorded[3]) <= 0.2 * recorded[3], 'mean wait: within a fifth')
    blind = figures(log.run(*words, '--draw-patience')[0], 'simulated')
    expect(all(abs(one - other) <= bound for one, other, bound in
               zip(blind[1:], simulated[1:], (3, 2, 5))),
           'much the same where all patience is drawn: %.1f %%, %.1f %%, %.1f s' % blind[1:])
    expect(more[1] > simulated[1] and more[2] < simulated[2] and more[3] < simulated[3],
           'one more agent answers sooner and fewer give up')


if __name__ == '__main__':
    if not DATA.is_dir():
        print(f'skipped: {DATA} is absent; set ESCALON_SHARED to the folder of recorded data')
        sys.exit(ABSENT)
    with tempfile.TemporaryDirectory() as scratch:
        logs = {'uci': uci, 'boston': boston, 'twitter': twitter, 'bank': bank}
        logs[sys.argv[1]](sys.argv[2], scratch)
