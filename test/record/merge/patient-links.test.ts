import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { canonicalise } from '../../../record/canonical.js';
import { linkedPatients, withLink, withoutLink } from '../../../record/identity/patient-links.js';
import { askedPaths, elementOf, VersionTree } from '../../support/merge-family.js';

const other = fc.constantFrom('a', 'b', 'c');
const link = fc.record({
  other: fc.record({ reference: other.map((id) => `Patient/${id}`) }),
  type: fc.constantFrom('seealso', 'refer', 'replaces', 'replaced-by'),
});
const patient = fc
  .record({ link: fc.option(fc.array(link, { minLength: 1, maxLength: 4 }), { nil: undefined }), gender: other })
  .map((one) => canonicalise(JSON.stringify({ resourceType: 'Patient', id: 'r', multipleBirthInteger: 2, ...one })));
const mergeLink = fc.constantFrom('replaces' as const, 'replaced-by' as const);
/** What hospitals do with the links of one record, each apart from the other. */
const steps = fc.array(fc.tuple(fc.boolean(), mergeLink, other), { minLength: 1, maxLength: 4 });

const [one, two] = ['replaced-by b', 'replaces b'].map((text) => {
  const [type, id] = text.split(' ');
  return { other: { reference: `Patient/${id}` }, type };
});

function walk(body: string, taken: readonly (readonly [boolean, 'replaces' | 'replaced-by', string])[]): string {
  return taken.reduce((text, [adds, type, id]) => (adds ? withLink(text, type, id) : withoutLink(text, id)), body);
}

t.test('[F161] a link that is undone leaves the record as it was, whatever else it links to', async () => {
  fc.assert(
    fc.property(patient, mergeLink, (body, type) => {
      const linked = withLink(body, type, 'new');
      assert.deepEqual(linkedPatients(JSON.parse(linked), type).includes('new'), true);
      assert.equal(withLink(linked, type, 'new'), linked, 'it is linked once');
      assert.equal(withoutLink(linked, 'new'), body);
      assert.equal(JSON.parse(linked).id, JSON.parse(body).id);
    }),
  );
});

t.test('[M17][M1] links and their undoing, apart: the same at all nodes, and nothing but links changes', async () => {
  fc.assert(
    fc.property(patient, steps, steps, fc.nat(3), fc.nat(3), (base, left, right, early, late) => {
      const tree = new VersionTree('Patient');
      const root = tree.add(1, base);
      const heads = [tree.add(2 + early, walk(base, left), root), tree.add(2 + late, walk(base, right), root)];
      const merged = tree.merge(heads);
      assert.deepEqual(tree.merge([...heads].reverse()), merged);
      const { link: _, ...rest } = JSON.parse(merged.body ?? '') as { link?: object };
      const { link: __, ...before } = JSON.parse(base) as { link?: object };
      assert.deepEqual(rest, before);
    }),
  );
});

t.test('[M17] linked by both in the same way: one link, and nobody is asked', async (t) => {
  const tree = new VersionTree('Patient');
  const root = tree.add(1, { gender: 'female' });
  tree.add(2, { gender: 'female', link: [one] }, root);
  tree.add(3, { gender: 'female', link: [one], maritalStatus: { text: 'M' } }, root);
  const merged = tree.merge();
  t.same(elementOf(merged, 'link'), [one]);
  t.same(askedPaths(merged), []);
});

t.test('[M17] undone here while something else was written there: undone', async (t) => {
  const tree = new VersionTree('Patient');
  const root = tree.add(1, { link: [one] });
  tree.add(2, {}, root);
  tree.add(3, { link: [one], maritalStatus: { text: 'M' } }, root);
  t.equal(elementOf(tree.merge(), 'link'), undefined);
  t.same(askedPaths(tree.merge()), []);
});

t.test('[M17] each took the other one for the record that stands: a person is asked', async (t) => {
  const tree = new VersionTree('Patient');
  const root = tree.add(1, {});
  tree.add(2, { link: [one] }, root);
  tree.add(3, { link: [two] }, root);
  t.same(elementOf(tree.merge(), 'link'), [two], 'the latest');
  t.same(askedPaths(tree.merge()), ['link[Patient/b]']);
});

t.test('[M17] undone here and turned around there: it stays, and a person is asked', async (t) => {
  const tree = new VersionTree('Patient');
  const root = tree.add(1, { link: [one] });
  tree.add(3, {}, root);
  tree.add(2, { link: [two] }, root);
  t.same(elementOf(tree.merge(), 'link'), [two]);
  t.same(askedPaths(tree.merge()), ['link[Patient/b]']);
});
