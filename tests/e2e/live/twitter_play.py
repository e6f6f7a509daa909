"""The Twitter-support threads, imported once a test and played into a live mesh."""
import datetime, json, os, subprocess, sys
from mesh_process import Mesh, escalon, run, source_dir

LONG = os.environ.get('ESCALON_TEST_LENGTH') == 'long'
SPEED = os.environ.get('ESCALON_PLAY_SPEED', '600')
# Most threads of the day lie in its last two hours, so that a short play has 344 of the 575.
BEGIN = '2017-10-31T06:00:00Z' if LONG else '2017-10-31T22:00:00Z'
END = '2017-11-01T06:00:00Z' if LONG else '2017-11-01T00:00:00Z'
# How long a play takes, and what a busy machine adds.
PLAY_SECONDS_MAX = 600 if LONG else 120
TENANT = 'twitter'


def log_file():
    """Where the log is; None where this machine does not have it."""
    shared = os.environ.get('ESCALON_SHARED', '')
    path = os.path.join(shared, 'data/twcs_threads_dev.csv.gz')
    return path if shared and os.path.exists(path) else None


def instant(text):
    return datetime.datetime.fromisoformat(text.replace('Z', '+00:00'))


class TwitterPlay:
    def __init__(self, folder):
        self.events = os.path.join(folder, 'twitter.jsonl')
        mapping = os.path.join(source_dir(), 'deploy/mappings/twitter_support.yaml')
        code, output, error = run('import', '--mapping', mapping, log_file(), '--out', self.events)
        assert code == 0, error
        self.total, self.cases = self._count()

    def _count(self):
        """Events and cases of the threads that lie wholly in the window."""
        threads = {}
        with open(self.events, encoding='utf-8') as file:
            for line in file:
                event = json.loads(line)
                threads.setdefault(event['case_id'], []).append(instant(event['occurred_at']))
        inside = {name: at for name, at in threads.items()
                  if instant(BEGIN) <= min(at) and max(at) < instant(END)}
        return sum(map(len, inside.values())), sorted(inside)

    def arguments(self, policy_folder, *more):
        return ('--play', self.events, '--from', BEGIN, '--to', END, '--speed', SPEED,
                '--keep-dates', '--policy', policy_folder, *more)

    def play_to_the_end(self, data, policy_folder):
        mesh = Mesh(data, *self.arguments(policy_folder, '--exit'))
        try:
            code = mesh.wait_end(PLAY_SECONDS_MAX)
            assert code == 0, f'exit {code}:\n' + mesh.output()[-4000:]
            return mesh.output()
        finally:
            mesh.kill()

    def read_cases(self, data, policy_folder, canonical=False):
        """Every case after the play; the mesh is started once more for it."""
        mesh = Mesh(data, *self.arguments(policy_folder))
        try:
            mesh.wait_ready()
            cases = {}
            for case_id in self.cases:
                query = {'canonical': 'true'} if canonical else {}
                status, text = mesh.case_text(case_id, tenant=TENANT, **query)
                cases[case_id] = text if status == 200 else None
            return cases
        finally:
            mesh.stop()

    @staticmethod
    def independent_verdicts():
        """The output of the script that knows nothing of the product: rows and counts."""
        script = os.path.join(source_dir(), 'tests/e2e/twitter_first_response.py')
        begin, end = (at.replace('Z', '+00:00') for at in (BEGIN, END))
        lines = subprocess.run([sys.executable, script, log_file(), begin, end], check=True,
                               capture_output=True, text=True).stdout.splitlines()
        verdicts = {line.split()[0]: line.split()[3] for line in lines[:-1]}
        return verdicts, lines[-1]
