"""The image has what the programs are linked to, and nothing beside; compose starts them with
settings that they take."""
import os, re, unittest
import yaml
from found import PROGRAMS, SERVICES, program, read, run, source

DOCKERFILE = 'deploy/docker/Dockerfile'
FOLDER = 'deploy/compose'
ALL = ['escalon'] + [f'escalon-{name}' for name in SERVICES]
NOT_LINKED = {'ca-certificates', 'tzdata'}


def runtime_packages():
    last = read(DOCKERFILE).split('\nFROM ')[-1]
    listed = re.search(r'--no-install-recommends \\\n(.*?)\n +&&', last, re.DOTALL)[1]
    return set(listed.replace('\\', '').split())


def packages_of(libraries):
    """The Debian packages that own these files, each in either of /lib and /usr/lib."""
    paths = {prefix + path.removeprefix('/usr') for path in libraries for prefix in ('', '/usr')}
    _, said = run([program('dpkg-query'), '-S', *sorted(paths)], {'LC_ALL': 'C'})
    owned = re.findall(r'^([\w.+-]+)(?::\w+)?: (/\S+)$', said, re.MULTILINE)
    lost = {path.removeprefix('/usr') for path in libraries} - {
        path.removeprefix('/usr') for _, path in owned}
    return {package for package, _ in owned}, lost


def linked(name):
    """The files that a program is linked to, by whatever way."""
    status, said = run([program('ldd'), f'{PROGRAMS}/{name}'])
    assert status == 0 and 'not found' not in said, said
    return set(re.findall(r'=> (/\S+)', said))


def needed(name):
    """The libraries that a program itself names."""
    _, said = run([program('readelf'), '-d', f'{PROGRAMS}/{name}'])
    names = set(re.findall(r'\(NEEDED\).*\[(.*)\]', said))
    return {path for path in linked(name) if os.path.basename(path) in names}


def with_dependencies(packages):
    """These packages and all that they depend on, among those that are installed."""
    _, said = run(['dpkg-query', '-W', '-f=${Package}\t${Pre-Depends}, ${Depends}\n'])
    depends = {}
    for line in said.splitlines():
        package, _, rest = line.partition('\t')
        depends[package] = {re.split(r'[ :(]', word.strip())[0]
                            for word in re.split(r'[,|]', rest)} - {''}
    found, waiting = set(), set(packages)
    while waiting:
        found |= waiting
        waiting = set().union(*(depends.get(it, set()) for it in waiting)) - found
    return found


class Image(unittest.TestCase):
    def setUp(self):
        program('dpkg-query'), program('readelf')

    def test_it_has_every_library_of_every_program(self):
        have = with_dependencies(runtime_packages())
        for name in ALL:
            packages, lost = packages_of(linked(name))
            self.assertEqual(lost, set(), name)
            self.assertEqual(packages - have, set(), name)

    def test_it_lists_just_what_programs_name(self):
        packages, _ = packages_of(set().union(*(needed(name) for name in ALL)))
        self.assertEqual(runtime_packages() - NOT_LINKED, packages - {'libc6', 'libgcc-s1'})

    def test_it_has_every_program_and_no_root(self):
        text = read(DOCKERFILE)
        built = re.search(r'ninja -C build/release (.*?)\n[A-Z]', text, re.DOTALL)[1]
        self.assertEqual(built.replace('\\', '').split(), ALL)
        stripped = re.search(r'for program in (.*?); do', text, re.DOTALL)[1]
        self.assertEqual(stripped.replace('\\', '').split(), ALL)
        users = re.findall(r'^USER (\d+):(\d+)$', text, re.MULTILINE)
        self.assertTrue(users and '0' not in users[-1])

    def test_stages_begin_with_debian_12(self):
        stages = re.findall(r'^FROM (\S+)', read(DOCKERFILE), re.MULTILINE)
        self.assertEqual(stages, ['debian:12-slim'] * 2)


