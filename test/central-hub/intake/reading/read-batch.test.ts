import t from 'tap';
import { readBatch } from '../../../../central-hub/intake/reading/read-batch.js';
import type { ApplyBatch } from '../../../../journal/sync-store.js';
import { encodeBatch } from '../../../../protocol/batch.js';
import type { SiteCode } from '../../../../protocol/ids.js';
import { Random } from '../../../../provisioning/demo/population/random.js';
import type { ParsedResource } from '../../../../record/resource.js';
import {
  addSite,
  batchesBetween,
  downTo,
  observation,
  openHub,
  openSite,
  patient,
  referral,
  settle,
  upOf,
  write,
} from '../../../support/journal-fixtures.js';

/** A site that wrote sound records and one that is none, a deletion, and a referral to another site. */
async function setUp(t: Parameters<typeof openHub>[0]) {
  // Two hubs that give the same codes.
  const open = () => openHub(t, { randomBytes: sameBytes('hub') });
  const hubs = [open(), open()] as const;
  const [writer, receiver] = [await addSite(hubs[0]), await addSite(hubs[0])];
  for (const _ of [writer, receiver]) await addSite(hubs[1]);
  const site = openSite(t, writer);
  const broken: ParsedResource = { ...patient('p2'), body: '{"resourceType":"Patient","id":"p2"' };
  await write(site, patient('p1'), observation('o1', 'p1'));
  await write(site, broken);
  await write(site, referral('r1', 'p1', receiver));
  await write(site, patient('p3'));
  await site.records.commitBundle({ author: 'a', entries: [{ verb: 'delete', key: patient('p3') }] });
  const batches = await batchesBetween(site.sync, hubs[0].sync, upOf(writer), 2);
  return { hubs, receiver, batches };
}

function sameBytes(seed: string) {
  const random = new Random(seed);
  return (length: number) => random.bytes(length);
}

/** The same batch as it is read where it comes in. */
function readAgain(command: ApplyBatch): ApplyBatch {
  const { header, changes } = command.batch;
  return { ...command, ...readBatch(encodeBatch(header, changes, new Map()), new Map()) };
}

async function feedOf(hub: ReturnType<typeof openHub>, receiver: SiteCode): Promise<readonly string[]> {
  await settle(hub);
  const names = (await hub.sync.heads(downTo(receiver))).map(async ({ lane, seq }) => `${lane} ${seq}`);
  return Promise.all(names);
}

t.test('[P1][F1] what was read before is applied as what the journal reads itself', async (t) => {
  const { hubs, receiver, batches } = await setUp(t);
  const read = batches.map(readAgain);
  t.ok(read.some(({ places }) => places?.some((place) => place?.interestedSites.includes(receiver))));
  const [plain, before] = [await hubs[0].sync.applyBatches(batches), await hubs[1].sync.applyBatches(read)];
  t.strictSame(before, plain);
  t.strictSame(
    plain.flatMap(({ setAside = [] }) => setAside.map(({ code }) => code)),
    ['body-malformed'],
    'a body without a place is looked at again, and found out',
  );
  const feeds = [await feedOf(hubs[0], receiver), await feedOf(hubs[1], receiver)];
  t.strictSame(feeds[1], feeds[0]);
  t.notOk(
    feeds[0]?.every((lane) => lane.endsWith(' 0')),
    'the referral was fanned out',
  );
});
