"""Escalon on Kafka and Redis on this machine: `./dev cluster up|down|status|env`."""
import argparse, os, sys
from cluster import Cluster, ClusterError


def up(cluster, options):
    cluster.start(options.policy)
    print(f'The cluster is up, all of it in {os.path.relpath(cluster.folder)}:')
    status(cluster, options)
    print('\nIn this or another terminal:')
    env(cluster, options)
    escalon = os.path.relpath(os.path.join(cluster.programs, 'escalon'))
    print(f'  {escalon} watch\n'
          '  curl -s http://$ESCALON_TO/v1/events -d '
          '\'{"contact_id":"c1","channel":"chat",'
          '"customer_message":{"text":"I want to speak to a manager"}}\'\n'
          f'  {escalon} case c1\n'
          f'  {escalon} ack c1 --as grace\n'
          f'Stop it with `./dev cluster down`; what is in {os.path.relpath(cluster.folder)} stays.')
    return 0


def down(cluster, _):
    cluster.stop()
    print(f'The cluster is down; its data stays in {os.path.relpath(cluster.folder)}.')
    return 0


def status(cluster, _):
    lines = cluster.status()
    for name, pid, port, state in lines:
        print(f'  {name:<13} {"" if pid is None else pid:>8}  127.0.0.1:{port:<6} {state}')
    return 0 if all(state in ('up', 'ready') for *_, state in lines) else 1


def env(cluster, _):
    words = ' '.join(f'{name}={value}' for name, value in cluster.environment().items())
    print(f'  export {words}')
    return 0


def main():
    parser = argparse.ArgumentParser(prog='./dev cluster', description=__doc__)
    parser.add_argument('command', choices=('up', 'down', 'status', 'env'))
    parser.add_argument('--source', required=True, help=argparse.SUPPRESS)
    parser.add_argument('--programs', required=True, help=argparse.SUPPRESS)
    parser.add_argument('--dir', help='where everything lies (default: .escalon/cluster)')
    parser.add_argument('--policy', help='the policy that a first start publishes '
                                         '(default: deploy/policies/default)')
    options = parser.parse_args()
    options.policy = options.policy or os.path.join(options.source, 'deploy/policies/default')
    cluster = Cluster(options.dir or os.path.join(options.source, '.escalon/cluster'),
                      options.programs, options.source)
    try:
        return {'up': up, 'down': down, 'status': status, 'env': env}[options.command](
            cluster, options)
    except ClusterError as error:
        print(f'./dev cluster: {error}', file=sys.stderr)
        return 1


if __name__ == '__main__':
    sys.exit(main())
