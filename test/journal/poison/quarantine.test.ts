import t from 'tap';
import { journalLimits } from '../../../journal/limits.js';
import type { Change } from '../../../protocol/change.js';
import type { Lane } from '../../../protocol/lane.js';
import {
  addSite,
  batchesBetween,
  batchOf,
  carry,
  observation,
  openHub,
  openSite,
  runOf,
  upOf,
  write,
} from '../../support/journal-fixtures.js';

const laneUsed: Lane = observation('o1', 'p1').filing.lane;

t.test(
  '[S6] what was written twice is kept for a person to look at, each once, and nobody fills the disk with it',
  async (t) => {
    const hub = openHub(t);
    const code = await addSite(hub);
    const log = upOf(code);
    const site = openSite(t, code);
    await write(site, observation('o1', 'p1'));
    const [first] = await batchesBetween(site.sync, hub.sync, log);
    const [change] = first?.batch.changes ?? [];
    if (change === undefined) throw new Error('nothing was written');
    await carry(site, hub, log);
    t.strictSame(await hub.poison.quarantined(), []);

    const forged = (text: string): Change => {
      const body = Buffer.from(observation('o1', 'p1', { note: [{ text }] }).body);
      return { ...change, body };
    };
    const send = (text: string, atMilliseconds: number) =>
      hub.sync.applyBatches([batchOf(log, laneUsed, runOf(code, [forged(text)], laneUsed), atMilliseconds)]);
    for (const atMilliseconds of [1_000, 2_000]) {
      t.match(await send('first', atMilliseconds), [{ applied: 0, problem: { code: 'batch-fork' } }]);
    }
    t.strictSame(
      await hub.poison.quarantined(),
      [{ site: code, batches: 1, lastMilliseconds: 1_000 }],
      'the same again',
    );
    for (let count = 0; count < 2 * journalLimits.quarantinedBatchesMax; count += 1) await send(String(count), 3_000);
    t.match(await hub.poison.quarantined(), [
      { batches: journalLimits.quarantinedBatchesMax, lastMilliseconds: 3_000 },
    ]);
    t.match(await send('first', 4_000), [{ problem: { code: 'batch-fork' } }], 'it is refused all the same');
  },
);
