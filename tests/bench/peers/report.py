"""What was measured: raw as CSV, a table for people, and a plot."""
import collections, csv, os, statistics, time
import plot
from machine import describe, load_average

COLUMNS = ('part', 'workload', 'system', 'setting', 'round', 'figure', 'value')


def number(value):
    """A figure for people: three digits that say something."""
    if value == 0 or float(value).is_integer() and abs(value) < 1000:
        return f'{value:.0f}'
    if abs(value) >= 100:
        return f'{value:,.0f}'
    return f'{value:.1f}' if abs(value) >= 10 else f'{value:.2f}' if abs(value) >= 1 \
        else f'{value:.3f}'


def with_range(values):
    """The median, and how far the rounds lie apart."""
    middle = number(statistics.median(values))
    return middle if len(values) == 1 else \
        f'{middle} ({number(min(values))} to {number(max(values))})'


class Report:
    """Rows in the order in which they were measured. `failed` tells what no figure may hide."""

    def __init__(self, options):
        self._options = options
        self._rows = []
        self._titles = {}
        self._notes = [f'machine: {describe()}', f'load average before: {load_average()}']
        self._rounds = collections.Counter()
        self.failed = []
        self.verdicts = []

    def begin(self, part, title):
        self._titles[part] = title
        print(f'== {title}', flush=True)

    def add(self, part, workload, system, setting, figures):
        self._rounds[part, workload, system, setting] += 1
        turn = self._rounds[part, workload, system, setting]
        for figure, value in figures.items():
            self._rows.append((part, workload, system, setting, turn, figure, value))
        shown = ', '.join(f'{figure} {number(value)}' for figure, value in figures.items())
        print(f'  {workload}: {system}{f" ({setting})" if setting else ""}: {shown}', flush=True)

    def absent(self, system, reason):
        self.note(f'absent: {system}: {reason}')

    def note(self, text):
        self._notes.append(text)
        print(f'  {text}', flush=True)

    def fail(self, text):
        self.failed.append(text)
        print(f'  FAILED: {text}', flush=True)

    def values(self, part, workload, system, figure, setting=None):
        """The rounds' values; of all settings where none is named."""
        return [value for row_part, row_workload, row_system, row_setting, _, row_figure, value
                in self._rows
                if (row_part, row_workload, row_system, row_figure) ==
                (part, workload, system, figure) and setting in (None, row_setting)]

    # --- writing ----------------------------------------------------------------------------------

    def write(self):
        os.makedirs(self._options.out, exist_ok=True)
        stem = os.path.join(self._options.out, self._options.what)
        with open(stem + '.csv', 'w', encoding='utf-8', newline='') as file:
            writer = csv.writer(file, lineterminator='\n')
            writer.writerow(COLUMNS)
            writer.writerows(self._rows)
        with open(stem + '.md', 'w', encoding='utf-8') as file:
            file.write(self.text())
        for part in self._titles:
            drawing = plot.of(part, self._rows)
            if drawing:
                with open(f'{stem}-{part}.svg', 'w', encoding='utf-8') as file:
                    file.write(drawing)
        print(f'results: {stem}.csv, {stem}.md and plots', flush=True)

    def text(self):
        options = self._options
        lines = [f'# bench {options.what}', '',
                 f'`./dev bench {options.what}{" --quick" if options.quick else ""} --repeat '
                 f'{options.repeat}`, {time.strftime("%d %B %Y", time.gmtime())}', '']
        lines += [f'- {note}' for note in self._notes]
        lines += [f'- FAILED: {text}' for text in self.failed]
        for part, title in self._titles.items():
            lines += ['', f'## {title}', '', *self._tables(part)]
        return '\n'.join(lines) + '\n'

    def _tables(self, part):
        """A table for each workload: a row a system, a column a figure that somebody has."""
        workloads = list(dict.fromkeys(row[1] for row in self._rows if row[0] == part))
        for workload in workloads:
            rows = [row for row in self._rows if row[0] == part and row[1] == workload]
            figures = list(dict.fromkeys(row[5] for row in rows))
            cells = collections.defaultdict(list)
            for _, _, system, setting, _, figure, value in rows:
                cells[(system, setting), figure].append(value)
            systems = list(dict.fromkeys((row[2], row[3]) for row in rows))
            names = [f'{system}<br>{setting}' if setting else system for system, setting in systems]
            yield f'### {workload}'
            yield ''
            yield '| figure | ' + ' | '.join(names) + ' |'
            yield '|---' * (len(names) + 1) + '|'
            for figure in figures:
                row = [with_range(cells[system, figure]) if cells[system, figure] else '–'
                       for system in systems]
                yield f'| {figure} | ' + ' | '.join(row) + ' |'
            yield ''
