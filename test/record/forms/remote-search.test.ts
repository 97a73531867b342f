import t from 'tap';
import { checkForm } from '../../../record/forms/check-form.js';
import { remoteSearchForm } from '../../../record/forms/remote-search.js';

const problems = (values: Record<string, string>) =>
  checkForm(remoteSearchForm, values, Date.parse('2026-11-21T09:00:00Z')).map(({ field, code }) => `${field} ${code}`);

t.test('[F8] a search at the hub states its purpose, and never lists strangers', async (t) => {
  const purpose = 'treatment';
  t.same(problems({ family: 'Mbarga', given: 'Odile' }), ['purpose required']);
  t.same(problems({ purpose }), ['family inconsistent']);
  t.same(problems({ purpose, family: 'Mbarga' }), ['family inconsistent']);
  t.same(problems({ purpose, family: 'M', given: 'Odile' }), ['family inconsistent']);
  t.same(problems({ purpose, family: 'Mbarga', given: 'Od' }), []);
  t.same(problems({ purpose, family: 'Mbarga', birthDate: '1987' }), []);
  t.same(problems({ purpose, nationalId: '112233445' }), []);
});
