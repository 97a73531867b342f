import t from 'tap';
import { isLicensed } from '../../record/licence.js';

const now = Date.parse('2026-11-21T09:00:00Z');
const of = (...periods: readonly object[]) => ({
  resourceType: 'Practitioner',
  qualification: periods.map((period) => ({ code: { text: 'licence' }, period })),
});

t.test('[R24] a licence is good from its first day to the end of its last', async (t) => {
  t.ok(isLicensed(of({ end: '2026-11-21' }), now), 'its last day');
  t.ok(isLicensed(of({ start: '2026-11-21', end: '2027' }), now), 'its first day');
  t.notOk(isLicensed(of({ end: '2026-11-20' }), now));
  t.notOk(isLicensed(of({ start: '2026-11-22', end: '2027' }), now));
  t.ok(isLicensed(of({ end: '2020' }, { start: '2026', end: '2027' }), now), 'the one after it');
});

t.test('[R24] what does not end keeps nobody from anything, and is no licence', async (t) => {
  t.ok(isLicensed({ resourceType: 'Practitioner' }, now));
  t.ok(isLicensed(of({ start: '2001' }), now));
  t.notOk(isLicensed(of({ start: '2001' }, { end: '2025' }), now), 'a diploma is no licence');
});
