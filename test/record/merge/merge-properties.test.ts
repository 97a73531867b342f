import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import type { ChangeId } from '../../../protocol/ids.js';
import { elementsOf } from '../../../record/merge/elements-of.js';
import { standing } from '../../../record/merge/safety-rank.js';
import { VersionTree } from '../../support/merge-family.js';

const word = fc.constantFrom('a', 'b', 'c', 'd');
const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const telecom = fc.uniqueArray(fc.record({ system: fc.constantFrom('phone', 'email'), use: word, value: word }), {
  selector: ({ system, use }) => system + use,
  maxLength: 3,
});
const identifier = fc.uniqueArray(fc.record({ system: word, value: word, use: some(word) }), {
  selector: ({ system, value }) => system + value,
  maxLength: 3,
});
const parts = (...names: string[]) =>
  fc
    .record(Object.fromEntries(['use', ...names, 'text'].map((part) => [part, some(fc.constantFrom('a', 'b', 'c'))])))
    .map((one) => (Object.values(one).every((part) => part === undefined) ? { id: 'empty' } : one));
const address = parts('city', 'district', 'country');
/** Items that their use tells apart, one without a use among them. */
const byUse = (item: ReturnType<typeof parts>, maxLength: number) =>
  some(fc.uniqueArray(item, { selector: (one: Body) => one['use'], minLength: 1, maxLength }));
const patient = fc.record({
  ...{ address: byUse(address, 3), name: byUse(parts('family'), 2) },
  ...{ gender: some(word), birthDate: some(word), maritalStatus: some(fc.record({ text: word })) },
  ...{ telecom, identifier, multipleBirthInteger: some(fc.nat(3)) },
});
const coded = (...codes: string[]) => some(fc.constantFrom(...codes).map((code) => ({ coding: [{ code }] })));
const allergy = fc.record({
  clinicalStatus: coded('active', 'inactive', 'resolved'),
  verificationStatus: coded('unconfirmed', 'confirmed', 'refuted', 'entered-in-error'),
  criticality: some(fc.constantFrom('low', 'high', 'unable-to-assess')),
  note: fc.uniqueArray(fc.record({ text: word }), { selector: ({ text }) => text, maxLength: 3 }),
});
const observation = fc.record({
  status: fc.constantFrom('registered', 'preliminary', 'final', 'amended', 'entered-in-error'),
  valueString: some(word),
  interpretation: some(word),
  note: fc.uniqueArray(fc.record({ text: word }), { selector: ({ text }) => text, maxLength: 2 }),
});
const kinds = [
  ['Patient', patient],
  ['AllergyIntolerance', allergy],
  ['Observation', observation],
  ['Basic', patient],
  ['Location', fc.record({ name: word, address: some(address) })],
] as const;
type Body = Record<string, unknown>;

interface Grown {
  readonly type: string;
  readonly bodies: readonly (Body | undefined)[];
  readonly parents: readonly (readonly number[])[];
  readonly stamps: readonly number[];
}

/** A tree of versions: each comes after some of those before it; stamps may lie. */
const grown: fc.Arbitrary<Grown> = fc.constantFrom(...kinds).chain(([type, body]) =>
  fc.integer({ min: 2, max: 6 }).chain((length) =>
    fc.record({
      type: fc.constant(type as string),
      bodies: fc.array(fc.option(body as fc.Arbitrary<Body>, { nil: undefined, freq: 8 }), {
        minLength: length,
        maxLength: length,
      }),
      parents: fc.array(fc.array(fc.nat(5), { maxLength: 2 }), { minLength: length, maxLength: length }),
      stamps: fc.array(fc.nat(4), { minLength: length, maxLength: length }),
    }),
  ),
);

function treeOf({ type, bodies, parents, stamps }: Grown): { tree: VersionTree; ids: readonly ChangeId[] } {
  const tree = new VersionTree(type);
  const ids: ChangeId[] = [];
  bodies.forEach((body, index) => {
    const known = (parents[index] ?? []).flatMap((parent) => ids[parent] ?? []);
    ids.push(tree.add(stamps[index] ?? 0, body, ...new Set(known)));
  });
  return { tree, ids };
}

