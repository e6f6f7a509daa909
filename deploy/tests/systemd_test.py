"""Units of systemd: right for it, hardened, and with settings that the programs take."""
import os, re, shlex, tempfile, unittest
from found import PROGRAMS, SERVICES, program, read, run

UNIT = 'deploy/systemd/escalon@.service'
STOP_SECONDS = 5
EXPOSURE_MAX = 20  # of 100, by `systemd-analyze security`


def values(name):
    """All values of a directive, in order."""
    return re.findall(rf'^{name}=(.*)$', read(UNIT), re.MULTILINE)


def environment():
    """What /etc/escalon/escalon.env sets."""
    lines = read('deploy/systemd/escalon.env').splitlines()
    return dict(line.split('=', 1) for line in lines if line and not line.startswith('#'))


class Unit(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def analyze(self, *arguments):
        """What systemd says to the unit, once the programs are where it looks for them."""
        for name in SERVICES:
            text = read(UNIT).replace('/usr/bin/', PROGRAMS + '/')
            with open(f'{self.folder}/escalon@{name}.service', 'w', encoding='utf-8') as file:
                file.write(text)
        with open(f'{self.folder}/escalon.target', 'w', encoding='utf-8') as file:
            file.write(read('deploy/systemd/escalon.target'))
        names = [f'{self.folder}/escalon@{name}.service' for name in SERVICES]
        return run([program('systemd-analyze'), *arguments, *names],
                   {'SYSTEMD_UNIT_PATH': self.folder + ':'})

    def test_systemd_has_nothing_to_say(self):
        status, said = self.analyze('verify', '--man=no')
        about_us = [line for line in said.splitlines() if 'escalon' in line]
        self.assertEqual((status, about_us), (0, []))

    def test_it_is_hardened(self):
        status, said = self.analyze('security', '--offline=true', f'--threshold={EXPOSURE_MAX}',
                                    '--no-pager')
        self.assertEqual(status, 0, said[-1500:])

    def test_every_directive_is_a_pair(self):
        for line in read(UNIT).splitlines():
            self.assertRegex(line, r'^(#.*|\[(Unit|Service|Install)\]|[A-Z]\w+=.*|)$')

    def test_it_waits_longer_than_a_stop_takes(self):
        self.assertGreaterEqual(int(values('TimeoutStopSec')[0]), 2 * STOP_SECONDS)

    def test_what_is_not_tried_again_is_what_the_programs_say(self):
        status, said = run([f'{PROGRAMS}/escalon-routing', '--help'])
        self.assertEqual(status, 0)
        for code in values('RestartPreventExitStatus')[0].split():
            self.assertRegex(said, rf'\n  {code} +\S.*(wrong|not understood)')

    def test_programs_are_started_from_where_they_are_installed(self):
        installed = re.findall(r'^install -m 755 (.*) (\S+)$', read('deploy/systemd/README.md'),
                               re.MULTILINE)[0]
        self.assertEqual(values('ExecStart'), [f'{installed[1]}/escalon-%i'])
        for name in SERVICES:
            self.assertIn(f'-{name}', installed[0])
            self.assertTrue(os.access(f'{PROGRAMS}/escalon-{name}', os.X_OK))


class Settings(unittest.TestCase):
    def test_every_program_takes_them(self):
        for name in SERVICES:
            status, said = run([f'{PROGRAMS}/escalon-{name}', '--check-config'], environment())
            self.assertEqual(status, 0, said)

    def test_they_are_understood_and_not_passed_over(self):
        fixed = dict(shlex.split(it.replace('%i', 'routing'))[0].split('=', 1)
                     for it in values('Environment'))
        said = ''.join(run([f'{PROGRAMS}/escalon-{name}', '--print-config'],
                           {**environment(), **fixed})[1] for name in SERVICES)
        for variable, value in {**environment(), **fixed}.items():
            path = variable[len('ESCALON_'):].lower()
            lines = [line for line in said.splitlines()
                     if line.split(':')[0].replace('.', '_') == path]
            self.assertTrue(lines, variable)
            self.assertEqual({line.split(': ', 1)[1] for line in lines}, {value}, variable)


if __name__ == '__main__':
    unittest.main()
