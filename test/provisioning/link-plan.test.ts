import t from 'tap';
import { parseLinkPlan } from '../../provisioning/commands/quantity.js';

t.test('a link is written as it was bought', async (t) => {
  t.strictSame(parseLinkPlan('fibre'), { name: 'fibre', kind: 'fibre', metered: false });
  t.strictSame(parseLinkPlan('satellite:metered:5GB'), {
    ...{ name: 'satellite', kind: 'geo', metered: true, budgetBytes: 5_000_000_000 },
  });
});

t.test('[L25] a budget of 0 is refused where it is set, and the words say why', async (t) => {
  for (const text of ['satellite:metered:0GB', 'satellite:metered:0.000MB']) {
    t.throws(() => parseLinkPlan(text), { code: 'usage-wrong', message: /a budget of 0 would carry nothing/ }, text);
  }
  t.throws(() => parseLinkPlan('fibre:unmetered:5GB'), { code: 'usage-wrong' });
});
