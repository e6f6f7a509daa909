"""How the chain grows: with instances of each service, and with cases that stay open."""
import os
from chain import Chain
from machine import resident_bytes

INSTANCES = {True: (1, 2), False: (1, 2, 4)}
OPEN = {True: (2_000, 10_000), False: (10_000, 100_000, 1_000_000)}
CASES = {True: 1_000, False: 5_000}


def measure(options, folder, peers, report):
    report.begin('growth', 'Growth: the chain flat out')
    cases = CASES[options.quick]
    for instances in INSTANCES[options.quick]:
        with Chain(options, os.path.join(folder, 'growth'), instances) as chain:
            chain.measured(report, 'growth', f'{instances} of each service', '--cases', cases)
    with Chain(options, os.path.join(folder, 'growth')) as chain:
        is_open = 0
        for wanted in OPEN[options.quick]:
            opened = chain.run('--open-only', wanted - is_open)
            if not opened['ok']:
                report.fail(f'{wanted:,} open cases: {opened}')
            is_open = wanted
            chain.measured(report, 'growth', f'{wanted:,} open cases', '--cases', cases,
                           after=lambda: memory_of(chain.stand))


def memory_of(stand):
    figures = {f'resident MB: {name}': resident_bytes(stand.processes.pid(name)) / (1 << 20)
               for name in stand.units}
    return {**figures, 'Redis MB': stand.redis_memory() / (1 << 20)}
