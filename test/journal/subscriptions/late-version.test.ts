import t, { type Test } from 'tap';
import type { Journal } from '../../../journal/open.js';
import type { LogKey } from '../../../journal/sync-store.js';
import { type Change, chainStart, nextChain } from '../../../protocol/change.js';
import {
  type ChangeId,
  createSystemUuidGenerator,
  parseResourceType,
  parseSiteCode,
  type SiteCode,
} from '../../../protocol/ids.js';
import { type Lane, lane } from '../../../protocol/lane.js';
import { addSite, batchOf, downTo, openHub, openSite, patient, upOf } from '../../support/journal-fixtures.js';

const newId = createSystemUuidGenerator();
const here = parseSiteCode('7KD');
const nine = Date.parse('2026-11-21T09:00:00Z');

interface Node {
  readonly journal: Journal;
  /** By which it hears of what others wrote. */
  readonly log: LogKey;
  readonly origin: SiteCode;
}

const nodes: Readonly<Record<string, (t: Test) => Promise<Node>>> = {
  'a site': async (t) => ({ journal: openSite(t, here), log: downTo(here), origin: parseSiteCode('8AB') }),
  'a hub': async (t) => {
    const journal = openHub(t);
    const origin = await addSite(journal);
    return { journal, log: upOf(origin), origin };
  },
};

function versionOf({ origin }: Node, gender: string, minutes: number, predecessors: readonly ChangeId[]): Change {
  return {
    ...{ changeId: newId() as ChangeId, method: 'put', predecessors },
    ...{ type: parseResourceType('Patient'), resourceId: patient('a').id },
    ...{ author: 'Practitioner/far', origin, groupEnd: true },
    stamp: { milliseconds: nine + minutes * 60_000, counter: 0 },
    body: Buffer.from(patient('a', { gender }).body),
  };
}

/** Each lane has its own order: what is older may so come after what followed it. */
async function hear({ journal, log }: Node, at: Lane, change: Change): Promise<void> {
  const chainBefore = chainStart({ ...log, lane: at });
  const run = { from: 1, to: 1, chainBefore, chainAfter: nextChain(chainBefore, change), changes: [change] };
  const [outcome] = await journal.sync.applyBatches([batchOf(log, at, run)]);
  if (outcome === undefined || !('applied' in outcome) || outcome.applied !== 1) throw new Error('it was not taken');
}

/** What a subscription to patients is told of, in its order. */
async function told({ journal: { subscriptions } }: Node): Promise<readonly (string | undefined)[]> {
  const genders: (string | undefined)[] = [];
  for (let after = 0; ; ) {
    const step = await subscriptions.next({ after, type: parseResourceType('Patient'), clauses: [] });
    if (step.found !== undefined) genders.push(/"gender":"(\w+)"/.exec(step.found.text)?.[1]);
    if (step.atHead) return genders;
    after = step.cursor;
  }
}

for (const [name, open] of Object.entries(nodes)) {
  t.test(`[J24] an older version that comes after the one that followed it is not told, at ${name}`, async (t) => {
    const node = await open(t);
    const older = versionOf(node, 'female', 0, []);
    await hear(node, lane.urgent, versionOf(node, 'male', 1, [older.changeId]));
    t.strictSame(await told(node), ['male']);
    await hear(node, lane.bulk, older);
    t.equal((await node.journal.records.history({ count: 9 })).versions.length, 2, 'it is here');
    t.strictSame(await told(node), ['male'], 'it changed nothing of what is shown');
  });

  t.test(
    `[J24] versions that come in their order are each told, and one that came beside another, at ${name}`,
    async (t) => {
      const node = await open(t);
      const first = versionOf(node, 'female', 0, []);
      await hear(node, lane.urgent, first);
      await hear(node, lane.clinical, versionOf(node, 'male', 1, [first.changeId]));
      t.strictSame(await told(node), ['female', 'male']);
      // Its author had not seen the one before: both stand side by side, and what is shown changes.
      await hear(node, lane.bulk, versionOf(node, 'other', 2, [first.changeId]));
      t.equal((await told(node)).length, 3);
    },
  );
}
