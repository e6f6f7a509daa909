"""The printed tables: each fault with its count, how late timers were and when the first fired."""
import collections

TIMED = ('sla', 'escalation')


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else None


def shown(ms):
    return '-' if ms is None else f'{ms / 1000:.3f}'


class Timings:
    """Firings of the stages that keep time, beside the faults. A firing belongs to the fault in
    whose window its due instant lies: from the fault's beginning to the next one's."""

    def __init__(self, decisions, happened):
        self._firings = [(one['due'], one['decided_at'], (one['topic'], one['partition']))
                         for one in decisions
                         if one['cause'] == 'timer' and one['topic'] in TIMED]
        self._happened = happened

    def lateness(self):
        """Fault name to lateness of all firings in its windows, in ms; '' is before the first."""
        late = collections.defaultdict(list)
        starts = [one.began_ms for one in self._happened]
        for due, decided, _ in self._firings:
            earlier = [i for i, began in enumerate(starts) if began <= due]
            late[self._happened[earlier[-1]].name if earlier else ''].append(decided - due)
        return late

    def first_firings(self):
        """Fault name to the longest time from its beginning until the first firing in each
        partition of each stage, in ms."""
        first = {}
        for one in self._happened:
            after = {}
            for _, decided, place in self._firings:
                if decided >= one.began_ms:
                    after[place] = min(after.get(place, decided), decided)
            if after:
                slowest = max(after.values()) - one.began_ms
                first[one.name] = max(first.get(one.name, 0), slowest)
        return first


def print_faults(faults, happened, impossible, decisions):
    """Prints a line for each fault; how late the latest timer was, in ms."""
    timings = Timings(decisions, happened)
    late, first = timings.lateness(), timings.first_firings()
    counts = collections.Counter(one.name for one in happened)
    width = max(len(fault.name) for fault in faults)
    print(f'\n{"fault":<{width}}  happened  late p50      p99      max  first firing everywhere')
    for name in ['', *(fault.name for fault in faults)]:
        values = late.get(name, [])
        numbers = [shown(percentile(values, share)) for share in (0.5, 0.99)]
        numbers.append(shown(max(values, default=None)))
        note = f'  impossible here: {impossible[name]}' if name in impossible else ''
        print(f'{name or "(before the first)":<{width}}  {counts[name] if name else "":>8}  '
              f'{numbers[0]:>8} {numbers[1]:>8} {numbers[2]:>8}  {shown(first.get(name)):>8}{note}')
    print('seconds after due, by the stamp of the decision; the outage itself is in them')
    return max((max(values) for values in late.values()), default=0)


def print_verdict(verdict):
    print()
    for name, number in verdict.numbers.items():
        print(f'{name:<44} {number:>8}{"  FAILED" if name in verdict.failures else ""}')
    for name, lines in verdict.failures.items():
        print(f'\n{name}:')
        for line in lines:
            print('  ' + line)
