"""Compares the priority that a replay gave to each event with the one that the log records:
python3 uci_priorities.py FILE CLASSIFIED.csv.

An event's id ends in the row of its incident, in the order of the updates, that it was made of; a
priority is impact x urgency by the policy's table. Prints the counts; exit code 1 unless all are
equal.
"""
import csv, gzip, sys

incidents = {}
with gzip.open(sys.argv[1], 'rt', encoding='utf-8', newline='') as file:
    for row in csv.DictReader(file):
        incidents.setdefault(row['number'], []).append((row['sys_updated_at'], row['priority'][0]))
for updates in incidents.values():
    updates.sort(key=lambda update: update[0])
equal = total = 0
with open(sys.argv[2], encoding='utf-8', newline='') as file:
    for event in csv.DictReader(file):
        _, number, row, _ = event['event_id'].split(':')
        total += 1
        equal += event['priority'] == incidents[number][int(row) - 1][1]
print(f'events {total} priority equal {equal} share {equal / total:.5f}')
sys.exit(0 if total and equal == total else 1)
