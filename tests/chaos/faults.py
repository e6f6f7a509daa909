"""What is done to the mesh. A fault either happens, and says when it began and when whatever
was hurt was whole again, or raises NotHappened: then it is not counted as survived."""
import errno, os, shutil, signal, subprocess, time
from cluster import SERVICES, WITH_STAGES
from proxy import ANSWERED, ASKED, HALF, Trap
from stand import AWAY, INTRUDER

TRAP_SECONDS = 15
STOP_SECONDS = 5
JOURNAL_OF = {'classifier': 'classified', 'sla-timer': 'sla', 'routing': 'escalation',
              'notification': 'notification'}


class NotHappened(Exception):
    """Why a fault did not take place."""


class Impossible(Exception):
    """Why it cannot take place on this machine."""


class Fault:
    """`name` names it in the table, `lay` carries it out on a stand and ends when it is over."""

    def __init__(self, name, lay):
        self.name, self.lay = name, lay


def state_of(pid):
    with open(f'/proc/{pid}/stat', encoding='ascii', errors='replace') as file:
        return file.read().rsplit(') ', 1)[1][0]


def killed(stand, name):
    """SIGKILL; true only where it ran and is gone by that signal."""
    if stand.processes.pid(name) is None:
        raise NotHappened(f'{name} did not run')
    stand.processes.kill(name)
    if stand.processes.exit_code(name) != -signal.SIGKILL:
        raise NotHappened(f'{name} ended with {stand.processes.exit_code(name)}')


def frozen(stand, name, seconds):
    pid = stand.processes.pid(name)
    if pid is None:
        raise NotHappened(f'{name} did not run')
    os.kill(pid, signal.SIGSTOP)
    try:
        end = time.monotonic() + STOP_SECONDS
        while state_of(pid) != 'T':
            if time.monotonic() > end:
                raise NotHappened(f'{name} did not stop')
            time.sleep(0.05)
        time.sleep(seconds)
    finally:
        os.kill(pid, signal.SIGCONT)


# --- services ------------------------------------------------------------------------------------

def kill_service(name):
    def lay(stand, pace):
        killed(stand, name)
        stand.start_service(name)
    return Fault(f'kill -9 {name}', lay)


def freeze_service(name):
    def lay(stand, pace):
        frozen(stand, name, pace.freeze())
    spare = name in WITH_STAGES
    return Fault(f'freeze {name}{" (a second takes over)" if spare else ""}', lay)


def fight(stand, pace):
    """A third process under the name of the first: each shuts the other out, then they share."""
    stand.start_service(INTRUDER)
    try:
        end = time.monotonic() + 20
        while stand.processes.pid(INTRUDER) and not stand.owns(INTRUDER):
            if time.monotonic() > end:
                raise NotHappened('the intruder got no partition')
            time.sleep(0.1)
        time.sleep(pace.short())
    finally:
        killed(stand, INTRUDER)

def zombie_of_one_partition(stand, pace):
    """Stopped between its acquire and its marker, while the second instance takes all over."""
    return trapped_freeze(stand, pace, 'sla-timer', 'redis', ANSWERED, b'escalon_acquire')


# --- a message of the service's own in flight ----------------------------------------------------

def sprung(stand, name, server, trap):
    """Waits until the trap is sprung; takes it away whatever comes."""
    proxy = stand.proxies[name][server]
    proxy.trap = trap
    try:
        if not trap.sprung.wait(TRAP_SECONDS):
            raise NotHappened(f'no such message of {name} within {TRAP_SECONDS} s')
    finally:
        proxy.trap = None


def die_at(name, point, server, moment, words, while_starting=False):
    def lay(stand, pace):
        if while_starting:
            killed(stand, name)
            stand.start_service(name)
        pid = stand.processes.pid(name)
        if pid is None:
            raise NotHappened(f'{name} did not run')
        count = 1 if while_starting else pace.chance.randint(1, 6)
        trap = Trap(moment, words, count, lambda: os.kill(pid, signal.SIGKILL))
        sprung(stand, name, server, trap)
        if not stand.processes.wait_end(name, 5):
            raise NotHappened(f'{name} lives')
        stand.start_service(name)
    return Fault(f'kill -9 {name} {point}', lay)


def trapped_freeze(stand, pace, name, server, moment, words):
    if words == b'escalon_acquire':
        killed(stand, name)
        stand.start_service(name)
    pid = stand.processes.pid(name)
    if pid is None:
        raise NotHappened(f'{name} did not run')
    trap = Trap(moment, words, 1, lambda: os.kill(pid, signal.SIGSTOP), pass_on=True)
    try:
        sprung(stand, name, server, trap)
        time.sleep(pace.freeze())
    finally:
        os.kill(pid, signal.SIGCONT)


def freeze_appending(name):
    topic = f'escalon.{JOURNAL_OF[name]}.v1'.encode()
    return Fault(f'freeze {name} after append, before its acknowledgement',
                 lambda stand, pace: trapped_freeze(stand, pace, name, 'kafka', ANSWERED, topic))


def named_points(name):
    topic = f'escalon.{JOURNAL_OF[name]}.v1'.encode()
    yield die_at(name, 'after append, before its acknowledgement', 'kafka', ANSWERED, topic)
    yield die_at(name, 'after acknowledgement, before apply', 'redis', ASKED, b'escalon_apply')
    yield die_at(name, 'in the middle of an apply', 'redis', HALF, b'escalon_apply')
    yield die_at(name, 'after apply, before its answer', 'redis', ANSWERED, b'escalon_apply')
    yield die_at(name, 'between acquire and marker', 'redis', ANSWERED, b'escalon_acquire', True)


