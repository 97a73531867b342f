import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import t, { type Test } from 'tap';
import { openNodeSession } from '../../../provisioning/commands/node-session.js';
import { ExportFolder } from '../../../provisioning/export/export-folder.js';
import { exportToFolder } from '../../../provisioning/export/export-records.js';
import { canonicalise } from '../../../record/canonical.js';
import { parseResource } from '../../../record/parse.js';
import { runImport, withJournal, writeFiles } from '../../support/import-run.js';
import { readAudit } from '../../support/programs-audit.js';
import { callCarnet, spawnCarnet } from '../../support/run-carnet.js';
import { siteFolder } from '../../support/site-folder.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const patient = (id: string, more: object = {}) => ({ resourceType: 'Patient', id, ...more });
const visit = (id: string, of: string) => ({
  ...{ resourceType: 'Encounter', id, status: 'finished', class: { code: 'AMB' } },
  subject: { reference: `Patient/${of}` },
});
const measured = (value: string) =>
  `{"resourceType":"Observation","id":"o","status":"final","code":{"text":"x"},"subject":{"reference":"Patient/p0"},"valueQuantity":{"value":${value}}}`;

async function filled(t: Test, count: number): Promise<string> {
  const dir = siteFolder(t);
  const patients = Array.from({ length: count }, (_, index) => patient(`p${index}`, { birthDate: '1980' }));
  const files = writeFiles(t, { 'p.ndjson': patients, 'o.ndjson': measured('37.50'), 'v.ndjson': [visit('v', 'p1')] });
  t.match(await runImport(dir, files), { exit: 0 });
  return dir;
}

const run = (dir: string, output: string, ...more: readonly string[]) =>
  callCarnet(['export', '--dir', dir, '--output', output, ...more]);
const linesOf = (path: string) => readFileSync(path, 'utf8').trim().split('\n');

