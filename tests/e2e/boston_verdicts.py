"""Compares a clocks file of `escalon replay` with the recorded due dates and verdicts of Boston:
python3 boston_verdicts.py FILE CLOCKS.csv (of a replay with --until 2016-01-13T13:00:00Z).

Prints the shares; exit code 1 where one is below its bound: due dates of `resolution` within 60 s
for 94 % of all requests and 99.5 % of the clean types, verdicts of `recorded` all equal.
"""
import collections, csv, datetime, gzip, sys, zoneinfo

ZONE, UTC = zoneinfo.ZoneInfo('America/New_York'), datetime.timezone.utc
CLEAN = {'Building Inspection Request', 'General Comments For a Program or Policy', 'CE Collection',
         'Unsatisfactory Living Conditions'}
instant = datetime.datetime.fromisoformat
with open(sys.argv[2], encoding='utf-8', newline='') as file:
    clocks = {(row['case_id'], row['clock']): row for row in csv.DictReader(file)}
near, clean, verdict = (collections.Counter() for _ in range(3))
with gzip.open(sys.argv[1], 'rt', encoding='utf-8', newline='') as file:
    for row in csv.DictReader(file):
        if not row['target_dt']:
            continue
        target = instant(row['target_dt']).replace(tzinfo=ZONE).astimezone(UTC)
        due = clocks.get((row['case_enquiry_id'], 'resolution'), {}).get('due_at')
        met = bool(due) and abs((instant(due) - target).total_seconds()) <= 60
        near[met] += 1
        if row['type'] in CLEAN:
            clean[met] += 1
        if row['ontime_status']:
            got = clocks.get((row['case_enquiry_id'], 'recorded'), {}).get('verdict')
            in_time = row['ontime_status'] == 'ONTIME'
            verdict[got is not None and (got in ('met', 'running')) == in_time] += 1
shares = {name: count[True] / max(1, count.total()) for name, count in
          (('due_within_60s', near), ('clean_types', clean), ('recorded_verdict', verdict))}
print(*(f'{name} {share:.5f}' for name, share in shares.items()),
      f'with_due {near.total()} with_both {verdict.total()}')
BOUNDS = {'due_within_60s': 0.94, 'clean_types': 0.995, 'recorded_verdict': 1}
sys.exit(0 if all(shares[name] >= bound for name, bound in BOUNDS.items()) else 1)
