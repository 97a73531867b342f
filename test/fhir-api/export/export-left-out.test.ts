import t from 'tap';
import { asker, beginExport, endOfExport, keysOfLines, linesOf, pathOf } from '../../support/bulk-export.js';
import { refusalOf } from '../../support/fhir-server.js';
import { onBothSearchFaces } from '../../support/search-faces.js';

const record = [
  { resourceType: 'Patient', id: 'p1' },
  { resourceType: 'Group', id: 'g1', type: 'person', actual: true, member: [{ entity: { reference: 'Patient/p1' } }] },
  // Not of the compartment by FHIR R4's definition, and filed with the patient all the same.
  { resourceType: 'Task', id: 't1', status: 'draft', intent: 'order', for: { reference: 'Patient/p1' } },
  { resourceType: 'Organization', id: 'a1' },
];
const levels = ['Patient/$export', 'Group/g1/$export'];
const async = { prefer: 'respond-async' };

onBothSearchFaces(t, '[F138] an export of patients that could only be empty is refused', async (t, { put, server }) => {
  await put(...record);
  const ask = asker(server, 'doctor');
  for (const level of levels) {
    for (const types of ['Organization', 'Organization,Medication&_type=Location']) {
      const refused = await ask('GET', `${level}?_type=${types}`, undefined, async);
      t.match(refusalOf(refused), { status: 400, code: 'parameter-malformed' });
      t.match(refused.body, /never of a patient: Organization/);
    }
    const strict = { prefer: 'respond-async, handling=strict' };
    const refused = await ask('GET', `${level}?_type=Patient,Organization`, undefined, strict);
    t.match(refusalOf(refused), { status: 400, code: 'parameter-malformed' });
    t.match(refused.body, /never of a patient: Organization"/);
  }
  const whole = await ask('GET', '$export?_type=Organization', undefined, async);
  t.equal(whole.statusCode, 202, 'of all, each type is taken out');
});

onBothSearchFaces(t, '[F138] what is left out of an export of patients is told', async (t, { put, server }) => {
  await put(...record);
  const ask = asker(server, 'doctor');
  const cases = [
    ['Patient/$export?_type=Patient,Task,Organization,Medication', 'respond-async', ['Patient/p1', 'Task/t1']],
    ['Group/g1/$export?_type=Medication,Organization', 'respond-async; handling=lenient', []],
  ] as const;
  for (const [url, prefer, taken] of cases) {
    const begun = await ask('GET', url, undefined, { prefer });
    t.equal(begun.statusCode, 202);
    const manifest = (await endOfExport(ask, pathOf(String(begun.headers['content-location'])))).json();
    t.strictSame(keysOfLines(await linesOf(ask, manifest.output)), taken);
    t.match(manifest.error, [{ type: 'OperationOutcome', count: 2, url: /\.ndjson$/ }]);
    const outcomes = (await linesOf(ask, manifest.error)).map((line) => JSON.parse(line));
    t.match(outcomes, [{ resourceType: 'OperationOutcome' }, { resourceType: 'OperationOutcome' }]);
    const said = outcomes.map(({ issue: [issue] }) => [issue.severity, issue.diagnostics].join(' '));
    t.strictSame(said.sort(), ['warning _type: Medication', 'warning _type: Organization']);
    const french = await ask('GET', pathOf(manifest.error[0].url), undefined, { 'accept-language': 'fr' });
    t.match(french.headers['content-type'], /ndjson/);
    t.match(french.body, /Laissé de côté/);
  }
  for (const url of levels) {
    const { output, error } = (await endOfExport(ask, await beginExport(ask, url))).json();
    t.strictSame(keysOfLines(await linesOf(ask, output)), ['Group/g1', 'Patient/p1', 'Task/t1']);
    t.strictSame(error, [], 'of what nobody named nothing is left out');
  }
});