t.test('[F86] [F87] what was exported comes into an empty site equal in canonical form', async (t) => {
  const dir = await filled(t, 700);
  const out = join(temporaryFolder(t), 'out');
  const answer = await run(dir, out);
  t.match(answer, { exit: 0, out: /702 resources[\s\S]*not encrypted[\s\S]*attachments are not in them/ });
  const manifest = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'));
  t.equal(manifest.attachments, 'not-exported');
  t.match(manifest.files, [{ type: 'Encounter', count: 1 }, { type: 'Observation' }, { type: 'Patient', count: 700 }]);
  for (const { file, sha256, bytes } of manifest.files as readonly { file: string; sha256: string; bytes: number }[]) {
    const content = readFileSync(join(out, file));
    t.equal(createHash('sha256').update(content).digest('hex'), sha256);
    t.equal(content.length, bytes);
    t.equal(statSync(join(out, file)).mode & 0o777, 0o600);
  }
  const empty = siteFolder(t, '8MF');
  const files = manifest.files.map(({ file }: { file: string }) => join(out, file));
  t.match((await runImport(empty, files)).report, { created: 702, refused: 0 });
  const back = join(temporaryFolder(t), 'back');
  await run(empty, back);
  for (const { file } of manifest.files as readonly { file: string }[]) {
    t.strictSame(linesOf(join(back, file)).map(canonicalise), linesOf(join(out, file)).map(canonicalise), file);
  }
  t.match(linesOf(join(out, 'Observation.ndjson'))[0], /"value":37\.50/);
  t.match(await run(dir, out), { exit: 1, error: /new or an empty folder/ });
  const audit = await readAudit(dir);
  t.match(audit.at(-1), { action: 'export', author: /^carnet:operator\//, subject: 'export' });
});

t.test(
  '[F86] [F87] an export that was cut goes on at the same moment, whatever the ward writes meanwhile',
  async (t) => {
    const dir = await filled(t, 1_200);
    const out = join(temporaryFolder(t), 'out');
    const request = { types: [], patient: null, since: null, format: 'ndjson', gzip: false } as const;
    const session = await openNodeSession(dir);
    let pages = 0;
    const stopAfter = () => {
      pages += 1;
      return pages > 4;
    };
    const options = { request, operator: 'root', call: session.call, now: Date.now, onProgress: () => {} };
    const cut = await exportToFolder(new ExportFolder(out), { ...options, shouldStop: () => stopAfter() });
    session.close();
    t.match(cut, { stopped: true, manifest: null });
    t.notOk(readdirSync(out).includes('manifest.json'));
    writeFileSync(join(out, 'Patient.ndjson'), 'half a line', { flag: 'a' });
    await withJournal(dir, ({ records }) =>
      records.commitBundle({
        author: 'Practitioner/a',
        entries: [
          ...['p0', 'p999'].map((id) => ({
            verb: 'update' as const,
            resource: parseResource(JSON.stringify(patient(id, { birthDate: '2001' }))),
          })),
          { verb: 'update', resource: parseResource(JSON.stringify(patient('a-new'))) },
          { verb: 'delete', key: { type: 'Patient' as never, id: 'p998' as never } },
        ],
      }),
    );
    t.match(JSON.parse((await run(dir, out, '--json')).out), { resumed: true, resources: 1_202 });
    const patients = linesOf(join(out, 'Patient.ndjson')).map((line) => JSON.parse(line));
    t.equal(patients.length, 1_200);
    t.ok(patients.every(({ birthDate }) => birthDate === '1980'));
  },
);

t.test('[F86] one type, one patient, since a time, as a Bundle, compressed, to standard output', async (t) => {
  const dir = await filled(t, 3);
  const place = temporaryFolder(t);
  await run(dir, join(place, 'one'), '--patient', 'Patient/p1');
  t.strictSame(readdirSync(join(place, 'one')).sort(), ['Encounter.ndjson', 'Patient.ndjson', 'manifest.json']);
  await run(dir, join(place, 'bundle'), '--format', 'bundle', '--gzip');
  const bundle = JSON.parse(gunzipSync(readFileSync(join(place, 'bundle', 'bundle.json.gz'))).toString());
  t.match(bundle, { resourceType: 'Bundle', type: 'collection', entry: { length: 5 } });
  const streamed = await spawnCarnet(['export', '--dir', dir, '--output', '-', '--type', 'Patient']);
  t.equal(streamed.out.trim().split('\n').length, 3);
  const moment = new Date(Date.now() + 1).toISOString();
  await new Promise((resolve) => setTimeout(resolve, 5));
  await withJournal(dir, ({ records }) =>
    records.commitBundle({
      author: 'Practitioner/a',
      entries: [
        { verb: 'update', resource: parseResource(JSON.stringify(patient('p2', { active: true }))) },
        { verb: 'delete', key: { type: 'Encounter' as never, id: 'v' as never } },
      ],
    }),
  );
  await run(dir, join(place, 'since'), '--since', moment);
  t.match(
    linesOf(join(place, 'since', 'Patient.ndjson')).map((line) => JSON.parse(line)),
    [{ id: 'p2', active: true }],
  );
  t.match(linesOf(join(place, 'since', 'deleted.ndjson')), [/"DELETE","url":"Encounter\/v"/]);
});

t.test('[F87] what cannot be is refused before anything is written', async (t) => {
  const dir = await filled(t, 1);
  const place = temporaryFolder(t);
  mkdirSync(join(place, 'full'));
  writeFileSync(join(place, 'full', 'x'), '');
  t.match(await run(dir, join(place, 'full')), { exit: 1, error: /exists already/ });
  t.match(await run(dir, join(place, 'a'), '--type', 'Patiant'), { exit: 2, error: /Patiant/ });
  t.match(await run(dir, join(place, 'b'), '--patient', 'nobody'), { exit: 1, error: /Patient\/nobody/ });
  t.match(await run(dir, join(place, 'c'), '--since', 'yesterday'), { exit: 2, error: /--since/ });
  t.match(await run(dir, join(place, 'd'), '--format', 'xml'), { exit: 2 });
  t.match(await run(dir, '-', '--json'), { exit: 2 });
  t.match(await callCarnet(['export', '--dir', dir, '--lang', 'fr']), {
    exit: 2,
    error: /il manque l’option --output/,
  });
  t.match(await run(dir, join(place, 'full', 'x', 'y')), { exit: 1 });
});
