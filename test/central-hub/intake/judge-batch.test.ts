import t from 'tap';
import { refusalOfBatch } from '../../../central-hub/intake/judge-batch.js';
import type { Batch } from '../../../protocol/batch.js';
import type { Change } from '../../../protocol/change.js';
import { parseSiteCode, type SiteCode } from '../../../protocol/ids.js';

const site = parseSiteCode('7KD');
const other = parseSiteCode('7KE');
const scope = { site, epoch: 3, lane: 2 } as const;

function batchOf(header: Partial<Batch['header']>, origins: readonly SiteCode[] = [site]): Batch {
  const chain = new Uint8Array(32);
  const base = { protocol: 1, schema: 1, dictionary: 0, from: 1, to: 1, chainBefore: chain, chainAfter: chain };
  const changes = origins.map((origin) => ({ origin }) as Change);
  return { header: { ...base, origin: site, epoch: 3, lane: 2, ...header }, changes, chains: [] };
}

t.test('[S12][E1] the log, every change in it, its epoch and its lane are those of the session', async (t) => {
  t.equal(refusalOfBatch(batchOf({}, [site, site]), scope), undefined);
  t.equal(refusalOfBatch(batchOf({ origin: other }), scope), 'scope-forged', 'the log of another site');
  t.equal(refusalOfBatch(batchOf({}, [site, other]), scope), 'scope-forged', 'one change of another site');
  t.equal(refusalOfBatch(batchOf({ lane: 1 }), scope), 'scope-forged', 'another lane than the topic');
  t.equal(refusalOfBatch(batchOf({ epoch: 2 }), scope), 'epoch-unknown');
  t.equal(refusalOfBatch(batchOf({ epoch: 4 }), scope), 'epoch-unknown');
});
