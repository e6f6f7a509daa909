"""The image without an engine: its packages and nothing else, the programs, and its user."""
import fcntl, hashlib, os, re, shutil, subprocess, unittest
from docker_test import ALL, DOCKERFILE, runtime_packages
from found import PROGRAMS, program, read, run, source

MIRROR_SECONDS_MAX = 600
POLICIES = '/usr/share/escalon/policies'


def mirrors():
    """This machine's own sources of Debian's packages, as lines of a sources.list."""
    _, said = run(['apt-get', 'indextargets', '--format',
                   '$(ORIGIN)|deb $(REPO_URI) $(RELEASE) $(COMPONENT)', 'Created-By: Packages'])
    return [line.removeprefix('Debian|') for line in said.splitlines()
            if line.startswith('Debian|')]


def apt_options():
    """What this machine tells apt of the way to its mirror."""
    _, said = run(['apt-config', 'dump', '--format', '%f "%v";%n', 'Acquire'])
    return [f'--aptopt={line}' for line in said.splitlines()
            if re.match(r'Acquire::(https?::Proxy|Check-)', line, re.IGNORECASE)]


def make_root(path, packages):
    """What `apt-get install` makes of these packages on an empty Debian 12."""
    command = [program('mmdebstrap'), '--variant=essential', '--dpkgopt=force-unsafe-io',
               '--include=' + ','.join(packages), *apt_options(), 'bookworm', path, *mirrors()]
    shutil.rmtree(path, ignore_errors=True)
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=MIRROR_SECONDS_MAX)
    except subprocess.TimeoutExpired as late:
        raise unittest.SkipTest('the mirror of Debian is too slow') from late
    if done.returncode != 0 and 'Unable to locate package' not in done.stderr:
        raise unittest.SkipTest('the mirror of Debian cannot be reached: ' + done.stderr[-1000:])
    assert done.returncode == 0, done.stderr[-2000:]


def root_of_image():
    """A folder with the image's packages; made once for each list of them."""
    packages = sorted(runtime_packages())
    folder = source('build/tools/image')
    path = os.path.join(folder, hashlib.sha256(' '.join(packages).encode()).hexdigest()[:16])
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, 'lock'), 'w', encoding='ascii') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not os.path.isdir(path):
            for name in os.listdir(folder):
                if name != 'lock':
                    shutil.rmtree(os.path.join(folder, name))
            make_root(path + '.new', packages)
            os.rename(path + '.new', path)
    return path


class Image(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if os.geteuid() != 0:
            raise unittest.SkipTest('only root may make the image and change into it')
        cls.root = root_of_image()
        cls.user = re.findall(r'^USER (\d+:\d+)$', read(DOCKERFILE), re.MULTILINE)[-1]
        for name in ALL:
            shutil.copy2(f'{PROGRAMS}/{name}', f'{cls.root}/usr/bin/{name}')
        shutil.copytree(source('deploy/policies'), cls.root + POLICIES, dirs_exist_ok=True)
        made = re.search(r'&& (install -d .*)$', read(DOCKERFILE), re.MULTILINE)[1]
        status, said = run(['chroot', cls.root, *made.split()])
        assert status == 0, said

    def within(self, *command):
        return run(['chroot', f'--userspec={self.user}', self.root, *command])

    def test_every_program_says_its_version(self):
        version = re.search(r'-t escalon:(\S+)', read(DOCKERFILE))[1]
        for name in ALL:
            self.assertEqual(self.within(name, '--version'), (0, f'{name} {version}\n'))

    def test_its_user_is_nobody_who_may_do_much(self):
        self.assertEqual(self.within('id', '-u')[1].strip(), self.user.split(':')[0])
        self.assertEqual(self.within('test', '-w', '/usr/bin')[0], 1)
        self.assertEqual(self.within('test', '-w', '/var/lib/escalon')[0], 0)

    def test_the_policy_it_brings_is_good_and_its_zones_are_known(self):
        status, said = self.within('escalon', 'policy', 'check', f'{POLICIES}/default')
        self.assertEqual(status, 0, said)

    def test_webhooks_find_whom_to_trust(self):
        status, said = self.within('test', '-s', '/etc/ssl/certs/ca-certificates.crt')
        self.assertEqual(status, 0, said)


if __name__ == '__main__':
    unittest.main()
