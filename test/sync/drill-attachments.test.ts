import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { attachmentSql } from '../../journal/sql/attachments.js';
import { Connection } from '../../journal/sqlite/connection.js';
import { defaultCipher } from '../../journal/sqlite/key.js';
import { openKeyed } from '../../journal/sqlite/keyed.js';
import type { DrillEvidence } from '../../provisioning/backup/site/backup-state.js';
import { unlockDataKey } from '../../provisioning/custody/key-slots.js';
import { nodePaths } from '../../provisioning/node-folder.js';
import { runEdge, startNetwork } from '../support/programs-network.js';
import { ask, tokenOf } from '../support/programs-people.js';
import { eventually, writePatient } from '../support/programs-records.js';
import { callCarnet } from '../support/run-carnet.js';

const film = Buffer.alloc(100_000, 'radiographie ');

async function upload(port: number | undefined, token: string, patient: string): Promise<string> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/dicom' };
  const answer = await fetch(`http://127.0.0.1:${port}/fhir/Binary`, {
    method: 'POST',
    headers: { ...headers, 'x-security-context': `Patient/${patient}` },
    body: new Blob([new Uint8Array(film)]),
  });
  if (answer.status !== 201) throw new Error(`${answer.status}`);
  return ((await answer.json()) as { readonly id: string }).id;
}

/** Puts another chunk in the place of the first one, under the key: every page is as its writer made it. */
async function exchangeChunk(dir: string, file: string): Promise<void> {
  const connection = new Connection(openKeyed(file, defaultCipher, await unlockDataKey(dir), false));
  const [row] = connection.all(attachmentSql.wholeAfter, 0, 1);
  connection.run(attachmentSql.dropChunks, (row?.id ?? 0) * 2 ** 20, (row?.id ?? 0) * 2 ** 20 + 1);
  connection.run(attachmentSql.addChunk, (row?.id ?? 0) * 2 ** 20, Buffer.alloc(16 * 1024, 'x'));
  connection.close();
}

t.test('[B17] a drill and a restore prove the attachments beside a backup, and say what to do', async (t) => {
  const network = await startNetwork(t, ['Garoua']);
  const [site] = network.sites;
  if (site === undefined) throw new Error('site');
  const { dir } = site;
  const token = await tokenOf(dir, 'doctor');
  const id = await upload(site.edge.httpPort, token, await writePatient(site.edge.journal, 'Ngono'));
  const delivered = async () => (await ask(site.edge.httpPort, `/api/delivery/Binary/${id}`, { token })).body;
  await eventually('the hub holds it', async () => JSON.stringify(await delivered()).includes('"hub"'), 60_000);
  const made = await callCarnet(['backup', '--dir', dir, '--json']);
  const file = (JSON.parse(made.out) as readonly { readonly file: string }[])[0]?.file ?? '';
  await site.edge.stop();
  const drill = async () => {
    const { out, error } = await callCarnet(['drill', '--dir', dir, '--json']);
    if (out === '') throw new Error(error);
    return JSON.parse(out) as readonly DrillEvidence[];
  };
  t.match(await drill(), [{ place: 'box', result: 'ok', contents: 1 }]);
  t.match((await callCarnet(['drill', '--dir', dir, '--lang', 'fr'])).out, /pièces jointes : 1/);

  const contents = join(nodePaths(dir).backups, `carnet-${site.code}-attachments.db`);
  const good = readFileSync(contents);
  const damaged = {
    'a byte of the disk': () =>
      writeFileSync(
        contents,
        good.map((byte, at) => (at === good.length - 5_000 ? byte ^ 1 : byte)),
      ),
    'cut short': () => writeFileSync(contents, good.subarray(0, 8_192)),
    'another content under the name': () => exchangeChunk(dir, contents),
    missing: () => rmSync(contents),
  };
  for (const [what, damage] of Object.entries(damaged)) {
    writeFileSync(contents, good);
    await damage();
    t.match(await drill(), [{ place: 'box', result: 'backup-contents' }], what);
    const refused = await callCarnet(['restore', file, '--dir', dir]);
    t.equal(refused.exit, 3, what);
    t.match(refused.error, /attachments beside this backup .* Nothing was changed.*--without-attachments/, what);
    const french = await callCarnet(['restore', file, '--dir', dir, '--lang', 'fr']);
    t.match(french.error, /pièces jointes .* Rien n’a été modifié.*--without-attachments/, what);
  }
  rmSync(nodePaths(dir).attachments);
  const restored = await callCarnet(['restore', file, '--dir', dir, '--without-attachments']);
  t.equal(restored.exit, 0, restored.error);
  site.edge = await runEdge(dir);
  const read = async () => {
    const answer = await fetch(`http://127.0.0.1:${site.edge.httpPort}/fhir/Binary/${id}`, {
      headers: { authorization: `Bearer ${token}`, accept: 'application/dicom' },
    });
    return answer.status === 200 && film.equals(Buffer.from(await answer.arrayBuffer()));
  };
  await eventually('it came back from the hub', read, 60_000);
});

t.test('[B13][K12] a backup of before a rotation of the key is drilled under the key of its time', async (t) => {
  const network = await startNetwork(t, ['Garoua']);
  const [site] = network.sites;
  if (site === undefined) throw new Error('site');
  const { dir } = site;
  const token = await tokenOf(dir, 'doctor');
  await upload(site.edge.httpPort, token, await writePatient(site.edge.journal, 'Ngono'));
  t.equal((await callCarnet(['backup', '--dir', dir])).exit, 0);
  await site.edge.stop();
  const rotated = await callCarnet(['key', 'rotate', '--dir', dir]);
  t.equal(rotated.exit, 0, rotated.error);
  const { exit, out } = await callCarnet(['drill', '--dir', dir, '--json']);
  t.match(JSON.parse(out), [{ place: 'box', result: 'ok', contents: 1 }]);
  t.equal(exit, 0);
});

t.test('[B17] the contents of a backup are read from a medium that may only be read', async (t) => {
  const network = await startNetwork(t, ['Garoua']);
  const [site] = network.sites;
  if (site === undefined) throw new Error('site');
  const token = await tokenOf(site.dir, 'doctor');
  await upload(site.edge.httpPort, token, await writePatient(site.edge.journal, 'Ngono'));
  t.equal((await callCarnet(['backup', '--dir', site.dir])).exit, 0);
  const contents = join(nodePaths(site.dir).backups, `carnet-${site.code}-attachments.db`);
  const copy = join(network.folder, 'copy.db');
  copyFileSync(contents, copy);
  // Bytes 18 and 19 of a SQLite file: 1 for a rollback journal, 2 for a write-ahead log, which needs files beside it.
  const connection = new Connection(openKeyed(copy, defaultCipher, await unlockDataKey(site.dir), true));
  t.equal(connection.pragma('journal_mode'), 'delete');
  connection.close();
});
