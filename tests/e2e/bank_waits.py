"""Works out from the bank's log itself how long each caller waited:
python3 bank_waits.py FILE.

Prints a line for each call that asked for an agent, `case waited answered|gave_up`, with the
seconds waited, and `*` behind those whom an agent with a name answered or who gave up.
"""
import csv, gzip, sys


DAY = 24 * 3600


def seconds(time, after=0):
    """Seconds of the row's date; a time of day that is far before `after` is of the next day."""
    hours, minutes, rest = time.split(':')
    found = int(hours) * 3600 + int(minutes) * 60 + int(rest)
    return found + DAY if found + DAY / 2 < after else found


with gzip.open(sys.argv[1], 'rt', encoding='utf-8', newline='') as file:
    for row in csv.DictReader(file):
        case = f"{row['date']}/{row['vru_line']}/{row['call_id']}"
        menu = seconds(row['vru_exit'], seconds(row['vru_entry']))
        if row['outcome'] == 'HANG' and row['q_start'] != '0:00:00':
            print(case, seconds(row['q_exit'], menu) - menu, 'gave_up', '*')
        elif row['outcome'] == 'AGENT' and row['ser_start'] != '0:00:00':
            named = '*' if row['server'] != 'NO_SERVER' else ''
            print(case, max(0, seconds(row['ser_start'], menu) - menu), 'answered', named)
