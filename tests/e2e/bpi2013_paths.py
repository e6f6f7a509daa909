"""What the BPI 2013 log says of each case, from the log alone: python3 bpi2013_paths.py FILE.

Prints a line a case: case, half of the cases that it belongs to (a or b, by its hash), first
status, seconds to the first Accepted (- where none comes), and each support level with the instant
at which the case came to it. Then, on half a alone, how long a case may be in a state at a level
before it is said to rise: `limit LEVEL STATE MINUTES`, `never` where no limit is better than none.
Shares nothing with the product.
"""
import csv, datetime, gzip, hashlib, sys

LEVELS = {'L1': 1, 'L2': 2, 'L2/L3': 2, 'L3': 3}  # L2/L3 counts as L2
FOREVER = datetime.datetime(9999, 1, 1, tzinfo=datetime.timezone.utc)
MINUTES = [5, 10, 15, 30, 60, 120, 240, 480, 1440, 2880, 4320, 10080, None]


def cases_of(file):
    cases = {}
    with gzip.open(file, 'rt', encoding='utf-8', newline='') as text:
        for row in csv.DictReader(text):
            row['at'] = datetime.datetime.fromisoformat(row['timestamp'])
            cases.setdefault(row['case_id'], []).append(row)
    for rows in cases.values():
        rows.sort(key=lambda row: row['at'])
    return cases


def half_of(case):
    return 'ab'[int(hashlib.sha256(case.encode()).hexdigest()[:8], 16) % 2]


def first_response(rows):
    accepted = [row['at'] for row in rows if row['status'] == 'Accepted']
    return (accepted[0] - rows[0]['at']).total_seconds() if accepted else None


def path(rows):
    """(level, since) wherever the level becomes another one."""
    steps = []
    for row in rows:
        if not steps or steps[-1][0] != LEVELS[row['support_level']]:
            steps.append((LEVELS[row['support_level']], row['at']))
    return steps


def stays(rows):
    """(level, state, since, until) wherever one of the two becomes another one; the last lasts."""
    spans = []
    for row in rows:
        where = (LEVELS[row['support_level']], row['sub_status'])
        if not spans or spans[-1][:2] != where:
            spans.append((*where, row['at']))
    ends = [span[2] for span in spans[1:]] + [FOREVER]
    return [(*span, end) for span, end in zip(spans, ends)]


def rises_from(level, rows):
    steps = path(rows)
    return [after[1] for before, after in zip(steps, steps[1:]) if before[0] == level < after[0]]


def first_overdue(level, state, minutes, spans):
    """When a limit for this state at this level is first passed; None where it never is."""
    limit = datetime.timedelta(minutes=minutes)
    return min((since + limit for at, what, since, until in spans
                if (at, what) == (level, state) and until - since > limit), default=None)


def f1(units, limits):
    """Harmonic mean of precision and recall of `this case will rise from this level`."""
    hits = flagged = rising = 0
    for rises, overdue in units:
        due = [overdue[key] for key in limits.items() if overdue.get(key)]
        flagged += bool(due)
        rising += bool(rises)
        hits += bool(due) and any(rise > min(due) for rise in rises)
    return 2 * hits / (flagged + rising)


def chosen(cases):
    """One state after the other gets the limit that is best with those of the others, twice."""
    units, states = [], set()
    for case, rows in cases.items():
        spans = stays(rows) if half_of(case) == 'a' else []
        for level in {span[0] for span in spans} - {3}:
            here = sorted({(level, span[1]) for span in spans if span[0] == level})
            states.update(here)
            units.append((rises_from(level, rows), {
                (state, minutes): first_overdue(*state, minutes, spans)
                for state in here for minutes in MINUTES if minutes}))
    limits = dict.fromkeys(sorted(states))
    for _ in range(2):
        for state in limits:
            limits[state] = max(reversed(MINUTES), key=lambda minutes:
                                f1(units, {**limits, state: minutes}))
    return limits


if __name__ == '__main__':
    log = cases_of(sys.argv[1])
    for case, rows in log.items():
        response = first_response(rows)
        print(case, half_of(case), rows[0]['status'], '-' if response is None else int(response),
              *(f'L{level}@{at.isoformat()}' for level, at in path(rows)))
    for (level, state), minutes in chosen(log).items():
        print('limit', f'L{level}', state.replace(' ', '_'), minutes or 'never')
