import { readFileSync } from 'node:fs';
import t from 'tap';
import { patientName } from '../../../record/identity/patient-name.js';
import { countVersions, readHere, runImport, writeFiles } from '../../support/import-run.js';
import { callCarnet } from '../../support/run-carnet.js';
import { siteFolder } from '../../support/site-folder.js';

const dossier = 'urn:hopital:dossier';
const person = (id: string, value: string, more: object = {}) => ({
  resourceType: 'Patient',
  id,
  identifier: [{ system: dossier, value }],
  name: [{ family: 'MBARGA', given: ['Marie'] }],
  birthDate: '1980-02-03',
  gender: 'female',
  ...more,
});
const visit = (id: string, patient: string) => ({
  ...{ resourceType: 'Encounter', id, status: 'finished', class: { code: 'AMB' } },
  subject: { reference: `Patient/${patient}` },
});
const bodyOf = async (dir: string, reference: string) => JSON.parse((await readHere(dir, reference))?.body ?? '{}');

t.test(
  '[F83] the same identifier is one person: joined to who stands here, in whatever order the files are',
  async (t) => {
    const dir = siteFolder(t);
    const here = person('here', 'A-100', {
      telecom: [{ system: 'phone', value: '677' }],
      address: [{ city: 'Garoua' }],
    });
    t.match((await runImport(dir, writeFiles(t, { 'a.ndjson': [here] }))).exit, 0);
    const identifier = [
      { system: dossier, value: 'A-100' },
      { system: 'urn:carnet:cm:cni', value: '112233' },
    ];
    const there = person('there', 'A-100', { identifier, address: [{ city: 'Maroua' }], birthDate: '1980' });
    const twin = person('twin', 'x', { identifier: identifier.slice(1), birthDate: '1980' });
    const files = writeFiles(t, { 'v.ndjson': [visit('v1', 'there'), visit('v2', 'twin')], 'p.ndjson': [there, twin] });
    const dry = await runImport(dir, files, '--dry-run');
    const { report } = await runImport(dir, files);
    t.match(report, { created: 2, refused: 0, duplicates: { same: 2, refused: 0, possible: 0 } });
    t.strictSame(dry.report.duplicates, report.duplicates);
    t.equal(await readHere(dir, 'Patient/there'), undefined);
    t.equal(await readHere(dir, 'Patient/twin'), undefined);
    t.match(await bodyOf(dir, 'Patient/here'), {
      identifier: [{ value: 'A-100' }, { value: '112233' }],
      telecom: [{ value: '677' }],
      address: [{ city: 'Maroua' }],
      birthDate: '1980',
    });
    for (const id of ['v1', 'v2']) {
      t.match(await bodyOf(dir, `Encounter/${id}`), { subject: { reference: 'Patient/here' } });
    }
    t.match(await runImport(dir, files), { report: { created: 0, updated: 0, refused: 0 } });
  },
);

t.test('[F83] an identifier on two who cannot be one person is refused, and named', async (t) => {
  const dir = siteFolder(t);
  await runImport(dir, writeFiles(t, { 'a.ndjson': [person('here', 'A-100')] }));
  const files = writeFiles(t, {
    'b.ndjson': [
      person('man', 'A-100', { gender: 'male' }),
      person('old', 'A-100', { birthDate: '1950' }),
      person('one', 'B-200'),
      person('two', 'B-200', { birthDate: '1999-01-01' }),
      person('zero', '000'),
      person('nought', '000', { birthDate: '1960-01-01' }),
    ],
  });
  const { report } = await runImport(dir, files);
  t.match(report, { created: 3, refused: 3, duplicates: { refused: 3 } });
  t.strictSame(
    report.files[0]?.refusals.map(({ line, code }) => [line, code]),
    [1, 2, 4].map((line) => [line, 'already-exists']),
  );
  t.equal(patientName(await bodyOf(dir, 'Patient/here')).family, 'MBARGA');
});

t.test(
  '[F83] same name, birth date and sex are named as possible, never joined; no patient on the terminal',
  async (t) => {
    const dir = siteFolder(t);
    await runImport(dir, writeFiles(t, { 'a.ndjson': [person('here', 'A-100')] }));
    const files = writeFiles(t, {
      'b.ndjson': [
        person('other', 'C-300', { name: [{ family: 'Mbarga', given: ['Márie'] }] }),
        person('third', 'D-400'),
        person('year', 'E-500', { birthDate: '1980' }),
        person('third', 'D-400', { active: true }),
      ],
    });
    const path = `${files[0]}.report.json`;
    const { exit, out } = await callCarnet(['import', ...files, '--dir', dir, '--report', path]);
    t.equal(exit, 0);
    t.notMatch(out, /mbarga|1980/i);
    const rows = JSON.parse(readFileSync(path, 'utf8')) as Readonly<Record<string, string | number>>[];
    const columns = ['kind', 'line', 'record', 'other', 'name', 'birthDate'];
    t.strictSame(
      rows.map((row) => columns.map((column) => row[column]).join(' | ')),
      [
        'possible | 1 | Patient/other | Patient/here | MBARGA Márie | 1980-02-03',
        'possible | 2 | Patient/third | Patient/other | MBARGA Marie | 1980-02-03',
        'possible | 2 | Patient/third | Patient/here | MBARGA Marie | 1980-02-03',
        'same-record | 4 | Patient/third | Patient/third | MBARGA Marie | 1980-02-03',
      ],
    );
    for (const id of ['here', 'other', 'third', 'year']) t.ok(await readHere(dir, `Patient/${id}`), id);
    t.equal(await countVersions(dir), 5);
  },
);