class Compose(unittest.TestCase):
    def setUp(self):
        self.services = yaml.safe_load(read(FOLDER, 'compose.yaml'))['services']

    def command(self, name, *more):
        """A service as compose would start it, on this machine's programs and policies."""
        it = self.services[name]
        words = [word.replace('/usr/share/escalon/policies', source('deploy/policies'))
                 for word in it['command']]
        return run([f'{PROGRAMS}/{words[0]}', *words[1:], *more], it['environment'])

    def test_every_service_takes_its_settings(self):
        for name in SERVICES:
            status, said = self.command(name, '--check-config')
            self.assertEqual(status, 0, f'{name}: {said}')

    def test_settings_are_understood_and_not_passed_over(self):
        for name in SERVICES:
            self.assertEqual(self.services[name]['command'][0], f'escalon-{name}')
            _, said = self.command(name, '--print-config')
            known = dict(line.split(': ', 1) for line in said.splitlines() if ': ' in line)
            known = {path.replace('.', '_'): value for path, value in known.items()}
            for variable, value in self.services[name]['environment'].items():
                path = variable.removeprefix('ESCALON_').lower()
                self.assertEqual(known.get(path), value, f'{name} {variable}')

    def test_brokers_and_views_are_services_that_are_waited_for(self):
        for name in SERVICES:
            it = self.services[name]
            hosts = re.findall(r'(?:^|//)([a-z]+):\d+', '\n'.join(it['environment'].values()),
                               re.MULTILINE)
            self.assertTrue(hosts)
            for host in hosts:
                self.assertEqual(it['depends_on'][host], {'condition': 'service_healthy'})
                self.assertIn('healthcheck', self.services[host])

    def test_mounted_files_are_there_and_volumes_declared(self):
        volumes = yaml.safe_load(read(FOLDER, 'compose.yaml'))['volumes']
        for name, it in self.services.items():
            for mount in it.get('volumes', []):
                place = mount.split(':')[0]
                if place.startswith('.'):
                    self.assertTrue(os.path.isfile(source(FOLDER, place)), f'{name}: {place}')
                else:
                    self.assertIn(place, volumes)

    def test_compose_of_debian_takes_the_file(self):
        status, said = run([program('docker-compose'), '-f', source(FOLDER, 'compose.yaml'),
                            'config', '-q'])
        self.assertEqual((status, said), (0, ''))

    def test_images_do_not_move_and_nothing_is_open_to_the_network(self):
        for name, it in self.services.items():
            self.assertRegex(it['image'], r':v?\d+\.\d+\.\d+$', name)
            for port in it.get('ports', []):
                self.assertTrue(port.startswith('127.0.0.1:'), f'{name} {port}')

    def test_prometheus_scrapes_every_service_where_it_listens(self):
        scraped = {it['job_name']: it['static_configs'][0]['targets']
                   for it in yaml.safe_load(read(FOLDER, 'prometheus.yaml'))['scrape_configs']}
        self.assertEqual(set(scraped), {f'escalon-{name}' for name in SERVICES})
        for name in SERVICES:
            _, said = self.command(name, '--print-config')
            port = re.search(r'^http.port: (\d+)$', said, re.MULTILINE)[1]
            self.assertEqual(scraped[f'escalon-{name}'], [f'127.0.0.1:{port}'])
            self.assertEqual(self.services[name]['network_mode'], 'service:gateway')

    def test_prometheus_and_nginx_take_their_files(self):
        path = source(FOLDER, 'prometheus.yaml')
        status, said = run([program('promtool'), 'check', 'config', '--syntax-only', path])
        self.assertEqual(status, 0, said)
        path = source(FOLDER, 'gateway.conf')
        status, said = run([program('nginx'), '-e', 'stderr', '-t', '-c', path])
        self.assertEqual(status, 0, said)


if __name__ == '__main__':
    unittest.main()
