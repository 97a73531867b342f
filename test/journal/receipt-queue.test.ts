import { statSync } from 'node:fs';
import t from 'tap';
import type { Receipt } from '../../protocol/control/receipt.js';
import { hubCode } from '../../protocol/ids.js';
import {
  addSite,
  batchesBetween,
  journalFile,
  observation,
  openHub,
  openSite,
  upOf,
  write,
} from '../support/journal-fixtures.js';

/** A site with a log of one lane, and the hub's receipt for each change of it. */
async function setUp(t: Parameters<typeof openSite>[0], count: number) {
  const file = journalFile(t);
  const hub = openHub(t);
  const site = await addSite(hub);
  const [journal, log] = [openSite(t, site, { file }), upOf(site)];
  for (let index = 0; index < count; index += 1) await write(journal, observation(`o${index}`, 'p1'));
  const receipts: Receipt[] = [];
  for (const batch of await batchesBetween(journal.sync, hub.sync, log, 1)) {
    const [outcome] = await hub.sync.applyBatches([batch]);
    if (outcome === undefined || outcome.problem !== undefined) throw new Error('outcome');
    receipts.push({ kind: 'receipt', node: hubCode, hubEpoch: 1, epoch: 1, ...outcome.durability, rejects: [] });
  }
  const logBytes = () => statSync(`${file}-wal`).size;
  const progress = async () => (await journal.sync.acknowledged(log)).find(({ headSeq }) => headSeq > 0);
  return { file, journal, log, site, receipts, logBytes, progress };
}

t.test('[S7] receipts of one turn are one commit, taken by maximum, in whatever order they come', async (t) => {
  const { journal, log, receipts, logBytes, progress } = await setUp(t, 30);
  const [last, ...others] = receipts.toReversed();
  if (last === undefined) throw new Error('receipts');
  const heard: string[] = [];
  t.teardown(journal.sync.onCommit(({ source }) => heard.push(source)));
  const before = logBytes();
  const kept = [{ ...last, safeSeq: 4 }, ...others].map((receipt) => journal.sync.acknowledge(log, receipt));
  t.match(await progress(), { durable: { seq: 0 } }, 'not before the commit');
  await Promise.all(kept);
  t.match(await progress(), { durable: { seq: 30 }, pending: 0, safeSeq: 4 });
  await new Promise((resolve) => setImmediate(resolve));
  t.strictSame(heard, ['receipt']);
  const pagesOfOne = logBytes() - before;
  t.ok(pagesOfOne < 10 * 4_200, `one small transaction, not thirty: ${pagesOfOne} bytes`);
});

t.test('[S6] a receipt that says nothing about this log is refused, and spoils no other', async (t) => {
  const { journal, log, receipts, progress } = await setUp(t, 3);
  const [first, second] = receipts;
  if (first === undefined || second === undefined) throw new Error('receipts');
  const forged = { ...second, durable: { seq: 3, chain: second.durable.chain } };
  const outcomes = await Promise.allSettled(
    [first, forged, second, { ...second, epoch: 2 }].map((receipt) => journal.sync.acknowledge(log, receipt)),
  );
  t.match(outcomes, [
    { status: 'fulfilled' },
    { status: 'rejected', reason: { code: 'batch-fork' } },
    { status: 'fulfilled' },
    { status: 'rejected', reason: { code: 'epoch-unknown' } },
  ]);
  t.match(await progress(), { durable: { seq: 2 }, pending: 1 });
});

t.test('[S7] a receipt that waits when the journal is closed is kept', async (t) => {
  const { file, journal, log, site, receipts } = await setUp(t, 2);
  const [, last] = receipts;
  if (last === undefined) throw new Error('receipts');
  const kept = journal.sync.acknowledge(log, last);
  journal.close();
  await kept;
  const again = (await openSite(t, site, { file }).sync.acknowledged(log)).find(({ headSeq }) => headSeq > 0);
  t.match(again, { pending: 0 });
});
