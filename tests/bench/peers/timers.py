"""Timers: workloads W1 (steady), W2 (burst), W3 (cancel 90 %) and W4 (a million armed)."""
import os, time
from stand import Stand

SERVICES = ('intake', 'classifier', 'sla-timer')
PAYLOAD_BYTES = 100
FAR_SECONDS = 6 * 3600
PATIENCE = 30
RECORD_BYTES = 450  # of bare records: about a firing in the journal with its header

# name, timers, firings/s (0: one millisecond), percent cancelled
QUICK = [('W1 1,000/s', 3_000, 1_000, 0), ('W2 20,000 at once', 20_000, 0, 0)]
FULL = [('W1 1,000/s', 10_000, 1_000, 0), ('W1 5,000/s', 30_000, 5_000, 0),
        ('W1 10,000/s', 60_000, 10_000, 0), ('W2 20,000 at once', 20_000, 0, 0),
        ('W2 100,000 at once', 100_000, 0, 0), ('W3 cancel 90 %', 10_000, 1_000, 90)]
ARMED = {True: 30_000, False: 1_000_000}
SETTINGS = {True: ('best',), False: ('default', 'best')}  # of the peers, by whether it is quick
ARMED_PER_SECOND = 6_000  # by the slowest of them on two cores that have other things to do


def lead(count):
    """Seconds in which all of them are armed, and a few more."""
    return count / ARMED_PER_SECOND + 2


def cpu_per_1000(used, count):
    return {f'CPU s per 1,000: {name}': 1000 * seconds / count for name, seconds in used.items()}


def figures_of(told):
    """The figures of one program's answer that go into the table."""
    figures = {name: told[key] for key, name in (
        ('arm_per_second', 'armed/s'), ('cancel_per_second', 'cancelled/s'),
        ('fire_per_second', 'fired/s'), ('early', 'early'), ('twice', 'twice'),
        ('missing', 'missing'), ('uncalled', 'fired though cancelled'),
        ('late_arms', 'armed too late')) if told.get(key) is not None}
    for key, name in (('accepted_ms', 'accepted - due'), ('firing_ms', 'firing part'),
                      ('gate_wait_ms', 'gate wait')):
        for part, value in told.get(key, {}).items():
            figures[f'{name} {part}'] = value
    return figures


def measure(options, folder, peers, report):
    report.begin('timers', 'Timers: lateness in ms of receipt, and rates')
    workloads = QUICK if options.quick else FULL
    for _ in range(options.repeat):
        measure_escalon(options, os.path.join(folder, 'timers'), workloads, report)
    for name, setting, peer in peers.timers(SETTINGS[options.quick]) if peers else []:
        for _ in range(options.repeat):
            measure_peer(options, os.path.join(folder, 'peer'), workloads, report, name, setting,
                         peer)


# --- Escalon, and bare librdkafka on the same broker ----------------------------------------------

def measure_escalon(options, folder, workloads, report):
    policy = os.path.join(options.source, 'tests/bench/peers/policy')
    with Stand(options, folder, SERVICES).start(policy) as stand:
        stand.make_topics(['bare.timers'])
        stand.warm_broker()
        stand.measure('timers', '--run', 0, '--count', 5_000, '--lead', 2)
        for run, (workload, count, rate, percent) in enumerate(workloads, 1):
            if percent == 0:
                measure_bare(stand, workload, count, rate, report)
            measure_one(stand, run, workload, count, rate, percent, report)
        measure_armed(options, stand, report)


def measure_bare(stand, workload, count, rate, report):
    told = stand.measure('bare-timers', '--topic', 'bare.timers', '--count', count, '--rate', rate,
                         '--bytes', RECORD_BYTES)
    figures = {f'accepted - due {part}': value for part, value in told['latency_ms'].items()}
    report.add('timers', workload, 'bare librdkafka', 'our settings',
               {'fired/s': told['per_second'], **figures})


