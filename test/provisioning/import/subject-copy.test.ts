import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { openAttachments } from '../../../journal/attachments/open-attachments.js';
import { parseSiteCode } from '../../../protocol/ids.js';
import { unlockDataKey } from '../../../provisioning/custody/key-slots.js';
import { nodePaths } from '../../../provisioning/node-folder.js';
import { binaryOf } from '../../../record/attachment.js';
import { runImport, writeFiles } from '../../support/import-run.js';
import { readAudit } from '../../support/programs-audit.js';
import { callCarnet } from '../../support/run-carnet.js';
import { siteFolder } from '../../support/site-folder.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const subject = { reference: 'Patient/p0' };

async function filled(t: Test, count = 3): Promise<string> {
  const dir = siteFolder(t);
  const results = Array.from({ length: count }, (_, index) => ({
    ...{ resourceType: 'Observation', id: `o${index}`, status: 'final', subject, code: { text: `Poids n° ${index}` } },
  }));
  const patients = [
    { resourceType: 'Patient', id: 'p0', name: [{ family: 'Abena' }] },
    { resourceType: 'Patient', id: 'p1', name: [{ family: 'Voisin' }] },
  ];
  t.match(await runImport(dir, writeFiles(t, { 'p.ndjson': patients, 'o.ndjson': results })), { exit: 0 });
  return dir;
}

const run = (dir: string, output: string, ...more: readonly string[]) =>
  callCarnet(['record', 'export-subject', '--dir', dir, '--output', output, ...more]);

t.test(
  '[R38] the command writes what a person reads in both languages, and FHIR, and says so in the audit',
  async (t) => {
    const dir = await filled(t, 700);
    const out = join(temporaryFolder(t), 'out');
    const answer = await run(dir, out, '--patient', 'Patient/p0', '--json');
    t.match(answer, { exit: 0 });
    const { manifest } = JSON.parse(answer.out);
    t.match(manifest, { patient: 'p0', resources: 701, versions: 701, encrypted: false, holders: ['000'] });
    t.strictSame(JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')), manifest);
    for (const { file, bytes, sha256 } of manifest.files as readonly {
      file: string;
      bytes: number;
      sha256: string;
    }[]) {
      const content = readFileSync(join(out, file));
      t.equal(content.length, bytes);
      t.equal(createHash('sha256').update(content).digest('hex'), sha256);
      t.equal(statSync(join(out, file)).mode & 0o777, 0o600);
      t.notMatch(content.toString(), /Voisin/, file);
    }
    t.match(readFileSync(join(out, 'dossier-fr.html'), 'utf8'), /<html lang="fr">[\s\S]*Poids n° 699[\s\S]*<\/html>/);
    t.match(readFileSync(join(out, 'record-en.html'), 'utf8'), /Who looked at your record/);
    const bundle = JSON.parse(readFileSync(join(out, 'record.json'), 'utf8'));
    t.equal(bundle.entry.filter(({ fullUrl }: { fullUrl?: string }) => fullUrl !== undefined).length, 701);
    const audit = await readAudit(dir);
    t.match(audit.at(-1), { action: 'export copy', subject: 'Patient/p0', author: /^carnet:operator\// });
  },
);

t.test(
  '[R38] documents and images are in the files; what has not arrived is counted, said and asked for',
  async (t) => {
    const dir = siteFolder(t);
    const key = await unlockDataKey(dir);
    const store = openAttachments({
      ...{ file: nodePaths(dir).attachments, key, contentBytesMax: 1_000_000, storeBytesMax: 1_000_000 },
    });
    const upload = store.begin();
    await upload.write(Buffer.from('%PDF a letter'));
    const letter = await upload.finish();
    const about = { contentType: 'application/pdf', securityContext: 'Patient/p0' };
    const away = { hash: 'ab'.repeat(32), bytes: 5 };
    await store.expect(letter, parseSiteCode('7KD'));
    await store.expect(away, parseSiteCode('7KD'));
    store.close();
    const records = [
      { resourceType: 'Patient', id: 'p0' },
      binaryOf(letter, { ...about, id: 'here' }),
      binaryOf(away, { ...about, id: 'away' }),
    ];
    t.match(await runImport(dir, writeFiles(t, { 'r.ndjson': records })), { exit: 0 });
    const out = join(temporaryFolder(t), 'out');
    t.match(await run(dir, out, '--patient', 'p0', '--lang', 'en'), {
      ...{ exit: 0, out: /1 documents or images[\s\S]*1 documents or images have not arrived here/ },
    });
    t.match(JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')), { contents: 1, contentsMissing: 1 });
    const data = Buffer.from('%PDF a letter').toString('base64');
    for (const file of ['dossier-fr.html', 'record-en.html', 'record.json'])
      t.ok(readFileSync(join(out, file), 'utf8').includes(data), file);
    const after = openAttachments({
      ...{ file: nodePaths(dir).attachments, key, contentBytesMax: 1_000_000, storeBytesMax: 1_000_000 },
    });
    t.teardown(() => after.close());
    t.match(await after.wanted({ count: 9 }), [{ hash: away.hash, asked: true }]);
  },
);

t.test('[R38] what is wrong is said, and leaves nothing', async (t) => {
  const dir = await filled(t);
  const out = join(temporaryFolder(t), 'out');
  t.match(await run(dir, out, '--patient', 'nobody'), { exit: 1, error: /Check the id on the chart/ });
  t.notOk(existsSync(out));
  t.match(await run(dir, out, '--patient', '../p0'), { exit: 2 });
  t.match(await run(dir, out), { exit: 2 });
  t.notOk(existsSync(out));
  mkdirSync(out);
  writeFileSync(join(out, 'mine'), 'x');
  t.match(await run(dir, out, '--patient', 'p0'), { exit: 1, error: /new or an empty folder/ });
  t.strictSame(readdirSync(out), ['mine']);
  t.equal((await readAudit(dir)).filter(({ action }) => action === 'export copy').length, 0);
  t.match(await callCarnet(['record', 'export-subject', '--help', '--lang', 'fr']), {
    exit: 0,
    out: /Exemples :[\s\S]*--patient 0199/,
  });
  const said = await run(dir, join(temporaryFolder(t), 'b'), '--patient', 'p0', '--lang', 'fr');
  t.match(said, { exit: 0, out: /4 ressources en 4 versions[\s\S]*ne sont pas chiffrés/ });
});