const runs = { numRuns: 400 };

t.test('[M1][M5] the same versions give the same result, in whatever order they come', async () => {
  fc.assert(
    fc.property(
      grown.chain((one) => fc.tuple(fc.constant(one), fc.array(fc.nat()))),
      ([plan, order]) => {
        const { tree } = treeOf(plan);
        const heads = tree.heads();
        const turned = heads.map((head, index) => ({ head, at: order[index] ?? 0 })).sort((a, b) => a.at - b.at);
        const one = tree.merge(heads);
        assert.deepEqual(tree.merge(turned.map(({ head }) => head)), one);
        assert.deepEqual(tree.merge([...heads].reverse()), one);
      },
    ),
    runs,
  );
});

t.test('[M5] merging again changes nothing: what was merged shows what it is', async () => {
  fc.assert(
    fc.property(grown, (plan) => {
      const { tree } = treeOf(plan);
      const { body } = tree.merge();
      const joined = tree.join(9, ...tree.heads());
      assert.equal(tree.merge([joined]).body, body);
      assert.deepEqual(tree.merge([joined]).disputes, []);
    }),
    runs,
  );
});

t.test('[M5] an element that nobody touched never changes, and what only one changed stands', async () => {
  fc.assert(
    fc.property(patient, patient, patient, fc.boolean(), (base, left, right, later) => {
      const tree = new VersionTree('Patient');
      const root = tree.add(1, base);
      const [a, b] = [tree.add(later ? 3 : 2, left, root), tree.add(later ? 2 : 3, right, root)];
      const merged = elementsOf(tree.merge([a, b]).body);
      const [was, one, two] = [root, a, b].map((id) => elementsOf(tree.bodyOf(id)));
      for (const key of new Set([...(was?.keys() ?? []), ...(one?.keys() ?? []), ...(two?.keys() ?? [])])) {
        const [old, mine, theirs, now] = [was, one, two, merged].map((elements) => elements?.get(key) ?? '[]');
        if (mine === theirs) assert.equal(now, mine, key);
        else if (old === mine) assert.equal(now, theirs, key);
        else if (old === theirs) assert.equal(now, mine, key);
      }
    }),
    runs,
  );
});

t.test('[M5] no value is lost: it shows, or was replaced by who knew it, or is told as disputed', async () => {
  fc.assert(
    fc.property(grown, (plan) => {
      const { tree } = treeOf(plan);
      const heads = tree.heads();
      const merged = tree.merge(heads);
      const shown = elementsOf(merged.body);
      const known = tree.versions.filter(({ changeId }) => !heads.includes(changeId));
      for (const head of heads) {
        for (const [key, value] of elementsOf(tree.bodyOf(head))) {
          if (value.startsWith('[') || shown.get(key) === value) continue;
          const before = known.some(({ changeId }) => elementsOf(tree.bodyOf(changeId)).get(key) === value);
          const told = merged.disputes.some(
            ({ path, values }) => path === key && values.some((item) => item.changeId === head && item.value === value),
          );
          assert.ok(before || told, `${key} ${value}`);
        }
      }
    }),
    runs,
  );
});

