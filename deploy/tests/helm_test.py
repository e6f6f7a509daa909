"""The chart: clean for helm, its settings right for the programs, its pods locked down."""
import functools, json, os, re, subprocess, tempfile, unittest
import yaml
from found import POLICY, PROGRAMS, SERVICES, helm, program, run, source

CHART = source('helm/escalon')
VALUES = ('', 'one-of-each', 'secured', 'monitored')
OWNERS = {'classifier', 'sla-timer', 'routing', 'notification'}


def with_values(name):
    return ['--values', f'{CHART}/ci/{name}-values.yaml'] if name else []


@functools.lru_cache
def rendered(values, *more):
    done = subprocess.run([helm(), 'template', 'prod', CHART, *with_values(values), *more],
                          capture_output=True, text=True, timeout=60)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return [it for it in yaml.safe_load_all(done.stdout) if it]


def of_kind(objects, *kinds):
    return [it for it in objects if it['kind'] in kinds]


def service_of(it):
    return it['metadata']['labels'].get('app.kubernetes.io/component')


def pods(objects):
    """Name of the service → its object and its pod."""
    return {service_of(it): (it, it['spec']['template'])
            for it in of_kind(objects, 'StatefulSet', 'Deployment')}


def data_of(objects, suffix):
    return next(it for it in of_kind(objects, 'ConfigMap')
                if it['metadata']['name'].endswith(suffix))['data']


def for_each_values():
    """What the chart makes of the default values and of each file of ci/."""
    return [rendered(name) for name in VALUES]


class Chart(unittest.TestCase):
    def test_every_values_file_is_checked(self):
        files = {name[:-len('-values.yaml')] for name in os.listdir(f'{CHART}/ci')}
        self.assertEqual(files, set(VALUES) - {''})

    def test_lint_finds_nothing(self):
        for name in VALUES:
            status, said = run([helm(), 'lint', '--strict', CHART, *with_values(name)])
            self.assertEqual(status, 0, said)

    def test_what_the_schema_refuses(self):
        for wrong, word in (('kafka.partitions=0', 'minimum'),
                            ('services.routing.replica=3', 'replica'),
                            ('image.tag=latest', 'tag'),
                            ('redis.url=redis://me:hush@redis', 'url'),
                            ('redis.url=rediss://redis:6380', 'url'),
                            ('kafka.client.sasl\\.password=hush', 'sasl.password'),
                            ('services.intake.settings.redis\\.password=hush', 'redis.password'),
                            ('services.classifier.replicas=0', 'minimum')):
            with self.subTest(wrong=wrong):
                status, said = run([helm(), 'template', 'prod', CHART, '--set', wrong])
                self.assertNotEqual(status, 0)
                self.assertIn(word, said)

    def test_every_value_has_a_place_in_the_templates(self):
        with open(f'{CHART}/values.yaml', encoding='utf-8') as file:
            values = yaml.safe_load(file)
        texts = ''
        for name in os.listdir(f'{CHART}/templates'):
            with open(f'{CHART}/templates/{name}', encoding='utf-8') as file:
                texts += file.read()
        for group in set(values) - {'services'}:
            for name in values[group]:
                self.assertRegex(texts, rf'\.{name}\b', f'{group}.{name}')


class Settings(unittest.TestCase):
    def checked(self, name, text, policy):
        """What the program says of these settings, with files in the places that they name."""
        with tempfile.TemporaryDirectory() as folder:
            for path in re.findall(r'"(/run/secrets/[^"]+)"', text):
                os.makedirs(folder + os.path.dirname(path), exist_ok=True)
                with open(folder + path, 'w', encoding='ascii') as file:
                    file.write('secret\n')
                text = text.replace(f'"{path}"', f'"{folder}{path}"')
            text = text.replace('"/etc/escalon-policy"', f'"{policy}"')
            path = os.path.join(folder, 'settings.yaml')
            with open(path, 'w', encoding='utf-8') as file:
                file.write(text)
            return run([f'{PROGRAMS}/escalon-{name}', '--config', path, '--check-config'],
                       {'ESCALON_KAFKA_INSTANCE': f'prod-{name}-0'})

    def test_every_program_takes_its_settings(self):
        for objects in for_each_values():
            settings = data_of(objects, '-settings')
            self.assertEqual({f'{name}.yaml' for name in SERVICES}, set(settings))
            for name in SERVICES:
                status, said = self.checked(name, settings[f'{name}.yaml'], POLICY)
                self.assertEqual(status, 0, f'{name}: {said}')

    def test_a_setting_that_is_unknown_does_not_pass(self):
        objects = rendered('', '--set', 'services.routing.settings.kafka\\.broker=x')
        text = data_of(objects, '-settings')['routing.yaml']
        status, said = self.checked('routing', text, POLICY)
        self.assertEqual(status, 78, said)

    def test_what_all_must_have_alike_is_alike(self):
        for objects in for_each_values():
            settings = [yaml.safe_load(it) for it in data_of(objects, '-settings').values()]
            for path in ('kafka.partitions', 'kafka.prefix'):
                self.assertEqual(len({it[path] for it in settings}), 1)

    def test_the_ports_are_those_of_the_programs(self):
        settings = data_of(rendered(''), '-settings')
        for name in SERVICES:
            _, said = run([f'{PROGRAMS}/escalon-{name}', '--print-config'])
            for path in ('http.port', 'grpc.port'):
                default = re.search(rf'^{path}: (\d+)$', said, re.MULTILINE)
                given = yaml.safe_load(settings[f'{name}.yaml']).get(path)
                self.assertEqual(given, default and int(default[1]), f'{name} {path}')

    def test_large_numbers_keep_their_digits(self):
        text = data_of(rendered('one-of-each'), '-settings')['routing.yaml']
        self.assertIn('kafka.client.queue.buffering.max.kbytes: 2097152\n', text)


