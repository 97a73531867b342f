import t from 'tap';
import { Problem } from '../../protocol/problem.js';
import { readBundle, rewriteReferences } from '../../record/bundle.js';

t.test('[W4] a Bundle is taken apart without touching the numbers in it', async (t) => {
  const bundle = readBundle(
    '{"resourceType":"Bundle","type":"transaction","entry":[{"fullUrl":"urn:uuid:a","resource":{"value":1.50,"resourceType":"X"},"request":{"method":"POST","url":"X"}},{}]}',
  );
  t.strictSame(bundle, {
    type: 'transaction',
    entries: [
      { fullUrl: 'urn:uuid:a', resource: '{"resourceType":"X","value":1.50}', request: { method: 'POST', url: 'X' } },
      {},
    ],
  });
  t.strictSame(readBundle('{"resourceType":"Bundle","type":"batch"}'), { type: 'batch', entries: [] });
});

t.test('what is not a Bundle is refused with its path', async (t) => {
  const refused: readonly (readonly [string, string])[] = [
    ['{"resourceType":"Patient","type":"batch"}', 'resourceType'],
    ['{"resourceType":"Bundle"}', 'Bundle.type'],
    ['{"resourceType":"Bundle","type":"batch","entry":{}}', 'Bundle.entry'],
    ['{"resourceType":"Bundle","type":"batch","entry":[1]}', 'Bundle.entry[0]'],
    ['{"resourceType":"Bundle","type":"batch","entry":[{"fullUrl":1}]}', 'Bundle.entry[0].fullUrl'],
    ['{"resourceType":"Bundle","type":"batch","entry":[{"request":[]}]}', 'Bundle.entry[0].request'],
    ['{"resourceType":"Bundle","type":"batch","entry":[{"resource":1}]}', 'Bundle.entry[0].resource'],
  ];
  for (const [text, path] of refused) {
    try {
      readBundle(text);
      t.fail(text);
    } catch (error) {
      t.ok(error instanceof Problem);
      if (error instanceof Problem) t.match(error, { code: 'resource-structure', issues: [{ path }] });
    }
  }
  const many = `{"resourceType":"Bundle","type":"batch","entry":[${'{},'.repeat(1000)}{}]}`;
  t.throws(() => readBundle(many), { code: 'too-large' });
});

t.test('[W4] references are rewritten wherever they are, and nothing else', async (t) => {
  const resource =
    '{"b":[{"reference":"urn:uuid:1"},{"reference":"Patient/p"}],"a":{"reference":{"reference":"urn:uuid:1"}},"c":"urn:uuid:1","n":1.0}';
  t.equal(
    rewriteReferences(resource, (text) => (text === 'urn:uuid:1' ? 'Patient/é"1' : undefined)),
    '{"a":{"reference":{"reference":"Patient/é\\"1"}},"b":[{"reference":"Patient/é\\"1"},{"reference":"Patient/p"}],"c":"urn:uuid:1","n":1.0}',
  );
});
