import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { LeaseFile } from '../../../edge-agent/epochs/lease-file.js';
import { WitnessFile } from '../../../edge-agent/epochs/witness-file.js';
import { parseSiteCode } from '../../../protocol/ids.js';
import { observation, openSite, upOf, write } from '../../support/journal-fixtures.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const code = parseSiteCode('7KD');

t.test('[E9] the witness covers all that is committed with one write, and a damaged one is none', async (t) => {
  const journal = openSite(t, code);
  await write(journal, observation('o1', 'p1'));
  await write(journal, observation('o2', 'p1'));
  const path = join(temporaryFolder(t), 'witness.json');
  let reads = 0;
  const readHeads = (log: ReturnType<typeof upOf>) => {
    reads += 1;
    return journal.sync.heads(log);
  };
  const witness = new WitnessFile({ path, readHeads });
  t.equal(witness.read(), undefined);
  const head = (await journal.sync.heads(upOf(code))).find(({ seq }) => seq === 2);
  if (head === undefined) throw new Error('head');
  await witness.cover(upOf(code), head.lane, { seq: 1, chain: head.chain });
  t.equal(statSync(path).mode & 0o777, 0o600);
  t.same(witness.read()?.cursors, [{ ...head, chain: Buffer.from(head.chain) }]);
  await witness.cover(upOf(code), head.lane, head);
  t.equal(reads, 1, 'what is covered costs nothing');
  await write(journal, observation('o3', 'p1'));
  await witness.cover(upOf(code), head.lane, { seq: 3, chain: head.chain });
  t.equal(reads, 2);
  t.equal(await journal.siteEpochs.isBehind({ epoch: 1, cursors: witness.read()?.cursors ?? [] }), false);
  t.equal(await openSite(t, code).siteEpochs.isBehind({ epoch: 1, cursors: witness.read()?.cursors ?? [] }), true);
  for (const damaged of [
    '',
    '{"epoch":"x"}',
    '{"epoch":1,"lanes":[{"lane":9}]}',
    readFileSync(path, 'utf8').slice(0, -9),
  ]) {
    writeFileSync(path, damaged);
    t.equal(witness.read(), undefined);
  }
});

t.test('[E9] an epoch in which nothing was written yet is named, too, and what is named costs nothing', async (t) => {
  const journal = openSite(t, code);
  const path = join(temporaryFolder(t), 'witness.json');
  let reads = 0;
  const readHeads = (log: ReturnType<typeof upOf>) => {
    reads += 1;
    return journal.sync.heads(log);
  };
  const open = () => new WitnessFile({ path, readHeads });
  const witness = open();
  await witness.begin(upOf(code));
  t.same(witness.read(), { epoch: 1, cursors: [] });
  await write(journal, observation('o1', 'p1'));
  const { heads } = await journal.siteEpochs.ownLog();
  const head = heads.find(({ seq }) => seq === 1);
  if (head === undefined) throw new Error('head');
  await witness.cover(upOf(code), head.lane, head);
  await open().begin(upOf(code));
  t.equal(reads, 2, 'a run that finds its epoch named leaves the file as it is');
  t.equal(witness.read()?.cursors.length, 1);
  const { epoch } = await journal.siteEpochs.newEpoch({
    reason: 'restored',
    above: 1,
    from: { epoch: 1, cursors: heads },
  });
  await open().begin({ ...upOf(code), epoch });
  t.same(witness.read(), { epoch: 2, cursors: [] });
  const putBack = openSite(t, code);
  t.equal(await putBack.siteEpochs.isBehind(witness.read() ?? { epoch: 0, cursors: [] }), true);
});

t.test(
  '[E12] each run presents what the hub expects, and the next token is on disk before it is spoken of',
  async (t) => {
    const path = join(temporaryFolder(t), 'lease.json');
    let given = 0;
    const randomBytes = (length: number) => {
      given += 1;
      return new Uint8Array(length).fill(given);
    };
    const lease = () => new LeaseFile(path, randomBytes);
    const first = lease();
    const presented = first.begin();
    t.match(JSON.parse(readFileSync(path, 'utf8')), { confirmed: '01'.repeat(16), next: '02'.repeat(16) });
    t.same(lease().begin(), presented, 'not confirmed: the same again, so that the hub knows it again');
    first.confirm();
    t.strictSame(JSON.parse(readFileSync(path, 'utf8')), { confirmed: '02'.repeat(16) });
    const second = lease().begin();
    t.same(Buffer.from(second.token).toString('hex'), '02'.repeat(16));
    t.notSame(second.nextHash, presented.nextHash);
    writeFileSync(path, '{"confirmed":"short"}');
    t.notSame(lease().begin().token, second.token, 'damaged: as a site that nobody knows');
  },
);
