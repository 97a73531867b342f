import t, { type Test } from 'tap';
import type { Journal } from '../../../journal/open.js';
import { parseResourceId, parseResourceType } from '../../../protocol/ids.js';
import { withLink, withoutLink } from '../../../record/identity/patient-links.js';
import { observation, patient, referral, resourceOf, settle, write } from '../../support/journal-fixtures.js';
import { carryDown, carryUp, type StarSite, star } from '../../support/journal-star.js';

const bodyOf = async (journal: Journal, id: string) => {
  const version = await journal.records.read({ type: parseResourceType('Patient'), id: parseResourceId(id) });
  if (version === undefined) throw new Error(id);
  return version.body;
};

async function rewrite(journal: Journal, id: string, change: (body: string) => string): Promise<void> {
  await write(journal, resourceOf(JSON.parse(change(await bodyOf(journal, id)))));
}

/** Both ends, as `$link` and `$unlink` write them: in one group. */
async function link(journal: Journal, source: string, target: string): Promise<void> {
  const [one, other] = [await bodyOf(journal, source), await bodyOf(journal, target)];
  const bodies = [withLink(one, 'replaced-by', target), withLink(other, 'replaces', source)];
  await write(journal, ...bodies.map((body) => resourceOf(JSON.parse(body))));
}

async function unlink(journal: Journal, source: string, target: string): Promise<void> {
  const [one, other] = [await bodyOf(journal, source), await bodyOf(journal, target)];
  const bodies = [withoutLink(one, target), withoutLink(other, source)];
  await write(journal, ...bodies.map((body) => resourceOf(JSON.parse(body))));
}

async function exchange(hub: Journal, ...sites: readonly StarSite[]) {
  for (let round = 0; round < 2; round += 1) {
    for (const site of sites) await carryUp(hub, site);
    await settle(hub);
    for (const site of sites) await carryDown(hub, site);
  }
}

/** Two sites that hold both records of a person, with something noted of the first. */
async function split(t: Test) {
  const { hub, sites } = await star(t, 2);
  const [a, b] = sites;
  await write(a.journal, patient('x', { gender: 'female' }), patient('y'), observation('o', 'x'));
  await write(a.journal, referral('r1', 'x', b.code), referral('r2', 'y', b.code));
  await exchange(hub, a, b);
  return { hub, a, b, nodes: [hub, a.journal, b.journal] };
}

const questions = async (journal: Journal) =>
  (await journal.records.history({ type: parseResourceType('Task'), count: 50 })).versions.length;

t.test('[M17] a link goes to every node, and so does its undoing; ids and references never change', async (t) => {
  const { hub, a, b, nodes } = await split(t);
  const before = [await bodyOf(hub, 'x'), await bodyOf(hub, 'y')];
  await link(a.journal, 'x', 'y');
  await exchange(hub, a, b);
  for (const journal of nodes) {
    t.match(await bodyOf(journal, 'x'), '"Patient/y"},"type":"replaced-by"');
    t.match(await bodyOf(journal, 'y'), '"Patient/x"},"type":"replaces"');
    const noted = await journal.records.read(observation('o', 'x'));
    t.match(noted?.body, '"Patient/x"');
  }
  await unlink(b.journal, 'x', 'y');
  await exchange(hub, a, b);
  for (const journal of nodes) t.same([await bodyOf(journal, 'x'), await bodyOf(journal, 'y')], before);
});

t.test('[M17] undone at one site, the record edited at the other meanwhile: both stand at all nodes', async (t) => {
  const { hub, a, b, nodes } = await split(t);
  await link(a.journal, 'x', 'y');
  await exchange(hub, a, b);
  await unlink(a.journal, 'x', 'y');
  await rewrite(b.journal, 'x', (body) => body.replace('"gender":"female"', '"gender":"male"'));
  await exchange(hub, a, b);
  for (const journal of nodes) {
    t.notMatch(await bodyOf(journal, 'x'), /"link"/);
    t.match(await bodyOf(journal, 'x'), '"male"');
    t.notMatch(await bodyOf(journal, 'y'), /"link"/);
    t.equal(await questions(journal), 0);
    t.equal(journal.counts().concurrent, 0);
  }
});

t.test('[M17] undone at one site, undone and linked anew at the other: all nodes show the same', async (t) => {
  const { hub, a, b, nodes } = await split(t);
  await link(a.journal, 'x', 'y');
  await exchange(hub, a, b);
  await unlink(a.journal, 'x', 'y');
  await unlink(b.journal, 'x', 'y');
  await link(b.journal, 'x', 'y');
  await exchange(hub, a, b);
  for (const journal of nodes) {
    // Apart is what harms nobody: two records are shown, and who wants them linked does it again.
    for (const id of ['x', 'y']) t.notMatch(await bodyOf(journal, id), /"link"/);
  }
});

t.test(
  '[M17] linked by two sites, each the other way around: asked at every node, and undone as any link',
  async (t) => {
    const { hub, a, b, nodes } = await split(t);
    await link(a.journal, 'x', 'y');
    await link(b.journal, 'y', 'x');
    await exchange(hub, a, b);
    for (const journal of nodes) {
      t.same(
        [await bodyOf(journal, 'x'), await bodyOf(journal, 'y')],
        [await bodyOf(hub, 'x'), await bodyOf(hub, 'y')],
      );
      t.equal(await questions(journal), 2, 'of either record');
    }
    await unlink(b.journal, 'x', 'y');
    await exchange(hub, a, b);
    for (const journal of nodes) for (const id of ['x', 'y']) t.notMatch(await bodyOf(journal, id), /"link"/);
  },
);
