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
import { refusalOf } from '../../support/fhir-server.js';
import { onBothSearchFaces } from '../../support/search-faces.js';

t.setTimeout(300_000);

const record = [
  { resourceType: 'Patient', id: 'p1' },
  { resourceType: 'Condition', id: 'c1', subject: { reference: 'Patient/p1' } },
  { resourceType: 'Organization', id: 'g1' },
];

onBothSearchFaces(
  t,
  '[F106][R1] a role takes out what it may search, and only its own exports',
  async (t, { put, server }) => {
    await put(...record);
    const [doctor, reception, admin] = [asker(server, 'doctor'), asker(server, 'reception'), asker(server, 'admin')];
    const types = async (ask: typeof doctor, url?: string) =>
      (await wholeExport(ask, url)).output.map(({ type }) => type);
    t.strictSame(await types(doctor), ['Condition', 'Organization', 'Patient']);
    t.strictSame(await types(reception), ['Organization', 'Patient']);
    t.strictSame(await types(admin), ['Organization']);
    const asked = { prefer: 'respond-async' };
    for (const url of ['$export?_type=Condition', '$export?_type=Patient,Condition', 'Patient/$export']) {
      t.strictSame(refusalOf(await admin('GET', url, undefined, asked)).code, 'forbidden', url);
    }

    const status = await beginExport(doctor);
    const { output } = (await endOfExport(doctor, status)).json();
    const file = pathOf(output[0].url);
    t.equal((await reception('GET', status)).statusCode, 404, 'it is not there for anybody else');
    t.equal((await reception('DELETE', status)).statusCode, 404);
    t.equal((await reception('GET', file)).statusCode, 404);
    t.equal((await server.app.inject({ url: file })).statusCode, 401);
    t.equal((await doctor('GET', file)).statusCode, 200);
    t.ok(server.audited.some(({ author, outcome }) => author === 'Practitioner/admin' && outcome === 'refused'));
  },
);

onBothSearchFaces(t, '[F106] the audit has who took which type, before it left', async (t, { put, server }) => {
  await put(...record);
  const ask = asker(server, 'doctor');
  const { output } = await wholeExport(ask, '$export?_type=Condition');
  const rows = () => server.audited.filter(({ action }) => action === 'export').map(({ subject }) => subject);
  t.strictSame(rows(), [], 'the row of a beginning is written with it');
  t.strictSame(keysOfLines(await linesOf(ask, output)), ['Condition/c1']);
  t.strictSame(rows(), ['Condition'], 'written by the time the answer came');
});

onBothSearchFaces(t, '[F106] so many are kept of one person, for so long', async (t, { put, server }) => {
  await put(...record);
  const ask = asker(server, 'doctor');
  const statuses: string[] = [];
  for (let count = 0; count < 4; count += 1) statuses.push(await beginExport(ask));
  for (const status of statuses) await endOfExport(ask, status);
  const asked = { prefer: 'respond-async' };
  const refused = await ask('GET', '$export', undefined, asked);
  t.match(refusalOf(refused), { status: 429, code: 'exports-too-many' });
  t.match(refused.headers, { 'retry-after': /^\d+$/ });
  t.equal((await asker(server, 'nurse')('GET', '$export', undefined, asked)).statusCode, 202, 'another has their own');
  server.clock.milliseconds += 24 * 3_600_000 - 1_000;
  await server.journal.exportJobs.forget();
  t.ok(await server.journal.exportJobs.find(statuses[0]?.split('/').at(-1) ?? ''));
  server.clock.milliseconds += 1_000;
  await server.journal.exportJobs.forget();
  for (const status of statuses)
    t.equal(await server.journal.exportJobs.find(status.split('/').at(-1) ?? ''), undefined);
});
