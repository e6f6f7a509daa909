"""Faults against the six services on a real Kafka and a real Redis: `./dev chaos --minutes N`."""
import argparse, os, random, shutil, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))


def options_of(arguments):
    parser = argparse.ArgumentParser(prog='./dev chaos', description=__doc__)
    parser.add_argument('--minutes', type=float, default=10,
                        help='how long faults are laid; each at least once in every ten (default: '
                             '10)')
    parser.add_argument('--seed', type=int, help='of load, order and instants (default: any)')
    parser.add_argument('--only', metavar='TEXT,…',
                        help='only faults whose name holds one of these')
    parser.add_argument('--keep', help='a folder for all logs (default: a temporary one, kept only '
                                       'when something failed)')
    parser.add_argument('--quick', action='store_true', help=argparse.SUPPRESS)
    parser.add_argument('--source', required=True, help=argparse.SUPPRESS)
    parser.add_argument('--programs', required=True, help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def main():
    options = options_of(sys.argv[1:])
    sys.path.insert(0, os.path.join(options.source, 'tools/cluster'))
    from run import Run
    folder = os.path.abspath(options.keep or tempfile.mkdtemp(prefix='escalon_chaos_'))
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(1 << 31)
    run, held = Run(options, folder, seed, os.path.join(HERE, 'policy')), False
    try:
        held = run.run()
    finally:
        if held and not run.slow and not options.keep:
            shutil.rmtree(folder, ignore_errors=True)
        else:
            print(f'\nseed {seed}; all logs: {folder} (log.jsonl: every record with its offset; '
                  'NAME.log: what a process said; faults.txt: what was done when)')
    return 0 if held else 1


if __name__ == '__main__':
    sys.exit(main())
