"""A customer who comes again, and what customers say afterwards, from events to every face."""
import json, urllib.parse, unittest
from mesh_process import until
from story_test import Story

TENANT = 'acme'


class CustomersAgain(Story):
    """Mrs Jones wants a manager on Monday's case and again on Tuesday's; Mr Smith is content."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        story = cls()
        story.asks('monday', 'mrs-jones')
        story.resolve('monday')
        story.answer('monday', 2)
        story.asks('tuesday', 'mrs-jones')
        story.asks('elsewhere', 'mrs-jones', tenant='globex')
        story.tell('smith', 'mr-smith', {'customer_message': {'text': 'Where is my parcel?'}})
        story.answer('smith', 5)
        story.answer('smith', 4)  # of one contact the newest answer counts
        until(lambda: story.kpi()['unescalated'].get('mean') == 0.8 and
              story.kpi()['total'].get('surveys') == '1', what='the answers')

    def tell(self, contact, customer, content, tenant=TENANT):
        return self.publish({'tenant': tenant, 'contact_id': contact, 'channel': 'chat',
                             'customer': {'id': customer}, **content})

    def asks(self, contact, customer, tenant=TENANT):
        self.tell(contact, customer,
                  {'customer_message': {'text': 'I want to speak to a manager'}}, tenant)
        return until(lambda: (self.mesh.case(contact, tenant=tenant) or {}).get('escalations'),
                     what=f'the escalation of {contact}')[-1]

    def resolve(self, contact):
        code, output, error = self.mesh.order('resolve', contact, '--tenant', TENANT,
                                              '--as', 'grace', '--outcome', 'solved')
        self.assertEqual(code, 0, output + error)
        until(lambda: self.escalation(contact)['status'] == 'resolved', what='the end')

    def answer(self, contact, score):
        self.tell(contact, '', {'survey_answered': {'score': score, 'score_max': 5,
                                                    'comment': 'as I said'}})

    def escalation(self, contact, tenant=TENANT):
        return self.mesh.case(contact, tenant=tenant)['escalations'][-1]

    def kpi(self, **query):
        status, body = self.mesh.get('/v1/kpi?' + urllib.parse.urlencode({'tenant': TENANT,
                                                                          **query}))
        self.assertEqual(status, 200, body)
        return json.loads(body)

    def ask_cli(self, *arguments):
        code, output, error = self.mesh.order(*arguments, '--tenant', TENANT)
        self.assertEqual(code, 0, error)
        return output

    def test_the_case_names_the_escalation_before_it(self):
        first, second = self.escalation('monday'), self.escalation('tuesday')
        self.assertEqual((second['repeat_of'], second['repeat_of_case_id']),
                         (first['escalation_id'], 'monday'))
        self.assertNotIn('repeat_of', first)
        self.assertIn(f"repeat of {first['escalation_id']}, case monday",
                      self.ask_cli('case', 'tuesday'))

    def test_customers_of_another_tenant_are_others(self):
        self.assertNotIn('repeat_of', self.escalation('elsewhere', 'globex'))
        self.assertNotIn('repeats', self.kpi(tenant='globex')['total'])

    def test_the_figures_count_both(self):
        total = self.kpi()['total']
        self.assertEqual((total['escalations'], total['repeats'], total['repeat_customers']),
                         ('2', '1', '1'))
        self.assertEqual((total['satisfaction'], total['survey_fifths']),
                         (0.4, ['0', '1', '0', '0', '0']))
        self.assertEqual(self.kpi()['unescalated'],
                         {'surveys': '1', 'mean': 0.8, 'fifths': ['0', '0', '0', '1', '0']})
        figures = self.ask_cli('kpi')
        self.assertIn('of 1 repeats 1 of another case of the customer\n', figures)
        self.assertIn('satisfied after escalation 40 % (1; from the worst fifth to the best: '
                      '0 1 0 0 0), without 80 % (1; from the worst fifth to the best: 0 0 0 1 0)\n',
                      figures)

    def test_the_metrics_count_what_came(self):
        metrics = self.mesh.get('/metrics')[1]
        self.assertIn('escalon_repeat_escalations_total{team="supervisors"} 1\n', metrics)
        for escalated, fifth, count in (('true', 2, 1), ('false', 5, 1), ('false', 4, 1)):
            self.assertIn(f'escalon_survey_answers_total{{escalated="{escalated}",'
                          f'fifth="{fifth}"}} {count}\n', metrics)

    def test_the_answer_is_told_and_one_off_its_scale_refused(self):
        self.assertIn('customer answers the survey: 2 of 5 “as I said”',
                      self.ask_cli('case', 'monday'))
        status, body = self.mesh.post_event({
            'tenant': TENANT, 'contact_id': 'monday', 'channel': 'chat',
            'survey_answered': {'score': 9, 'score_max': 5}})
        self.assertEqual(status, 400)
        self.assertIn('survey_answered.score: is 9, not from 0 to 5', body)


if __name__ == '__main__':
    unittest.main(verbosity=2)
