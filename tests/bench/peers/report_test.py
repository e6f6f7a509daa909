"""What is written of figures, and that a peer that is not there is told."""
import argparse, csv, os, subprocess, sys, tempfile, unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, '../../../tools/cluster')]
import chain, plot, recovery, timers
from machine import CpuMeter, cpu_seconds
from peers import Absent, fetch
from report import Report, number, with_range
from stand import tool


def report_in(folder):
    return Report(argparse.Namespace(out=folder, what='peers', quick=True, repeat=2))


class Figures(unittest.TestCase):
    def test_show_three_digits_and_the_range_of_rounds(self):
        self.assertEqual(['0', '3', '0.034', '4.25', '12.3', '12,346'],
                         [number(value) for value in (0, 3.0, 0.0342, 4.25, 12.345, 12345.6)])
        self.assertEqual('2 (1 to 9)', with_range([9, 1, 2]))
        self.assertEqual('7', with_range([7]))

    def test_of_an_answer_keep_their_percentiles_apart(self):
        told = timers.figures_of({'arm_per_second': 5.0, 'early': 1, 'uncalled': None,
                                  'accepted_ms': {'p99': 2.5}, 'firing_ms': {'p99': 0.5}})
        self.assertEqual({'armed/s': 5.0, 'early': 1, 'accepted - due p99': 2.5,
                          'firing part p99': 0.5}, told)

    def test_of_cpu_count_what_a_process_used_since(self):
        before = cpu_seconds(os.getpid())
        meter = CpuMeter({'me': os.getpid(), 'nobody': None})
        while cpu_seconds(os.getpid()) - before < 0.05:
            sum(range(10_000))
        used = meter.used()
        self.assertEqual(['me'], list(used))
        self.assertTrue(0.03 <= used['me'] <= cpu_seconds(os.getpid()) - before, used)


class Recovery(unittest.TestCase):
    def test_counts_from_the_restart_to_the_next_firing_and_the_silence(self):
        with tempfile.NamedTemporaryFile('w', suffix='.csv') as file:
            file.write('due_us,armed_us,fired_us,decided_ms,gate_wait_ms,fired\n'
                       '1000000,1,1500000,0,0,1\n1000000,1,1010000,0,0,1\n1000000,1,0,0,0,0\n'
                       '1000000,1,3000000,0,0,1\n')
            file.flush()
            firings = recovery.Firings(file.name)
        self.assertEqual([1.01, 1.5, 3.0], firings.heard)
        self.assertAlmostEqual(1.01, firings.next_after(1.99))
        self.assertAlmostEqual(1.6, firings.next_after(1.4, skip=0.2))
        self.assertEqual(0, firings.next_after(3))
        self.assertEqual(1.5, firings.longest_silence())
        self.assertEqual(2, max(firings.late))


class Relay(unittest.TestCase):
    def test_writes_as_many_records_of_as_many_bytes_as_the_service_did(self):
        traffic = {'classified': {'records': 1000, 'bytes': 900_000},
                   'sla': {'records': 1500, 'bytes': 150_000}}
        self.assertEqual(
            ['--reads', 'bare.classified', 'bare.escalation', 'bare.sla', '--writes',
             'bare.sla<bare.classified:1.5:100'], chain.relay_words('sla-timer', traffic, 1000))
        self.assertEqual(
            ['--reads', 'bare.contact.events', 'bare.classified', '--writes',
             'bare.classified<bare.contact.events:0.5:900'],
            chain.relay_words('classifier', traffic, 2000))

    def test_policy_calls_the_webhook_and_is_else_the_default(self):
        source = os.path.join(HERE, '../../..')
        with tempfile.TemporaryDirectory() as folder:
            policy = chain.policy_with_sink(argparse.Namespace(source=source),
                                            os.path.join(folder, 'policy'), 1234)
            with open(os.path.join(policy, 'notifications.yaml'), encoding='utf-8') as file:
                self.assertIn('{kind: webhook, url: "http://127.0.0.1:1234/"', file.read())


class Results(unittest.TestCase):
    def write(self, fill):
        with tempfile.TemporaryDirectory() as folder:
            report = report_in(folder)
            fill(report)
            report.write()
            files = {}
            for name in os.listdir(folder):
                with open(os.path.join(folder, name), encoding='utf-8') as file:
                    files[name] = file.read()
            return report, files

    def fill(self, report):
        report.begin('timers', 'Timers')
        for value in (2.0, 4.0):
            report.add('timers', 'W1', 'Escalon', '', {'accepted - due p99': value})
        report.add('timers', 'W1', 'BullMQ', 'best: hz 100', {'accepted - due p99': 20.0,
                                                              'fired/s': 900})
        report.absent('asynq', 'go is not installed')

    def test_are_rows_a_table_and_a_plot(self):
        _, files = self.write(self.fill)
        rows = list(csv.DictReader(files['peers.csv'].splitlines()))
        self.assertEqual([('Escalon', '1', '2.0'), ('Escalon', '2', '4.0'), ('BullMQ', '1', '20.0'),
                          ('BullMQ', '1', '900')],
                         [(row['system'], row['round'], row['value']) for row in rows])
        self.assertIn('| figure | Escalon | BullMQ<br>best: hz 100 |', files['peers.md'])
        self.assertIn('| accepted - due p99 | 3 (2 to 4) | 20 |', files['peers.md'])
        self.assertIn('| fired/s | – | 900 |', files['peers.md'])
        self.assertIn('BullMQ (best)', files['peers-timers.svg'])

    def test_name_a_peer_that_is_absent_and_what_failed(self):
        def fill(report):
            self.fill(report)
            report.fail('W1: a timer fired twice')
        report, files = self.write(fill)
        self.assertIn('- absent: asynq: go is not installed', files['peers.md'])
        self.assertIn('- FAILED: W1: a timer fired twice', files['peers.md'])
        self.assertEqual(['W1: a timer fired twice'], report.failed)


class Plot(unittest.TestCase):
    def test_has_longer_bars_for_greater_values_and_none_for_nothing(self):
        rows = [('timers', 'W1', system, '', 1, 'accepted - due p99', value)
                for system, value in (('a', 1.5), ('b', 15432.1))]
        drawing = plot.of('timers', rows)
        self.assertIn('>1.5  a<', drawing)
        self.assertIn('>15,432  b<', drawing)
        widths = [float(line.split('width="')[1].split('"')[0])
                  for line in drawing.splitlines() if 'fill="#' in line]
        self.assertEqual(2, len(widths))
        self.assertLess(widths[0], widths[1])
        self.assertIsNone(plot.of('timers', []))


class Peer(unittest.TestCase):
    def test_that_cannot_be_fetched_says_why(self):
        with tempfile.TemporaryDirectory() as folder:
            log = os.path.join(folder, 'log')
            with self.assertRaisesRegex(Absent, 'no-such-client is not installed'):
                fetch(['no-such-client'], folder, log)
            with self.assertRaisesRegex(Absent, 'sh -c failed: nothing there'):
                fetch(['sh', '-c', 'echo nothing there >&2; exit 1'], folder, log)

    def test_that_says_no_figures_is_an_error_with_its_words(self):
        with self.assertRaisesRegex(RuntimeError, 'ended with 3: no broker'):
            tool(['sh', '-c', 'echo no broker >&2; exit 3'], 10)
        told = tool(['sh', '-c', 'echo {\\"fired\\":2}; exit 1'], 10)
        self.assertEqual({'fired': 2, 'ok': False}, told)


if __name__ == '__main__':
    unittest.main()
