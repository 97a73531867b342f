import t from 'tap';
import {
  asker,
  beginExport,
  endOfExport,
  keysOfLines,
  linesOf,
  pathOf,
  wholeExport,
} from '../../support/bulk-export.js';
import { refusalOf, send } from '../../support/fhir-server.js';
import { onBothSearchFaces } from '../../support/search-faces.js';

t.setTimeout(300_000);

const subject = { reference: 'Patient/p1' };
const observation = (id: string, more: object = {}) => ({
  ...{ resourceType: 'Observation', id, status: 'final', code: { text: 'x' }, subject },
  ...more,
});
const record = [
  { resourceType: 'Patient', id: 'p1' },
  { resourceType: 'Patient', id: 'p2' },
  observation('o1'),
  // Filed under itself; the compartment of the specification has it.
  { resourceType: 'Observation', id: 'o2', status: 'final', code: { text: 'x' }, performer: [subject] },
  { resourceType: 'Observation', id: 'o3', status: 'final', code: { text: 'x' } },
  { resourceType: 'Organization', id: 'g1' },
];
const respondAsync = { prefer: 'respond-async' };

onBothSearchFaces(
  t,
  '[F104] an export is asked for, looked after and taken file by file',
  async (t, { put, server }) => {
    await put(...record);
    const ask = asker(server, 'doctor');
    const begun = await ask('GET', '$export?_outputFormat=application/fhir+ndjson', undefined, respondAsync);
    t.equal(begun.statusCode, 202);
    const status = pathOf(String(begun.headers['content-location']));
    const first = await ask('GET', status);
    if (first.statusCode === 202) {
      t.match(first.headers, { 'x-progress': /^\d+ resources, type \d+ of \d+$/, 'retry-after': /^\d+$/ });
    }
    const end = await endOfExport(ask, status);
    t.match(end.headers, { 'content-type': /^application\/json/, expires: /GMT$/ });
    const manifest = end.json();
    t.match(manifest, {
      requiresAccessToken: true,
      error: [],
      deleted: [],
      request: /\/fhir\/\$export\?_outputFormat=/,
    });
    t.match(manifest.transactionTime, /^2026-11-21T/);
    t.strictSame(
      manifest.output.map(({ type, count }: { type: string; count: number }) => [type, count]),
      [
        ['Observation', 3],
        ['Organization', 1],
        ['Patient', 2],
      ],
    );
    const file = await ask('GET', pathOf(manifest.output[0].url));
    t.match(file.headers, { 'content-type': /^application\/fhir\+ndjson/, 'accept-ranges': 'bytes', etag: /^"/ });
    const lines = await linesOf(ask, manifest.output);
    t.strictSame(keysOfLines(lines), record.map(({ resourceType, id }) => `${resourceType}/${id}`).sort());
    for (const line of lines) {
      const { resourceType, id } = JSON.parse(line);
      t.equal(line, (await ask('GET', `${resourceType}/${id}`)).body, 'as a read shows it');
    }
    t.equal(
      (await ask('HEAD', pathOf(manifest.output[0].url))).headers['content-length'],
      String(file.rawPayload.length),
    );
    t.equal((await ask('DELETE', status)).statusCode, 202);
    t.equal((await ask('GET', status)).statusCode, 404);
    t.equal((await ask('GET', pathOf(manifest.output[0].url))).statusCode, 404);
  },
);

onBothSearchFaces(
  t,
  '[F104] by type, by time with what was deleted, and of patients alone',
  async (t, { put, server }) => {
    await put(...record);
    const ask = asker(server, 'doctor');
    const keys = async (url: string) => keysOfLines(await linesOf(ask, (await wholeExport(ask, url)).output));
    t.strictSame(await keys('$export?_type=Patient,Organization'), ['Organization/g1', 'Patient/p1', 'Patient/p2']);
    t.strictSame(await keys('Patient/$export'), ['Observation/o1', 'Observation/o2', 'Patient/p1', 'Patient/p2']);
    const posted = await ask(
      'POST',
      'Patient/$export',
      {
        resourceType: 'Parameters',
        parameter: [
          { name: '_type', valueString: 'Patient' },
          { name: '_outputFormat', valueString: 'ndjson' },
        ],
      },
      respondAsync,
    );
    const end = await endOfExport(ask, pathOf(String(posted.headers['content-location'])));
    t.strictSame(keysOfLines(await linesOf(ask, end.json().output)), ['Patient/p1', 'Patient/p2']);

    server.clock.milliseconds += 60_000;
    const since = new Date(server.clock.milliseconds).toISOString();
    await put(observation('o1', { note: [{ text: 'again' }] }));
    await send(server, 'doctor', 'DELETE', 'Observation/o2');
    const manifest = await wholeExport(ask, `$export?_since=${since}`);
    t.strictSame(keysOfLines(await linesOf(ask, manifest.output)), ['Observation/o1']);
    t.match(manifest.deleted, [{ type: 'Bundle', count: 1 }]);
    const [deletion = ''] = await linesOf(ask, manifest.deleted);
    t.strictSame(JSON.parse(deletion), {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [{ request: { method: 'DELETE', url: 'Observation/o2' } }],
    });
    const nothing = await wholeExport(asker(server, 'nurse'), '$export?_type=Location');
    t.strictSame(nothing.output, [], 'nothing of a type is no file');
  },
);

onBothSearchFaces(
  t,
  '[F104] what an export does not have is refused, and nothing is begun',
  async (t, { put, server }) => {
    await put(...record);
    const ask = asker(server, 'doctor');
    const refused = async (url: string, headers: Readonly<Record<string, string>> = respondAsync, method = 'GET') => {
      const { status, code } = refusalOf(await ask(method, url, undefined, headers));
      return `${status} ${code}`;
    };
    t.equal(await refused('$export', {}), '400 parameter-malformed', 'without respond-async');
    t.equal(await refused('$export?_elements=id'), '400 parameter-unknown');
    t.equal(await refused('$export?patient=Patient/p1'), '400 parameter-unknown');
    t.equal(await refused('$export?_type=Patient,Patiend'), '404 type-unknown');
    t.equal(await refused('$export?_since=yesterday'), '400 parameter-malformed');
    t.equal(await refused('$export?_outputFormat=text/csv'), '400 parameter-malformed');
    t.equal(await refused('Group/g/$export'), '404 not-found');
    t.equal(await refused('Observation/$export'), '404 not-found');
    t.equal(await refused('$export', respondAsync, 'PUT'), '405 method-unsupported');
    t.equal((await ask('PUT', '$export')).headers['allow'], 'GET, POST');
    t.equal((await ask('HEAD', '$export', undefined, respondAsync)).statusCode, 405, 'which would have to begin one');
    const batch = { resourceType: 'Bundle', type: 'batch', entry: [{ request: { method: 'GET', url: '$export' } }] };
    t.equal((await ask('POST', '', batch)).json().entry[0].response.status, '404');
    t.notOk(server.audited.some(({ action }) => action === 'export'));
    const { rest } = (await ask('GET', 'metadata')).json();
    const ofSystem = rest[0].operation.find(({ name }: { name: string }) => name === 'export');
    t.match(ofSystem, { definition: /bulkdata\/OperationDefinition\/export$/ });
    const ofPatient = rest[0].resource.find(({ type }: { type: string }) => type === 'Patient').operation;
    t.ok(ofPatient.some(({ definition }: { definition: string }) => definition.endsWith('/patient-export')));
  },
);

onBothSearchFaces(t, '[F105] an export shows one moment, whatever is written meanwhile', async (t, { put, server }) => {
  await put(...record, ...Array.from({ length: 120 }, (_, index) => observation(`m${index}`)));
  const ask = asker(server, 'doctor');
  const { exportJobs } = server.journal;
  const status = await beginExport(ask, '$export?_type=Observation,Organization');
  const before = (await ask('GET', 'Observation/m7')).body;
  await put(observation('m7', { note: [{ text: 'later' }] }), observation('later'));
  await send(server, 'doctor', 'DELETE', 'Observation/m8');
  const manifest = (await endOfExport(ask, status)).json();
  const lines = await linesOf(ask, manifest.output);
  t.equal(lines.length, 124);
  t.ok(lines.includes(before), 'the version of then');
  t.ok(keysOfLines(lines).includes('Observation/m8'));
  t.notOk(keysOfLines(lines).includes('Observation/later'));
  t.equal(await exportJobs.advance(), false);
});

onBothSearchFaces(t, '[F105] a download goes on where it was cut, byte for byte', async (t, { put, server }) => {
  // Several parts of a file: a part has a thousand resources at most.
  for (let from = 0; from < 2_500; from += 500) {
    await put(...Array.from({ length: 500 }, (_, index) => observation(`m${from + index}`)));
  }
  const ask = asker(server, 'doctor');
  const [file] = (await wholeExport(ask, '$export?_type=Observation')).output;
  const path = pathOf(file?.url ?? '');
  const whole = await ask('GET', path);
  t.equal(file?.count, 2_500);
  t.equal(whole.body.split('\n').length, 2_501);
  const total = whole.rawPayload.length;
  const range = async (header: string, more: Readonly<Record<string, string>> = {}) =>
    ask('GET', path, undefined, { range: header, ...more });
  for (const [start, end] of [
    [0, 10],
    [total - 3, total],
    [Math.floor(total / 3), Math.floor((2 * total) / 3)],
  ] as const) {
    const part = await range(`bytes=${start}-${end - 1}`);
    t.equal(part.statusCode, 206);
    t.equal(part.headers['content-range'], `bytes ${start}-${end - 1}/${total}`);
    t.ok(part.rawPayload.equals(whole.rawPayload.subarray(start, end)), `${start} to ${end}`);
  }
  const etag = String(whole.headers.etag);
  t.equal((await range('bytes=5-', { 'if-range': etag })).statusCode, 206);
  t.equal((await range('bytes=5-', { 'if-range': '"another"' })).statusCode, 200);
  t.equal((await range(`bytes=${total}-`)).statusCode, 416);
});
