import t from 'tap';
import { canonicalise } from '../../record/canonical.js';
import { withLabels } from '../../record/meta-labels.js';
import { problemOf } from '../support/problem-of.js';

const canonical = (value: object) => canonicalise(JSON.stringify(value));
const tag = (code: string, more: object = {}) => ({ system: 'urn:t', code, ...more });
const patient = (meta?: object) => canonical({ resourceType: 'Patient', ...(meta && { meta }) });

t.test('[F145] labels are sets, told apart by system and code, and what is there stays as it is', async (t) => {
  const before = patient({ tag: [tag('a', { display: 'A' })], source: 'urn:s' });
  const given = canonical({ tag: [tag('a', { display: 'B' }), tag('b'), tag('b')], profile: ['http://x.example/p'] });
  const after = withLabels(before, given, 'add');
  t.strictSame(
    after,
    patient({ tag: [tag('a', { display: 'A' }), tag('b')], source: 'urn:s', profile: ['http://x.example/p'] }),
  );
  t.equal(withLabels(after, given, 'add'), after);
  t.equal(withLabels(after, given, 'remove'), patient({ source: 'urn:s' }));
  t.equal(withLabels(before, canonical({ tag: [{ code: 'a' }, { ...tag('a'), system: 'urn:u' }] }), 'remove'), before);
});

t.test('[F145] a resource without meta gets one, and one without labels loses it', async (t) => {
  const labelled = patient({ security: [tag('R')] });
  t.equal(withLabels(patient(), canonical({ security: [tag('R')] }), 'add'), labelled);
  t.equal(withLabels(labelled, canonical({ security: [tag('R')] }), 'remove'), patient());
  t.equal(withLabels(patient(), canonical({ source: 'urn:s', lastUpdated: '2026-01-01T00:00:00Z' }), 'add'), patient());
  t.equal(
    withLabels(patient(), '{"tag":[{"code":"x","extension":[{"url":"u","valueDecimal":1.50}]}]}', 'add').includes(
      '1.50',
    ),
    true,
  );
});

t.test('[F145] a list that is none is refused', async (t) => {
  t.equal(
    problemOf(() => withLabels(patient(), '{"tag":{}}', 'add')),
    'body-malformed',
  );
});
