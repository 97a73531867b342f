import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { countVersions, readHere, runImport, writeFiles } from '../../support/import-run.js';
import { callCarnet, spawnCarnet } from '../../support/run-carnet.js';
import { siteFolder } from '../../support/site-folder.js';

const uuid = '6f1d4a52-1c1b-4d5b-9f0e-0a1b2c3d4e5f';
const synthea = fileURLToPath(new URL('../../../../shared/data/synthea-10/', import.meta.url));
const patient = (id: string, more: object = {}) => ({ resourceType: 'Patient', id, ...more });

t.test('[F80] every form comes in: Bundle, NDJSON, one resource, gzip whatever its name, standard input', async (t) => {
  const dir = siteFolder(t);
  const observation = {
    resourceType: 'Observation',
    id: 'o',
    status: 'final',
    code: { text: 'x' },
    subject: { reference: `urn:uuid:${uuid}` },
    performer: [{ reference: 'Practitioner?identifier=x|1' }],
  };
  const entry = [
    { fullUrl: 'urn:uuid:x', resource: observation, request: { method: 'POST', url: 'Observation' } },
    { fullUrl: `urn:uuid:${uuid}`, resource: { resourceType: 'Patient' } },
    { resource: { resourceType: 'Patient', birthDate: '1980' } },
    { request: { method: 'DELETE', url: 'Patient/x' } },
    { search: { mode: 'outcome' }, resource: { resourceType: 'OperationOutcome' } },
    {},
  ];
  const files = writeFiles(t, {
    'bundle.json': JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry }, null, 2),
    'lines.ndjson': gzipSync(`\uFEFF${JSON.stringify(patient('l1'))}\r\n\n${JSON.stringify(patient('l2'))}`),
    'single.json': JSON.stringify(patient('s'), null, 2),
  });
  const { exit, report } = await runImport(dir, files);
  t.equal(exit, 1);
  t.match(report, { created: 6, refused: 2, files: [{ form: 'bundle' }, { form: 'lines' }, { form: 'single' }] });
  t.strictSame(
    report.files[0]?.refusals.map(({ line, code }) => [line, code]),
    [
      [4, 'method-unsupported'],
      [6, 'resource-structure'],
    ],
  );
  t.match(JSON.parse((await readHere(dir, 'Observation/o'))?.body ?? '{}'), {
    subject: { reference: `Patient/${uuid}` },
    performer: [{ reference: 'Practitioner?identifier=x|1' }],
  });
  t.equal((await readHere(dir, 'Patient/l1'))?.deleted, false);
  const input = `${JSON.stringify(patient('in'))}\n`;
  t.match(await spawnCarnet(['import', '-', '--dir', dir], { input }), { exit: 0, out: /created: 1/ });
  t.ok(await readHere(dir, 'Patient/in'));
  t.strictSame(
    readdirSync(dir).filter((name) => name.includes('input')),
    [],
    'what came in is not left behind',
  );
  const again = await runImport(dir, files);
  t.match(again.report, { created: 0, updated: 0, unchanged: 6 }, 'what has no id finds itself again by its content');
});

t.test('[F80] a file that is cut off or holds no records is found before anything is written', async (t) => {
  const dir = siteFolder(t);
  const good = JSON.stringify(patient('good'));
  const bundle = JSON.stringify({ resourceType: 'Bundle', type: 'collection', entry: [{ resource: patient('b') }] });
  const [whole = ''] = writeFiles(t, { 'whole.ndjson': good });
  const wrong: readonly (readonly [name: string, content: string | Uint8Array, said: RegExp])[] = [
    ['cut.json', bundle.slice(0, -9), /cut off/],
    ['more.json', `${bundle}{}`, /more after the end/],
    ['cut.ndjson.gz', gzipSync(`${good}\n`.repeat(9)).subarray(0, -9), /gzip, cut off/],
    ['history.json', bundle.replace('collection', 'history'), /type history/],
    ['latin.json', Buffer.from(bundle.replace('"b"', '"b","name":[{"family":"Ngo\u00e9"}]'), 'latin1'), /not UTF-8/],
    ['empty.ndjson', '\n\n', /nothing in it/],
  ];
  for (const [name, content, said] of wrong) {
    const [file = ''] = writeFiles(t, { [name]: content });
    const answer = await callCarnet(['import', whole, file, '--dir', dir]);
    t.match(answer, { exit: 2, error: said }, name);
    t.match((await callCarnet(['import', file, '--dir', dir, '--lang', 'fr'])).error, /[éàù]|rien|coupé/, name);
  }
  t.match(await callCarnet(['import', `${whole}x`, '--dir', dir]), { exit: 1, error: /whole\.ndjsonx/ });
  t.match(await callCarnet(['import', dir, '--dir', dir]), { exit: 2, error: /is a folder/ });
  t.equal(await countVersions(dir), 0);
});

