"""One run: load, faults, rest, verdict."""
import collections, os, random, time
import checker, faults, journals, report
from cluster import ClusterError
from load import Load, now_ms
from stand import Stand, own_mounts

RATE_LONG, RATE_QUICK = 5, 4
WARM_UP_SECONDS = 5
QUICK_SECONDS = 60
DURABLE_SECONDS = 90
SETTLE_SECONDS = 180
CHAIN_SECONDS = 7  # from the breach to the end of the last step
TRIES = 3
SLOW_MS = 120_000

Happened = collections.namedtuple('Happened', 'name began_ms')


class Pace:
    """How long things take, in seconds."""

    def __init__(self, chance, quick):
        self.chance, self._quick = chance, quick

    def freeze(self):
        return self.chance.uniform(4, 6) if self._quick else self.chance.uniform(5, 20)

    def long(self):
        return 6 if self._quick else 20

    def short(self):
        return self.chance.uniform(0.2, 1) if self._quick else self.chance.uniform(0.5, 4)

    def rest(self):
        return self.chance.uniform(0.5, 1.5) if self._quick else self.chance.uniform(1, 4)


class Run:
    def __init__(self, options, folder, seed, policy):
        self._options, self._folder, self._seed, self._policy = options, folder, seed, policy
        self._chance = random.Random(seed)
        self._pace = Pace(self._chance, options.quick)
        self._faults = [fault for fault in faults.all_faults()
                        if any(text in fault.name for text in (options.only or '').split(','))]
        self._happened, self._impossible, self._troubles = [], {}, []
        self._stand = self._load = None
        self.slow = False  # whether a timer was so late that somebody should look why

    def run(self):
        """True when everything held."""
        why_not = own_mounts()
        os.makedirs(self._folder, exist_ok=True)
        self._stand = Stand(self._folder, self._options.programs, self._options.source)
        if why_not:
            print(f'no {why_not}')
        print(f'seed {self._seed}, {len(self._faults)} faults', flush=True)
        try:
            self._stand.start(self._policy)
            rate = RATE_QUICK if self._options.quick else RATE_LONG
            self._load = Load(self._seed, rate, self._stand.ports['intake'],
                              not self._options.quick)
            time.sleep(WARM_UP_SECONDS)
            self._lay_faults()
            return self._judge()
        finally:
            self._stand.remove()

    # --- faults ----------------------------------------------------------------------------------

    def _lay_faults(self):
        """Rounds of all faults in another order each, until the time is over; as many whole rounds
        as there are tens of minutes."""
        end = time.monotonic() + (QUICK_SECONDS if self._options.quick
                                  else 60 * self._options.minutes)
        whole = 0 if self._options.quick else int(self._options.minutes // 10)
        number = 0
        while time.monotonic() < end or number < whole:
            order = self._faults[:]
            self._chance.shuffle(order)
            for fault in order:
                if (number >= whole and time.monotonic() >= end) or not self._lay(fault):
                    break
            if self._troubles or len(self._impossible) == len(self._faults):
                return
            number += 1

    def _lay(self, fault):
        """False where the mesh did not come back."""
        for _ in range(TRIES):
            began = now_ms()
            try:
                fault.lay(self._stand, self._pace)
            except faults.Impossible as error:
                self._impossible[fault.name] = str(error)
                return True
            except faults.NotHappened as error:
                self._tell(began, f'{fault.name}: did not happen: {error}')
                if not self._recover(fault):
                    return False
                continue
            self._happened.append(Happened(fault.name, began))
            self._tell(began, fault.name)
            return self._recover(fault)
        return True

    def _recover(self, fault):
        began = time.monotonic()
        try:
            self._stand.wait_all_ready()
        except ClusterError as error:
            self._troubles.append(f'after "{fault.name}": {error}')
            return False
        self._tell(now_ms(), f'  all ready again, {time.monotonic() - began:.1f} s later')
        time.sleep(self._pace.rest())
        return True

    def _tell(self, at_ms, what):
        line = f'{time.strftime("%H:%M:%S", time.gmtime(at_ms / 1000))}.{at_ms % 1000:03} {what}'
        with open(os.path.join(self._folder, 'faults.txt'), 'a', encoding='utf-8') as file:
            file.write(line + '\n')
        print(line, flush=True)

    # --- afterwards ------------------------------------------------------------------------------

    def _judge(self):
        self._troubles += self._load.finish(DURABLE_SECONDS)
        views = self._settle()
        log = journals.read_journals(self._stand, os.path.join(self._folder, 'log.jsonl'))
        verdict = checker.check(
            self._load.cases, log, views,
            [os.path.join(self._folder, f'{name}.data') for name in self._stand.units()])
        verdict.none_of('troubles', self._troubles + self._stand.ended)
        self.slow = report.print_faults(self._faults, self._happened, self._impossible,
                                        log.decisions()) > SLOW_MS
        report.print_verdict(verdict)
        return verdict.held

    def _settle(self):
        """Waits until every chain has run and nothing moves any more; the views as they are
        then."""
        last_due = max((case.due for case in self._load.cases.values() if case.said_at), default=0)
        earliest = last_due / 1000 + CHAIN_SECONDS
        end = max(time.time(), earliest) + SETTLE_SECONDS
        before = None
        while True:
            views = journals.read_views(self._stand)
            ends = [view['end'] for view in views]
            if time.time() > earliest and ends == before and all(
                    view['present'] and view['version'] == view['end'] for view in views):
                return views
            if time.time() > end:
                behind = [f'{view["view"]} at {view["version"]} of {view["end"]}' for view in views
                          if view['version'] != view['end']]
                self._troubles.append(f'the mesh does not come to rest: {behind or "it goes on"}')
                return views
            before = ends
            time.sleep(3)