# --- what they stand on --------------------------------------------------------------------------

def kill_broker(stand, pace):
    killed(stand, 'kafka')
    time.sleep(pace.short())
    stand.start_kafka()


def freeze_broker(stand, pace):
    frozen(stand, 'kafka', pace.long())


def full_disk(stand, pace):
    """The broker's disk fills; it stops by itself, space is freed, it is started."""
    if 'small disk' in stand.why_not:
        raise Impossible(stand.why_not['small disk'])
    ballast = os.path.join(stand.disk, 'ballast')
    try:
        fill(ballast)
        if not stand.processes.wait_end('kafka', 60):
            stand.processes.kill('kafka')
            raise NotHappened('the broker lives on a full disk')
        time.sleep(pace.short())
    finally:
        os.unlink(ballast)
        stand.start_kafka()


def fill(path):
    block = b'\0' * (1 << 20)
    with open(path, 'wb', buffering=0) as file:
        for size in (1 << 20, 4096):
            try:
                while file.write(block[:size]):
                    pass
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise


def kill_redis(stand, pace):
    killed(stand, 'redis')
    time.sleep(pace.short() / 2)
    stand.start_redis()


def kill_redis_applying(stand, pace):
    """Killed with an apply on its way to it."""
    pid = stand.processes.pid('redis')
    trap = Trap(ASKED, b'escalon_apply', pace.chance.randint(1, 6),
                lambda: os.kill(pid, signal.SIGKILL), pass_on=True)
    sprung(stand, 'sla-timer', 'redis', trap)
    stand.processes.wait_end('redis', 5)
    stand.start_redis()


def freeze_redis(stand, pace):
    frozen(stand, 'redis', pace.long())


def older_files(stand, pace):
    """Restarted from a copy of its files that is a few seconds old."""
    folder, copy = (os.path.join(stand.folder, name) for name in ('redis', 'redis.copy'))
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy)
    time.sleep(pace.short() + 2)
    killed(stand, 'redis')
    shutil.rmtree(folder)
    os.rename(copy, folder)
    stand.start_redis()


def redis_cli(stand, *words):
    return subprocess.run(['redis-cli', '-p', str(stand.ports['redis']), *words], check=False,
                          capture_output=True, text=True, timeout=20).stdout.strip()


def flush(stand, pace):
    if redis_cli(stand, 'DBSIZE') == '0' or redis_cli(stand, 'FLUSHALL') != 'OK':
        raise NotHappened('nothing was flushed')


def flush_with_functions(stand, pace):
    flush(stand, pace)
    if redis_cli(stand, 'FUNCTION', 'FLUSH') != 'OK':
        raise NotHappened('no functions were flushed')


def power_cut(stand, pace):
    """Everything dies at once; what was written stays, as the page cache outlives a process."""
    names = [name for name in ('kafka', 'redis', *stand.units()) if stand.processes.pid(name)]
    for name in names:
        stand.processes.send(name, signal.SIGKILL)
    for name in names:
        stand.processes.kill(name)
    time.sleep(pace.short())
    stand.start_kafka()
    stand.start_redis()
    for name in stand.units():
        stand.start_service(name)


def flush_in_a_takeover(stand, pace):
    """Redis is emptied between the acquire of a take-over and its marker."""
    killed(stand, 'routing')
    stand.start_service('routing')
    trap = Trap(ANSWERED, b'escalon_acquire', 1, lambda: redis_cli(stand, 'FLUSHALL'), pass_on=True)
    sprung(stand, 'routing', 'redis', trap)


# --- the network ---------------------------------------------------------------------------------

def cut_host(stand, pace):
    if stand.host is None:
        raise Impossible(stand.why_not['other host'])
    if stand.processes.pid(AWAY) is None:
        raise NotHappened(f'{AWAY} did not run')
    stand.host.cut()
    try:
        time.sleep(pace.freeze())
    finally:
        stand.host.heal()


def cut_from(name, server):
    def lay(stand, pace):
        if stand.processes.pid(name) is None:
            raise NotHappened(f'{name} did not run')
        stand.proxies[name][server].cut()
        try:
            time.sleep(pace.freeze())
        finally:
            stand.proxies[name][server].heal()
    return Fault(f'cut {name} off from {server}', lay)


# --- all of them ---------------------------------------------------------------------------------

def all_faults():
    faults = [kill_service(name) for name in SERVICES]
    faults += [freeze_service(name) for name in SERVICES]
    faults += named_points('sla-timer')
    faults += named_points('routing')
    faults += [freeze_appending('sla-timer'), freeze_appending('routing')]
    faults += [
        Fault('two sla-timers fight for a name', fight),
        Fault('freeze sla-timer between acquire and marker', zombie_of_one_partition),
        Fault('kill -9 broker', kill_broker),
        Fault('freeze broker', freeze_broker),
        Fault('broker: disk full', full_disk),
        Fault('kill -9 Redis (everysec)', kill_redis),
        Fault('kill -9 Redis in the middle of an apply', kill_redis_applying),
        Fault('freeze Redis', freeze_redis),
        Fault('Redis from an older copy', older_files),
        Fault('FLUSHALL', flush),
        Fault('FLUSHALL between acquire and marker', flush_in_a_takeover),
        Fault('kill -9 everything at once', power_cut),
        Fault('FLUSHALL and FUNCTION FLUSH', flush_with_functions),
        Fault('cut the other host off', cut_host),
        cut_from('routing', 'kafka'),
        cut_from('sla-timer', 'redis')]
    return faults