class Pods(unittest.TestCase):
    def test_there_are_six_and_owners_have_a_name_that_stays(self):
        for objects in for_each_values():
            found = pods(objects)
            self.assertEqual(set(found), set(SERVICES))
            for name in OWNERS | {'insight'}:
                self.assertEqual(found[name][0]['kind'], 'StatefulSet')
            for name, (_, pod) in found.items():
                environment = pod['spec']['containers'][0]['env']
                self.assertIn({'name': 'ESCALON_KAFKA_INSTANCE', 'valueFrom': {
                    'fieldRef': {'fieldPath': 'metadata.name'}}}, environment, name)
                self.assertIs(pod['spec']['enableServiceLinks'], False)

    def test_they_obey_the_restricted_profile(self):
        for objects in for_each_values():
            for name, (_, pod) in pods(objects).items():
                spec = pod['spec']
                self.assertIs(spec['securityContext']['runAsNonRoot'], True)
                self.assertGreater(spec['securityContext']['runAsUser'], 0)
                self.assertEqual(spec['securityContext']['seccompProfile']['type'],
                                 'RuntimeDefault')
                self.assertIs(spec['automountServiceAccountToken'], False)
                for container in spec['containers'] + spec['initContainers']:
                    security = container['securityContext']
                    self.assertIs(security['allowPrivilegeEscalation'], False, name)
                    self.assertIs(security['readOnlyRootFilesystem'], True, name)
                    self.assertEqual(security['capabilities'], {'drop': ['ALL']})
                    self.assertIn('memory', container['resources']['limits'])
                    self.assertIn('cpu', container['resources']['requests'])

    def test_they_are_probed_on_a_port_that_the_proxy_opens(self):
        for objects in for_each_values():
            proxies = data_of(objects, '-proxy')
            for name, (_, pod) in pods(objects).items():
                main = pod['spec']['containers'][0]
                self.assertEqual(main['livenessProbe']['httpGet']['path'], '/livez')
                self.assertEqual(main['readinessProbe']['httpGet']['path'], '/readyz')
                self.assertEqual(main['startupProbe']['httpGet']['path'], '/livez')
                for probe in ('livenessProbe', 'readinessProbe', 'startupProbe'):
                    self.assertIn(f'listen {main[probe]["httpGet"]["port"]};',
                                  proxies[f'{name}.conf'])

    def test_mounts_have_volumes_and_settings_have_mounts(self):
        for objects in for_each_values():
            settings = data_of(objects, '-settings')
            for name, (owner, pod) in pods(objects).items():
                spec = pod['spec']
                claims = [it['metadata']['name'] for it in
                          owner['spec'].get('volumeClaimTemplates', [])]
                volumes = {it['name'] for it in spec['volumes']} | set(claims)
                self.assertEqual(len(volumes), len(spec['volumes']) + len(claims))
                mounts = [mount for container in spec['containers'] + spec['initContainers']
                          for mount in container['volumeMounts']]
                self.assertEqual({it['name'] for it in mounts}, volumes, name)
                places = [it['mountPath'] for it in spec['containers'][0]['volumeMounts']]
                paths = re.findall(r'"(/[^"]+)"', settings[f'{name}.yaml'])
                for path in paths:
                    self.assertTrue(any(path.startswith(place) for place in places), path)

    def test_programs_are_given_the_file_that_is_mounted(self):
        for objects in for_each_values():
            for name, (_, pod) in pods(objects).items():
                items = pod['spec']['volumes'][0]['configMap']['items']
                self.assertEqual(pod['spec']['containers'][0]['command'],
                                 [f'escalon-{name}', '--config', f'/etc/escalon/{name}.yaml'])
                self.assertEqual(items, [{'key': f'{name}.yaml', 'path': f'{name}.yaml'}])

    def test_they_have_longer_than_a_stop_takes(self):
        for objects in for_each_values():
            for _, pod in pods(objects).values():
                waits = pod['spec']['containers'][0].get('lifecycle', {'preStop': {
                    'sleep': {'seconds': 0}}})['preStop']['sleep']['seconds']
                self.assertGreater(pod['spec']['terminationGracePeriodSeconds'], waits + 2 * 5)

    def test_a_change_of_settings_restarts_those_whom_it_concerns(self):
        before, after = (pods(rendered('', *more)) for more in
                         ((), ('--set', 'services.routing.settings.log\\.level=debug')))
        changed = {name for name in SERVICES if before[name][1] != after[name][1]}
        self.assertEqual(changed, {'routing'})

    def test_secrets_are_named_and_never_held(self):
        for objects in for_each_values():
            self.assertEqual(of_kind(objects, 'Secret'), [])
        names = {volume['secret']['secretName'] for _, pod in pods(rendered('secured')).values()
                 for volume in pod['spec']['volumes'] if 'secret' in volume}
        self.assertEqual(names, {'escalon-api', 'kafka-user', 'kafka-cluster-ca', 'redis-user',
                                 'webhooks'})


