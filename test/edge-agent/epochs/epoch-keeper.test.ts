import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { createLogger } from '../../../config/running/logger.js';
import { EpochKeeper } from '../../../edge-agent/epochs/epoch-keeper.js';
import { LeaseFile } from '../../../edge-agent/epochs/lease-file.js';
import { WitnessFile } from '../../../edge-agent/epochs/witness-file.js';
import { decodeControl, encodeControl } from '../../../protocol/control/control.js';
import type { Welcome } from '../../../protocol/control/welcome.js';
import { hubCode, parseSiteCode } from '../../../protocol/ids.js';
import { lane } from '../../../protocol/lane.js';
import type { ParsedResource } from '../../../record/resource.js';
import { observation, openSite, patient, upOf, welcomeOf, write } from '../../support/journal-fixtures.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const code = parseSiteCode('7KD');

/** A site with what it wrote, and how far a hub is that holds all of it. */
async function run(t: Test, ...resources: readonly ParsedResource[]) {
  const [journal, folder] = [openSite(t, code), temporaryFolder(t)];
  const witness = new WitnessFile({
    path: join(folder, 'witness.json'),
    readHeads: (log) => journal.sync.heads(log),
  });
  const lease = new LeaseFile(join(folder, 'lease.json'), randomBytes);
  const keeper = new EpochKeeper({ journal, bootId: 'b', witness, lease, logger: createLogger('test', 'silent') });
  await keeper.start();
  await write(journal, ...resources);
  const heads = (await journal.sync.heads(upOf(code))).filter(({ seq }) => seq > 0);
  const ups = heads.map(({ lane: each, ...durable }) => ({ lane: each, durable, safeSeq: 0, creditBytes: 1_000 }));
  return { journal, keeper, ups };
}

const heard = (welcome: Welcome) => decodeControl(encodeControl(welcome)) as Welcome;

t.test('[P4] a welcome does not say that what the hub refused is at the hub; its receipt says which', async (t) => {
  const [good, poison] = [patient('p1'), observation('o1', 'p1')];
  const { journal, keeper, ups } = await run(t, good, poison);
  const reached = async () => {
    const both = await Promise.all([good, poison].map((each) => journal.records.delivery(each)));
    return both.map((each) => each?.reached);
  };
  const welcome = { ...welcomeOf(1, ups), abilities: [], auditSerial: 0 };
  t.equal(await keeper.admit(heard({ ...welcome, untoldLanes: [lane.clinical] }), 1), 'open');
  t.strictSame(await reached(), ['site', 'site']);
  const [durability] = ups;
  if (durability === undefined) throw new Error('nothing is durable');
  const rejects = [{ seq: 2, code: 'batch-malformed' as const }];
  const receipt = { kind: 'receipt', node: hubCode, hubEpoch: 1, epoch: 1, ...durability, rejects } as const;
  await journal.sync.acknowledge(upOf(code), receipt);
  t.strictSame(await reached(), ['hub', 'refused']);
});

t.test('[S7] a welcome says what the hub holds, where it refused nothing or is a program of before', async (t) => {
  for (const more of [{ abilities: [], auditSerial: 0, untoldLanes: [lane.urgent] }, {}]) {
    const resource = observation('o1', 'p1');
    const { journal, keeper, ups } = await run(t, resource);
    t.equal(await keeper.admit(heard({ ...welcomeOf(1, ups), ...more }), 1), 'open');
    t.match(await journal.records.delivery(resource), { reached: 'hub' });
  }
});