t.test('[M8] what stands is never less cautious than what any of them says', async () => {
  const body = fc.option(allergy as fc.Arbitrary<Body>, { nil: undefined, freq: 8 });
  fc.assert(
    fc.property(fc.array(body, { minLength: 2, maxLength: 5 }), allergy, (bodies, base) => {
      const tree = new VersionTree('AllergyIntolerance');
      const root = tree.add(1, base);
      const heads = bodies.map((each, index) => tree.add(2 + index, each, root));
      const merged = tree.merge(heads);
      const live = heads.map((head) => tree.bodyOf(head)).filter((each) => each !== undefined);
      assert.equal(merged.body === undefined, live.length === 0, 'an edit stands against a deletion');
      if (merged.body === undefined) return;
      const rank = standing(elementsOf(merged.body));
      for (const each of live) assert.ok(rank >= standing(elementsOf(each)));
      const highest = (criticality: unknown) => ['low', 'unable-to-assess', 'high'].indexOf(String(criticality));
      const shown = JSON.parse(merged.body) as Body;
      for (const each of live) {
        const one = JSON.parse(each) as Body;
        assert.ok(highest(shown['criticality']) >= highest(one['criticality']));
      }
      const was = standing(elementsOf(tree.bodyOf(root)));
      const ended = live.map((each) => standing(elementsOf(each))).some((own) => own < rank && own < was);
      assert.ok(!ended || merged.disputes.some(({ group }) => group === 'clinicalStatus'), 'and it is asked');
    }),
    runs,
  );
});

/** The list of a resource as a set. */
function asSets(body: string | undefined): unknown {
  const value = JSON.parse(body ?? '{}') as Body;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      Array.isArray(item) ? item.map((each) => JSON.stringify(each)).sort() : item,
    ]),
  );
}

t.test('[M6][M7][M16] elements, parts and sets: it does not matter which versions were merged first', async () => {
  const person = fc.tuple(fc.constant('Patient'), fc.constant(patient));
  const place = fc.tuple(fc.constant('Location'), fc.constant(fc.record({ name: word, address: some(address) })));
  const lines = fc.oneof({ weight: 3, arbitrary: person }, { weight: 1, arbitrary: place }).chain(([type, body]) =>
    fc.record({
      type: fc.constant(type),
      before: fc.array(body as fc.Arbitrary<Body>, { minLength: 1, maxLength: 2 }),
      apart: fc.array(fc.array(body as fc.Arbitrary<Body>, { minLength: 1, maxLength: 2 }), {
        minLength: 3,
        maxLength: 3,
      }),
      last: fc.nat(2),
    }),
  );
  fc.assert(
    fc.property(lines, ({ type, before, apart, last }) => {
      const tree = new VersionTree(type);
      let at = 0;
      const line = (bodies: readonly Body[], from?: ChangeId) =>
        bodies.reduce<ChangeId | undefined>((parent, body) => {
          at += 1;
          return tree.add(at, body, ...(parent === undefined ? [] : [parent]));
        }, from);
      const root = line(before);
      const heads = apart.flatMap((bodies) => line(bodies, root) ?? []);
      const whole = tree.merge(heads).body;
      const rest = heads[last];
      if (rest === undefined) return;
      const joined = tree.join(99, ...heads.filter((head) => head !== rest));
      assert.deepEqual(asSets(tree.merge([joined, rest]).body), asSets(whole));
      assert.deepEqual(asSets(tree.merge([rest, joined]).body), asSets(whole));
    }),
    runs,
  );
});

t.test('[M16] a part that nobody touched never changes, what only one changed stands, and none is lost', async () => {
  const home = fc.record({ city: word, district: some(word), line: some(fc.array(word, { minLength: 1 })) });
  fc.assert(
    fc.property(home, home, home, (base, left, right) => {
      const tree = new VersionTree('Patient');
      const body = (one: object) => ({ address: [{ use: 'home', ...one }] });
      const root = tree.add(1, body(base));
      const merged = tree.merge([tree.add(2, body(left), root), tree.add(3, body(right), root)]);
      const [shown, ...others] = (JSON.parse(merged.body ?? '{}') as { address: Body[] }).address;
      assert.deepEqual(others, [], 'one address is one');
      for (const part of ['city', 'district', 'line'] as const) {
        const [old, mine, theirs, now] = [base, left, right, shown].map((one) => JSON.stringify(one?.[part]));
        if (mine === theirs || old === theirs) assert.equal(now, mine, part);
        else if (old === mine) assert.equal(now, theirs, part);
        else assert.ok(merged.disputes.length === 1 || now === (theirs ?? mine), 'a collision is told');
      }
    }),
    runs,
  );
});