def measure_one(stand, run, workload, count, rate, percent, report):
    meter = stand.meter()
    told = stand.measure('timers', '--run', run, '--count', count, '--rate', rate, '--lead',
                         lead(count), '--cancel', percent / 100, '--payload', PAYLOAD_BYTES,
                         '--patience', PATIENCE)
    if not told['ok']:
        report.fail(f'{workload}: Escalon: {told}')
    report.add('timers', workload, 'Escalon', '', {**figures_of(told),
                                                   **cpu_per_1000(meter.used(), count)})


def measure_armed(options, stand, report):
    count = ARMED[options.quick]
    workload = f'W4 {count:,} armed, then 1,000/s'
    time.sleep(1)  # what is accepted is applied soon after
    before = {part: stand.key_bytes('sla', part) for part in ('due', 'state')}
    armed = stand.measure('timers', '--run', 100, '--count', count, '--lead', FAR_SECONDS,
                          '--arm-only', '--payload', PAYLOAD_BYTES, '--patience', 60, seconds=1200)
    time.sleep(3)
    figures = {f'bytes a timer in :{part}': (stand.key_bytes('sla', part) - before[part]) / count
               for part in ('due', 'state')}
    figures['armed/s'] = armed['arm_per_second']
    told = stand.measure('timers', '--run', 101, '--count', 10_000, '--rate', 1_000, '--lead', 5,
                         '--payload', PAYLOAD_BYTES)
    if not (armed['ok'] and told['ok']):
        report.fail(f'{workload}: Escalon: {armed} {told}')
    report.add('timers', workload, 'Escalon', '', {**figures_of(told), **figures})


# --- a peer, on a Redis of its own with the same settings -----------------------------------------

def measure_peer(options, folder, workloads, report, name, setting, peer):
    for workload, count, rate, percent in workloads:
        with Stand(options, folder, hz=peer.hz) as stand:
            stand.start_redis()
            measure_peer_one(stand, workload, count, rate, percent, report, name, setting,
                             peer)
    if setting != SETTINGS[options.quick][-1]:
        return  # a timer takes as many bytes under either setting
    with Stand(options, folder, hz=peer.hz) as stand:
        stand.start_redis()
        measure_peer_armed(options, stand, report, name, setting, peer)


def fire_on_peer(stand, peer, count, rate, percent, run='timers'):
    """Armed and fired: what both programs say."""
    port = stand.ports['redis']
    ahead = lead(count)
    worker = peer.work(port, run, count - count * percent // 100, PATIENCE + int(ahead))
    try:
        told = peer.arm(port, run, count, int(1000 * (time.time() + ahead)), rate, PAYLOAD_BYTES)
        if percent:
            told.update(peer.cancel(port, run, count, percent))
        told.update(worker.result(300))
    finally:
        worker.kill()
    return told


def measure_peer_one(stand, workload, count, rate, percent, report, name, setting, peer):
    meter, before = stand.meter(), os.times()
    told = fire_on_peer(stand, peer, count, rate, percent)
    after = os.times()
    used = {'worker and armer': after.children_user + after.children_system -
            before.children_user - before.children_system, **meter.used()}
    report.add('timers', workload, name, f'{setting}: {peer.says}',
               {**figures_of(told), **cpu_per_1000(used, count)})


def measure_peer_armed(options, stand, report, name, setting, peer):
    count = ARMED[options.quick]
    before = stand.redis_memory()
    first_due_ms = int(1000 * (time.time() + FAR_SECONDS))
    armed = peer.arm(stand.ports['redis'], 'timers', count, first_due_ms, 0, PAYLOAD_BYTES)
    figures = {'armed/s': armed['arm_per_second'],
               'bytes a timer in Redis': (stand.redis_memory() - before) / count}
    report.add('timers', f'W4 {count:,} armed, then 1,000/s', name, f'{setting}: {peer.says}',
               figures)
