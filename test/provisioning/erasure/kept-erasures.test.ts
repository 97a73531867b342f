import { copyFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import t from 'tap';
import type { AttachmentStore } from '../../../journal/attachment-store.js';
import { copyContents } from '../../../journal/attachments/copy-contents.js';
import { openAttachments } from '../../../journal/attachments/open-attachments.js';
import { proveContents } from '../../../journal/attachments/prove-contents.js';
import { type Journal, openJournal } from '../../../journal/open.js';
import { keyPragmas } from '../../../journal/sqlite/key.js';
import { parseSiteCode } from '../../../protocol/ids.js';
import { readKeptErasures } from '../../../provisioning/erasure/kept-erasures.js';
import { NodeErasures } from '../../../provisioning/erasure/node-erasures.js';
import { type AttachmentReference, binaryOf } from '../../../record/attachment.js';
import { erasureOf, pagesHold } from '../../support/erasures.js';
import { handTimers } from '../../support/hand-timers.js';
import { observation, patient, resourceOf, type Teardown, testKey, write } from '../../support/journal-fixtures.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

/** The erasures of a folder; what cannot be settled fails the test. */
function nodeOf(dir: string, { erasures }: Pick<Journal, 'erasures'>, attachments: AttachmentStore): NodeErasures {
  return new NodeErasures({ dir, erasures, attachments, onError: (error) => t.error(error) });
}

function contentsIn(t: Teardown, dir: string): AttachmentStore {
  const limits = { contentBytesMax: 1024 * 1024, storeBytesMax: 8 * 1024 * 1024 };
  const attachments = openAttachments({ ...limits, file: join(dir, 'attachments.db'), key: testKey });
  t.teardown(() => attachments.close());
  return attachments;
}

async function takeIn(attachments: AttachmentStore, text: string): Promise<AttachmentReference> {
  const upload = attachments.begin();
  await upload.write(Buffer.from(text));
  return upload.finish();
}

/** A document of a patient that names a content. */
function scanOf(id: string, patientId: string, content: AttachmentReference) {
  const about = { id, contentType: 'text/plain', securityContext: `Patient/${patientId}` };
  return resourceOf(binaryOf(content, about) as unknown as Parameters<typeof resourceOf>[0]);
}

t.test('[W15] a database of an earlier day has it erased again before anybody is served', async (t) => {
  const dir = temporaryFolder(t);
  const file = join(dir, 'journal.db');
  const attachments = contentsIn(t, dir);
  const open = () => openJournal({ file, key: testKey, role: 'site', site: parseSiteCode('7KD'), epoch: 1 });
  let journal = open();
  t.teardown(() => journal.close());
  await write(journal, patient('p1'), observation('o1', 'p1'), patient('p2'));
  journal.close();
  copyFileSync(file, `${file}.yesterday`);
  journal = open();
  const order = erasureOf('p1');
  const carried = await nodeOf(dir, journal, attachments).erase(order);
  t.strictSame(await nodeOf(dir, journal, attachments).erase(order), carried);
  t.strictSame(readKeptErasures(dir), [order], 'kept once');
  t.equal(statSync(join(dir, 'erasures.json')).mode & 0o777, 0o600);
  journal.close();

  copyFileSync(`${file}.yesterday`, file);
  journal = open();
  t.match(await journal.records.read(patient('p1')), { deleted: false }, 'else nothing would be shown');
  await nodeOf(dir, journal, attachments).settleAtStart();
  t.match(await journal.records.read(patient('p1')), { erased: true });
  t.match(await journal.records.read(observation('o1', 'p1')), { erased: true });
  t.match(await journal.records.read(patient('p2')), { deleted: false });
  await nodeOf(dir, journal, attachments).settleAtStart();
  t.equal((await journal.erasures.after('', 9)).length, 1);
});

t.test('[W15] an order is kept before the database hears of it', async (t) => {
  const dir = temporaryFolder(t);
  const file = join(dir, 'journal.db');
  const attachments = contentsIn(t, dir);
  const journal = openJournal({ file, key: testKey, role: 'site', site: parseSiteCode('7KD'), epoch: 1 });
  t.teardown(() => journal.close());
  await write(journal, patient('p1'));
  const erase = () => Promise.reject(new Error('killed'));
  const erasures = { erase } as unknown as typeof journal.erasures;
  await t.rejects(nodeOf(dir, { erasures }, attachments).erase(erasureOf('p1')), /killed/);
  await nodeOf(dir, journal, attachments).settleAtStart();
  t.match(await journal.records.read(patient('p1')), { erased: true });
});

t.test('[W15] a list that was damaged is told, and lets nobody start without it', async (t) => {
  const dir = temporaryFolder(t);
  writeFileSync(join(dir, 'erasures.json'), '[{"id":"e1","patient":"p 1","resources":[]');
  t.throws(() => readKeptErasures(dir), { code: 'body-malformed' });
  writeFileSync(join(dir, 'erasures.json'), '[{"id":"e1","patient":"p 1","resources":[]}]');
  t.throws(() => readKeptErasures(dir), { code: 'body-malformed' });
});

t.test('[W11][A1] contents that only erased records named are destroyed; what another names stays', async (t) => {
  const dir = temporaryFolder(t);
  const file = join(dir, 'journal.db');
  const attachments = contentsIn(t, dir);
  const journal = openJournal({ file, key: testKey, role: 'site', site: parseSiteCode('7KD'), epoch: 1 });
  t.teardown(() => journal.close());
  const [own, shared] = [await takeIn(attachments, 'Bikoutsi alone'), await takeIn(attachments, 'Bikoutsi of two')];
  await write(journal, patient('p1'), patient('p2'), scanOf('b1', 'p1', own));
  await write(journal, scanOf('b2', 'p1', shared), scanOf('b3', 'p2', shared));
  t.equal((await journal.erasures.erase(erasureOf('p1'))).settledMilliseconds, undefined, 'not while a content is due');
  t.strictSame(await journal.erasures.contentsDue(9), [own.hash]);
  t.ok((await nodeOf(dir, journal, attachments).erase(erasureOf('p1'))).settledMilliseconds);
  t.equal(await attachments.state(own.hash), undefined);
  t.match(await attachments.state(shared.hash), { complete: true });
  t.notOk(pagesHold(join(dir, 'attachments.db'), 'Bikoutsi alone'));
  t.ok(pagesHold(join(dir, 'attachments.db'), 'Bikoutsi of two'), 'else nothing would be shown');
});

t.test(
  '[W15] what only the database knows of is kept outside of it again: a restore without the list keeps it',
  async (t) => {
    const dir = temporaryFolder(t);
    const file = join(dir, 'journal.db');
    const attachments = contentsIn(t, dir);
    const journal = openJournal({ file, key: testKey, role: 'site', site: parseSiteCode('7KD'), epoch: 1 });
    t.teardown(() => journal.close());
    await write(journal, patient('p1'));
    const order = erasureOf('p1', { seal: 'sealed' });
    await journal.erasures.erase(order);
    t.strictSame(readKeptErasures(dir), []);
    await nodeOf(dir, journal, attachments).settleAtStart();
    t.strictSame(readKeptErasures(dir), [order]);
  },
);

t.test('[W11] what somebody still reads is settled once they have done, without a start', async (t) => {
  const dir = temporaryFolder(t);
  const file = join(dir, 'journal.db');
  const attachments = contentsIn(t, dir);
  const journal = openJournal({ file, key: testKey, role: 'site', site: parseSiteCode('7KD'), epoch: 1 });
  t.teardown(() => journal.close());
  await write(journal, patient('p1'));
  const reader = new Sqlite(file, { readonly: true });
  for (const pragma of keyPragmas('aegis', testKey)) reader.pragma(pragma);
  reader.exec('BEGIN; SELECT count(*) FROM version');
  const timers = handTimers();
  const settled: true[] = [];
  const node = new NodeErasures({
    dir,
    erasures: journal.erasures,
    attachments,
    timers,
    onError: (error) => t.error(error),
  });
  node.onSettled = () => settled.push(true);
  t.equal((await node.erase(erasureOf('p1'))).settledMilliseconds, undefined);
  timers.pass(5_000);
  await node.erase(erasureOf('p1'));
  t.equal(settled.length, 0, 'somebody still reads what was');
  reader.close();
  timers.pass(5_000);
  await node.erase(erasureOf('p1'));
  t.ok((await journal.erasures.find(erasureOf('p1').id))?.settledMilliseconds);
  await node.stop();
});

t.test('[W11][A6] a backup loses the contents that were destroyed, and still proves what it promised', async (t) => {
  const dir = temporaryFolder(t);
  const attachments = contentsIn(t, dir);
  const [gone, kept] = [await takeIn(attachments, 'Bikoutsi alone'), await takeIn(attachments, 'Makossa')];
  const backup = join(dir, 'backup.db');
  const keyed = (file: string) => ({ file, key: testKey, cipher: 'aegis' }) as const;
  const copy = (...destroyed: string[]) => copyContents(keyed(join(dir, 'attachments.db')), backup, 1, destroyed);
  copy();
  const before = proveContents(keyed(backup));
  await attachments.destroy(gone.hash);
  copy(gone.hash, kept.hash);
  t.notOk(pagesHold(backup, 'Bikoutsi alone'));
  t.ok(pagesHold(backup, 'Makossa'), 'what is here stays, whoever destroyed it once');
  t.strictSame(proveContents(keyed(backup)), before, 'the manifest of a copy of before is kept');
  await takeIn(attachments, 'Bikoutsi alone');
  t.match(copy(gone.hash), { contents: 2, added: 1 }, 'and it comes again with another record');
});
