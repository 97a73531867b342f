import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import type { ChangeId } from '../../../protocol/ids.js';
import { Ancestry } from '../../../record/merge/ancestry.js';
import type { Elements } from '../../../record/merge/elements-of.js';
import { Family } from '../../../record/merge/family.js';
import { itemSurvivors, survivors } from '../../../record/merge/survivors.js';
import { VersionTree } from '../../support/merge-family.js';

/** A version for each: which of those before it its author had seen, and what it says. */
const plan = fc.array(
  fc.record({ seen: fc.array(fc.nat(7), { maxLength: 2 }), says: fc.constantFrom('a', 'b', 'c') }),
  {
    minLength: 2,
    maxLength: 9,
  },
);
const runs = { numRuns: 2_000 };

function grow(versions: readonly { readonly seen: readonly number[]; readonly says: string }[]) {
  const tree = new VersionTree('Basic');
  const ids: ChangeId[] = [];
  for (const { seen, says } of versions) {
    const known = new Set(seen.flatMap((index) => ids[index] ?? []));
    ids.push(tree.add(ids.length, { language: says }, ...known));
  }
  const bodyOf = (id: ChangeId) => tree.bodyOf(id);
  const heads = tree.heads();
  const ancestry = new Ancestry(tree.versions.map(({ changeId: id, predecessors }) => ({ id, predecessors })));
  return { ids, heads, ancestry, family: new Family({ type: 'Basic', versions: tree.versions, heads, bodyOf }) };
}

/** By the definition: of the common ancestors those from which no other one descends. */
function lowestCommon(ancestry: Ancestry, left: string, right: string): readonly string[] {
  const common = [...ancestry.ancestorsOf(left)].filter((id) => ancestry.ancestorsOf(right).has(id));
  return common.filter((id) => !common.some((other) => ancestry.ancestorsOf(other).has(id))).sort();
}

t.test('[M4] lowest common ancestors are those from which no other common ancestor descends', async () => {
  fc.assert(
    fc.property(plan, (versions) => {
      const { ids, ancestry } = grow(versions);
      for (const left of ids)
        for (const right of ids)
          if (left !== right) assert.deepEqual(ancestry.basesOf(left, right), lowestCommon(ancestry, left, right));
    }),
    runs,
  );
});

t.test('[M5] of many heads those are left that none of the others replaced, each compared with each', async () => {
  fc.assert(
    fc.property(plan, (versions) => {
      const { heads, ancestry, family } = grow(versions);
      const read = (elements: Elements) => elements.get('language');
      const saidBy = (id: string) => read(family.elements(id as ChangeId));
      const replaces = (newer: ChangeId, older: ChangeId) => {
        if (newer === older || saidBy(newer) === saidBy(older)) return false;
        const bases = lowestCommon(ancestry, newer, older).map(saidBy);
        return bases.includes(saidBy(older)) && !bases.includes(saidBy(newer));
      };
      const knows = (newer: ChangeId, older: ChangeId) =>
        family.introducersOf(older, read).every(({ changeId }) => ancestry.ancestorsOf(newer).has(changeId));
      const leftBy = (isReplaced: (newer: ChangeId, older: ChangeId) => boolean) => {
        const left = heads.filter((head) => !heads.some((other) => isReplaced(other, head)));
        return left.length === 0 ? heads : left;
      };
      const candidates = { family, heads, read };
      assert.deepEqual(survivors(candidates), leftBy(replaces));
      assert.deepEqual(
        itemSurvivors(candidates),
        leftBy((newer, older) => replaces(newer, older) && knows(newer, older)),
      );
    }),
    runs,
  );
});

t.test('[M5] what heads have in common is what each two of them have', async () => {
  fc.assert(
    fc.property(plan, (versions) => {
      const { heads, ancestry, family } = grow(versions);
      const pairs = heads.flatMap((left) => heads.flatMap((right) => (left < right ? [[left, right] as const] : [])));
      const expected = new Set(pairs.flatMap(([left, right]) => lowestCommon(ancestry, left, right)));
      const found = family.basesAmong(heads).map((elements) => family.ownerOf(elements));
      assert.deepEqual(found.filter((id) => id !== undefined).sort(), [...expected].sort());
      const isApart = pairs.some(([left, right]) => lowestCommon(ancestry, left, right).length === 0);
      assert.equal(found.includes(undefined), isApart);
    }),
    runs,
  );
});