t.test(
  '[F88] what is wrong with one resource refuses that one, in bounded memory, with its line and reason',
  async (t) => {
    const dir = siteFolder(t);
    const [file = ''] = writeFiles(t, {
      'in.ndjson': [
        '{"resourceType":"Patient","id":"a","id":"b"}',
        '{"resourceType":"Patient","id":"c","name":[{"family":"\\ud800"}]}',
        '{"resourceType":"Patient","id":"d","multipleBirthInteger":NaN}',
        `{"resourceType":"Patient","id":"e","x":${'['.repeat(10_000)}${']'.repeat(10_000)}}`,
        '{"resourceType":"Patient","id":"f"',
        'nonsense',
        JSON.stringify(patient('good')),
      ].join('\n'),
    });
    const { report } = await runImport(dir, [file]);
    t.match(report, { created: 1, refused: 6 });
    const codes = report.files[0]?.refusals.map(({ line, code }) => `${line} ${code}`);
    t.strictSame(
      codes?.slice(0, 6),
      [1, 2, 3, 4, 5, 6].map((line) => `${line} body-malformed`),
    );
    const folder = siteFolder(t);
    const big = join(folder, 'big.ndjson');
    writeFileSync(big, `{"resourceType":"Patient","id":"big","x":"`);
    for (let mebibyte = 0; mebibyte < 100; mebibyte += 1) writeFileSync(big, 'y'.repeat(1024 * 1024), { flag: 'a' });
    writeFileSync(big, `"}\n${JSON.stringify(patient('behind'))}\n`, { flag: 'a' });
    const told = 'process.on("exit",()=>process.stderr.write("KiB:"+process.resourceUsage().maxRSS))';
    const environment = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(told)}` };
    const run = await spawnCarnet(['import', big, '--dir', dir], { environment });
    t.match(run.out, /created: 1 .* refused: 1\n {2}.*big\.ndjson:1 {2}too-large/, run.error);
    const kibibytes = Number(/KiB:(\d+)/.exec(run.error)?.[1]);
    t.ok(kibibytes > 0 && kibibytes < 300_000, `${kibibytes} KiB at most`);
  },
);

t.test('[F112] a Subscription is not brought in, from lines or a Bundle, and what stands beside it is', async (t) => {
  const dir = siteFolder(t);
  const channel = { type: 'rest-hook', endpoint: 'https://lab.example/', header: ['Authorization: Bearer s3cr3t'] };
  const subscription = {
    resourceType: 'Subscription',
    id: 's',
    status: 'active',
    reason: 'r',
    criteria: 'Patient',
    channel,
  };
  const files = writeFiles(t, {
    'in.ndjson': [patient('a'), subscription, patient('b')],
    'in.json': {
      ...{ resourceType: 'Bundle', type: 'transaction' },
      entry: [
        { resource: patient('c') },
        { resource: subscription, request: { method: 'PUT', url: 'Subscription/s' } },
      ],
    },
  });
  for (const more of [['--dry-run'], []]) {
    const { report, exit } = await runImport(dir, files, ...more);
    t.equal(exit, 1);
    t.match(report, { created: 3, refused: 2 });
    for (const { refusals } of report.files) {
      t.match(refusals, [
        { line: 2, code: 'method-unsupported', issues: [{ path: 'Subscription', text: /its author/ }] },
      ]);
    }
    t.notMatch(JSON.stringify(report), /s3cr3t/);
  }
  t.equal(await readHere(dir, 'Subscription/s'), undefined);
  t.equal(await countVersions(dir), 3);
});

t.test('[F81] an import that was killed goes on where it was, and nothing is doubled', async (t) => {
  const dir = siteFolder(t);
  const many = Array.from({ length: 3_000 }, (_, index) => patient(`p${index}`, { birthDate: '1980-01-01' }));
  const bad = { resourceType: 'Patient', id: 'bad', gender: 'nobody' };
  const files = writeFiles(t, { 'first.ndjson': [bad, ...many.slice(0, 2_500)], 'second.ndjson': many.slice(2_500) });
  const killed = await spawnCarnet(['import', ...files, '--dir', dir, '--json'], {
    onSaid: (error, kill) => {
      if (/"stage":"write"[^\n]*"resources":[1-9]/.test(error)) kill();
    },
  });
  t.equal(killed.exit, null, 'it was killed in the middle');
  const cut = (JSON.parse((await callCarnet(['import', 'list', '--dir', dir, '--json'])).out) as { imports: object[] })
    .imports;
  t.match(cut, [{ id: 1, state: 'open', refused: 1 }]);
  const { created = 0 } = cut[0] as { created?: number };
  t.ok(created > 0 && created < 3_000, `${created} were written`);
  const { report } = await runImport(dir, files, '--report', join(dir, 'report.csv'));
  t.match(report, { import: 1, resumed: true, created: 3_000, updated: 0, unchanged: 0, refused: 1 });
  t.equal(await countVersions(dir), 3_000);
  t.match(
    readFileSync(report.report ?? '', 'utf8'),
    /refused,.*first\.ndjson,1,/,
    'what the first run refused is told',
  );
  t.match((await runImport(dir, files)).report, { import: 2, resumed: false, unchanged: 3_000 });
});

t.test('[F81] Ctrl-C ends after the chunk at hand, and says how to go on', async (t) => {
  const dir = siteFolder(t);
  const many = Array.from({ length: 3_000 }, (_, index) => patient(`p${index}`));
  const [file = ''] = writeFiles(t, { 'in.ndjson': many });
  let asked = false;
  const run = spawnCarnet(['import', file, '--dir', dir, '--json'], {
    onSaid: (error, _kill, interrupt) => {
      if (asked || !/"stage":"write"[^\n]*"resources":[1-9]/.test(error)) return;
      asked = true;
      interrupt();
    },
  });
  const { exit, out } = await run;
  t.equal(exit, 1);
  t.match(JSON.parse(out), { stopped: true, import: 1 });
  const text = await callCarnet(['import', file, '--dir', dir]);
  t.match(text, { exit: 0, out: /created: 3000[\s\S]*went on where it was cut/ });
  t.equal(await countVersions(dir), 3_000);
});

t.test('[F82] a dry run writes nothing, and says what the import then does', async (t) => {
  const dir = siteFolder(t);
  const many = Array.from({ length: 450 }, (_, index) => patient(`p${index % 400}`, { active: index < 400 }));
  const more = [{ resourceType: 'Patient', id: 'bad', gender: 'nobody' }, patient('x'), patient('x')];
  const files = writeFiles(t, { 'one.ndjson': many, 'two.ndjson': more });
  const dry = await runImport(dir, files, '--dry-run');
  t.equal(await countVersions(dir), 0);
  t.match((await callCarnet(['import', 'list', '--dir', dir, '--json'])).out, /"imports":\[\]/);
  const real = await runImport(dir, files);
  const said = ({ created, updated, unchanged, refused, duplicates }: typeof real.report) => ({
    created,
    updated,
    unchanged,
    refused,
    duplicates,
  });
  t.strictSame(said(dry.report), said(real.report));
  t.match(real.report, { created: 401, updated: 50, unchanged: 1, refused: 1 });
});

t.test('[W4] [F81] all of Synthea comes in, and goes again', async (t) => {
  if (!existsSync(synthea)) {
    t.fail('the test data is missing: put Synthea NDJSON in ../shared/data/synthea-10 beside the repository');
    return;
  }
  const dir = siteFolder(t);
  const files = readdirSync(synthea).map((name) => join(synthea, name));
  t.match((await runImport(dir, files)).report, {
    created: 5756,
    refused: 0,
    duplicates: { same: 0, refused: 0, possible: 0 },
  });
  const undone = JSON.parse((await callCarnet(['import', 'undo', '1', '--dir', dir, '--json'])).out) as object;
  t.match(undone, { deleted: 5756, restored: 0, left: [], stopped: false });
});

t.test('[F83] the report may be read by its owner only, and is there only when it is asked for', async (t) => {
  const dir = siteFolder(t);
  const [file = ''] = writeFiles(t, { 'in.ndjson': [{ resourceType: 'Patient', id: 'bad', gender: '=1+1' }] });
  const { report } = await runImport(dir, [file], '--report', `${file}.json`);
  t.equal(statSync(report.report ?? '').mode & 0o777, 0o600);
  t.match(JSON.parse(readFileSync(`${file}.json`, 'utf8')), [{ kind: 'refused', line: 1 }]);
  t.equal((await runImport(dir, [file])).report.report, null);
  const csv = await runImport(dir, [file], '--report', `${file}.csv`);
  t.match(readFileSync(csv.report.report ?? '', 'utf8'), /^\uFEFFkind,file,line,record,other,.*\r\nrefused,.*,1,/);
});
