"""Recovery: W5 (kill -9 of sla-timer in a burst) and W6 (Redis killed, then emptied)."""
import csv, json, os, time
from stand import Stand
from timers import FAR_SECONDS, PAYLOAD_BYTES, SERVICES, lead

BURST = {True: 20_000, False: 100_000}
ARMED = {True: 50_000, False: 1_000_000}
ROUNDS = {True: 1, False: 3}
STEADY = 1_000           # firings/s while Redis goes away
STEADY_TIMERS = {True: 10_000, False: 20_000}
PATIENCE = 600  # of whoever waits for firings: a view of a million timers takes minutes
ON_ITS_WAY = 0.02  # seconds in which what was fired before a kill may still be heard


class Firings:
    """When each timer of a run was heard to fire, in seconds of the wall clock, in order."""

    def __init__(self, path):
        with open(path, encoding='ascii') as file:
            rows = [row for row in csv.DictReader(file) if row['fired_us'] != '0']
        self.heard = sorted(int(row['fired_us']) / 1e6 for row in rows)
        self.late = [(int(row['fired_us']) - int(row['due_us'])) / 1e6 for row in rows]

    def next_after(self, instant, skip=0):
        """Seconds from an instant to the first firing after it and `skip`; 0 where none is."""
        return next((heard - instant for heard in self.heard if heard > instant + skip), 0)

    def longest_silence(self):
        return max((later - earlier for earlier, later in zip(self.heard, self.heard[1:])),
                   default=0)


def start_timers(stand, run, count, rate, ahead, firings):
    return stand.start_measure('timers', '--run', run, '--count', count, '--rate', rate, '--lead',
                               ahead, '--payload', PAYLOAD_BYTES, '--patience', PATIENCE,
                               '--firings', firings)


def finish(process, report, what):
    """What the program said; a timer that was lost, early or fired twice fails the run."""
    out, err = process.communicate(timeout=1200)
    if not out.strip():
        raise RuntimeError(f'{what}: escalon_measure said nothing: {err[-1500:]}')
    told = json.loads(out.strip().splitlines()[-1])
    if process.returncode != 0:
        report.fail(f'{what}: {told}')
    return told


def sums(told):
    return {'lost': told['missing'], 'twice after the fold': told['twice'],
            'raw records that the fold dropped': told['dropped'], 'early': told['early']}


def armed(process):
    """Waits until all its timers are armed; when the first of them is due."""
    for line in process.stderr:
        if line.startswith('armed, first due at '):
            return int(line.split()[-1]) / 1e6
    raise RuntimeError('escalon_measure ended before its timers were armed')


def measure(options, folder, peers, report):
    report.begin('recovery', 'Recovery: seconds until timers fire again')
    policy = os.path.join(options.source, 'tests/bench/peers/policy')
    os.makedirs(folder, exist_ok=True)
    firings = os.path.join(folder, 'firings.csv')
    with Stand(options, os.path.join(folder, 'recovery'), SERVICES).start(policy) as stand:
        stand.warm_broker()
        stand.measure('timers', '--run', 0, '--count', 5_000, '--lead', 2)
        for turn in range(ROUNDS[options.quick]):
            measure_kill(options, stand, 1 + turn, 0, firings, report)
        measure_kill(options, stand, 10, 1, firings, report)
        measure_redis_kill(options, stand, 11, firings, report)
        measure_wipe(options, stand, 12, firings, report)


def measure_kill(options, stand, run, pause, firings, report):
    """sla-timer is killed 0.2 s into a burst, and started again `pause` seconds later."""
    count = BURST[options.quick]
    process = start_timers(stand, run, count, 0, lead(count), firings)
    time.sleep(max(0, armed(process) + 0.2 - time.time()))
    stand.processes.kill('sla-timer')
    time.sleep(pause)
    restarted = time.time()
    stand.start_service('sla-timer')
    told = finish(process, report, 'W5')
    stand.wait_ready('sla-timer')
    heard = Firings(firings)
    report.add('recovery', f'W5 kill -9 in a burst of {count:,}, '
               + ('started at once' if pause == 0 else f'started after {pause} s'), 'Escalon', '', {
                   'to the next firing': heard.next_after(restarted, ON_ITS_WAY),
                   'longest silence': heard.longest_silence(),
                   'fired before the kill': sum(one < restarted - pause for one in heard.heard),
                   **sums(told)})


def measure_redis_kill(options, stand, run, firings, report):
    """Redis is killed while timers fire, and started again a second later."""
    count = STEADY_TIMERS[options.quick]
    process = start_timers(stand, run, count, STEADY, lead(count), firings)
    time.sleep(max(0, armed(process) + 3 - time.time()))
    stand.processes.kill('redis')
    time.sleep(1)
    stand.start_redis()
    told = finish(process, report, 'W6')
    stand.wait_ready('sla-timer')
    heard = Firings(firings)
    report.add('recovery', f'W6 Redis killed for 1 s at {STEADY:,} firings/s', 'Escalon', '', {
        'longest silence': heard.longest_silence(),
        'accepted - due max, s': max(heard.late), **sums(told)})


def measure_wipe(options, stand, run, firings, report):
    """Redis is emptied with many timers armed; timers fall due all the while."""
    count = ARMED[options.quick]
    far = stand.measure('timers', '--run', run, '--count', count, '--lead', FAR_SECONDS,
                        '--arm-only', '--payload', PAYLOAD_BYTES, '--patience', 60, seconds=1200)
    if not far['ok']:
        report.fail(f'W6: {far}')
    time.sleep(3)
    full = stand.redis_rows('sla')
    steady = STEADY_TIMERS[options.quick]
    process = start_timers(stand, run + 1, steady, STEADY, lead(steady), firings)
    time.sleep(max(0, armed(process) + 2 - time.time()))
    stand.redis('FLUSHALL')
    wiped = time.time()
    while stand.redis_rows('sla') < full and time.time() < wiped + 600:
        time.sleep(0.2)
    rebuilt = time.time() - wiped
    told = finish(process, report, 'W6')
    heard = Firings(firings)
    report.add('recovery', f'W6 FLUSHALL with {count:,} armed, at {STEADY:,} firings/s', 'Escalon',
               '', {'longest silence': heard.longest_silence(),
                    'accepted - due max, s': max(heard.late), 'to the full view': rebuilt,
                    **sums(told)})