class Neighbours(unittest.TestCase):
    def test_selectors_choose_the_pods_of_their_service(self):
        for objects in for_each_values():
            labels = {name: pod['metadata']['labels'] for name, (_, pod) in pods(objects).items()}
            for it in of_kind(objects, 'Service', 'PodDisruptionBudget', 'NetworkPolicy',
                              'StatefulSet', 'Deployment'):
                spec = it['spec']
                selector = spec.get('selector') or spec['podSelector']
                selector = selector.get('matchLabels', selector)
                chosen = {name for name, has in labels.items() if selector.items() <= has.items()}
                self.assertEqual(chosen, {service_of(it)}, it['metadata']['name'])

    def test_each_service_has_a_budget_that_lets_one_go(self):
        for objects in for_each_values():
            budgets = of_kind(objects, 'PodDisruptionBudget')
            self.assertEqual({service_of(it) for it in budgets}, set(SERVICES))
            self.assertEqual({it['spec']['maxUnavailable'] for it in budgets}, {1})

    def test_the_network_is_closed_but_for_what_is_needed(self):
        policies = {service_of(it): it['spec'] for it in
                    of_kind(rendered('secured'), 'NetworkPolicy')}
        self.assertEqual(set(policies), set(SERVICES))
        for name, spec in policies.items():
            self.assertEqual(spec['policyTypes'], ['Ingress', 'Egress'])
            out = {port['port'] for rule in spec['egress'] for port in rule['ports']}
            self.assertEqual(out, {53, 9093} | ({6380} if name in OWNERS else set())
                             | ({443} if name == 'notification' else set()))
            into = {port['port'] for rule in spec['ingress'] for port in rule['ports']}
            self.assertEqual(into, {9464, 8443, 9443} if name in ('intake', 'insight') else {9464})
            self.assertTrue(all(rule.get('from') for rule in spec['ingress']))
        self.assertEqual(of_kind(rendered('one-of-each'), 'NetworkPolicy'), [])

    def test_the_operator_of_prometheus_and_grafana_get_what_is_ours(self):
        objects = rendered('monitored')
        rule = of_kind(objects, 'PrometheusRule')[0]
        with open(source('deploy/prometheus/rules.yaml'), encoding='utf-8') as file:
            self.assertEqual(rule['spec'], yaml.safe_load(file))
        monitor = of_kind(objects, 'ServiceMonitor')[0]
        selector = monitor['spec']['selector']['matchLabels'].items()
        for it in of_kind(objects, 'Service'):
            self.assertLessEqual(selector, it['metadata']['labels'].items())
            self.assertIn(monitor['spec']['endpoints'][0]['port'],
                          [port['name'] for port in it['spec']['ports']])
        dashboard = data_of(objects, '-dashboard')['escalon.json']
        with open(source('deploy/grafana/escalon.json'), encoding='utf-8') as file:
            self.assertEqual(json.loads(dashboard), json.load(file))
        for it in (rule, monitor):
            self.assertEqual(it['metadata']['labels']['release'], 'kube-prometheus-stack')
        self.assertEqual(of_kind(rendered(''), 'PrometheusRule', 'ServiceMonitor'), [])


class Proxy(unittest.TestCase):
    def test_nginx_takes_each_configuration(self):
        nginx, openssl = program('nginx'), program('openssl')
        with tempfile.TemporaryDirectory() as folder:
            run([openssl, 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=test',
                 '-keyout', f'{folder}/tls.key', '-out', f'{folder}/tls.crt'])
            os.link(f'{folder}/tls.crt', f'{folder}/ca.crt')
            for name, text in data_of(rendered(''), '-proxy').items():
                path = os.path.join(folder, name)
                with open(path, 'w', encoding='utf-8') as file:
                    file.write(text.replace('/tmp/', f'{folder}/')
                               .replace('/run/secrets/escalon/api', folder))
                status, said = run([nginx, '-e', 'stderr', '-t', '-c', path])
                self.assertEqual(status, 0, said)


if __name__ == '__main__':
    unittest.main()
