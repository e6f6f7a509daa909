"""Compares a clocks file of `escalon replay` with the recorded made_sla:
python3 uci_verdicts.py FILE CLOCKS.csv.

Prints the counts; exit code 1 unless every incident has exactly the clock `resolution` and 99.8 %
of the verdicts agree.
"""
import csv, gzip, sys

recorded = {}
with gzip.open(sys.argv[1], 'rt', encoding='utf-8', newline='') as file:
    for row in csv.DictReader(file):  # made_sla is true on every row before Closed.
        if row['incident_state'] == 'Closed':
            recorded[row['number']] = row['made_sla'] == 'true'
with open(sys.argv[2], encoding='utf-8', newline='') as file:
    clocks = list(csv.DictReader(file))
verdicts = {row['case_id']: row['verdict'] for row in clocks}
exact = (len(clocks) == len(verdicts) and verdicts.keys() == recorded.keys()
         and all(row['clock'] == 'resolution' for row in clocks))
equal = sum(verdicts.get(number) == ('met' if made else 'breached')
            for number, made in recorded.items())
print(f'incidents {len(recorded)} clocks {len(clocks)} equal {equal}',
      f'share {equal / len(recorded):.5f} one_clock_each {exact}')
sys.exit(0 if exact and equal >= 0.998 * len(recorded) else 1)
