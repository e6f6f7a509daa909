"""Escalon measured on Kafka and Redis: alone by `./dev bench cluster`, beside its peers in the same
run by `./dev bench peers`."""
import argparse, importlib, os, shutil, signal, sys, tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
PARTS = {'peers': ('timers', 'chain'), 'cluster': ('timers', 'chain', 'recovery', 'growth')}


def options_of(arguments):
    parser = argparse.ArgumentParser(prog='./dev bench peers|cluster', description=__doc__)
    parser.add_argument('what', choices=tuple(PARTS), help=argparse.SUPPRESS)
    parser.add_argument('--quick', action='store_true',
                        help='small loads: about four minutes once everything is fetched')
    parser.add_argument('--only', metavar='TEXT,…',
                        help='only parts of these names: timers, chain, recovery, growth')
    parser.add_argument('--repeat', type=int, default=1, metavar='N',
                        help='measure each load N times, and show median and range (default: 1)')
    parser.add_argument('--out', metavar='DIR',
                        help='where results go (default: build/bench/WHAT)')
    parser.add_argument('--folder', metavar='DIR',
                        help='where broker and Redis keep their data meanwhile (default: a '
                             'temporary one); a full run takes 6 GB there')
    parser.add_argument('--source', required=True, help=argparse.SUPPRESS)
    parser.add_argument('--programs', required=True, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    options.parts = options.only.split(',') if options.only else PARTS[options.what]
    unknown = set(options.parts) - {part for parts in PARTS.values() for part in parts}
    if unknown:
        parser.error(f'--only {",".join(sorted(unknown))}: name timers, chain, recovery or growth')
    options.out = options.out or os.path.join(options.source, 'build/bench', options.what)
    return options


def stop(number, _):
    raise SystemExit(128 + number)


def main():
    options = options_of(sys.argv[1:])
    sys.path.insert(0, os.path.join(options.source, 'tools/cluster'))
    signal.signal(signal.SIGTERM, stop)
    from machine import load_average
    from peers import Peers
    from report import Report
    folder = options.folder or tempfile.mkdtemp(prefix='escalon_bench_')
    report = Report(options)
    try:
        peers = Peers(options, report) if options.what == 'peers' else None
        for part in options.parts:
            importlib.import_module(part).measure(options, folder, peers, report)
            report.note(f'load average of the machine after {part}: {load_average()}')
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        report.write()
    return 1 if report.failed else 0


if __name__ == '__main__':
    sys.exit(main())
