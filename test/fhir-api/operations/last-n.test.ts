import t from 'tap';
import { refusalOf, send } from '../../support/fhir-server.js';
import { keysOf, linkOf, onBothSearchFaces } from '../../support/search-faces.js';

const coded = (...codes: string[]) => ({ coding: codes.map((code) => ({ system: 'http://loinc.org', code })) });
const observation = (id: string, code: object, effectiveDateTime?: string, more: object = {}) => ({
  ...{ resourceType: 'Observation', id, status: 'final', code, subject: { reference: 'Patient/p1' } },
  category: [{ coding: [{ code: 'vital-signs' }] }],
  ...(effectiveDateTime !== undefined && { effectiveDateTime }),
  ...more,
});
const person = { resourceType: 'Patient', id: 'p1', name: [{ family: 'Mbarga' }] };
const vitals = 'patient=Patient/p1&category=vital-signs';
const ids = (keys: readonly string[]) => keys.map((key) => key.split('/')[1] ?? '');

const world = [
  person,
  observation('t1', coded('8310-5'), '2026-01-01'),
  observation('t3', coded('8310-5'), '2026-03-01T10:00:00+01:00'),
  observation('t2', coded('8310-5', 'local'), '2026-02-01'),
  observation('t4', coded('local'), '2026-03-01T09:00:00Z'),
  observation('w1', coded('29463-7'), '2026-02-15', { status: 'entered-in-error' }),
  observation('w0', coded('29463-7')),
  observation('x1', { text: 'Text' }, '2025-01-01'),
  observation('x2', { text: 'Text' }, '2025-01-02'),
  observation('x3', { text: 't e x t' }, '2024-01-01'),
  observation('s1', { coding: [{ system: 'urn:other', code: '8310-5' }] }, '2023-01-01'),
  observation('lab', coded('15074-8'), '2026-04-01', { category: [{ coding: [{ code: 'laboratory' }] }] }),
  observation('other', coded('8310-5'), '2026-05-01', { subject: { reference: 'Patient/p2' } }),
];

onBothSearchFaces(t, '[F99] Observation-lastn: the last of each code, with its translations', async (t, face) => {
  await face.put(...world);
  const last = async (query: string) => ids(await face.keys(`Observation/$lastn?${query}`));
  // At the same time as the last that fits: both are given.
  t.strictSame((await last(vitals)).slice(0, 2).sort(), ['t3', 't4']);
  t.strictSame((await last(vitals)).slice(2), ['w1', 'x2', 'x3', 's1'], 'group after group, the newest first');
  t.strictSame((await last(`${vitals}&max=3`)).slice(2), ['t2', 'w1', 'w0', 'x2', 'x1', 'x3', 's1']);
  t.strictSame(
    await last(`${vitals}&max=1&status=final&date=lt2026-03`),
    ['t2', 'x2', 'x3', 's1'],
    'criteria of a search',
  );
  t.strictSame(await last('subject=Patient/p1&code=http://loinc.org|15074-8'), ['lab']);
  t.strictSame(await last('subject:Patient=p1&code=15074-8,29463-7'), ['lab', 'w1']);
  t.strictSame(await last('patient.name=mbarga&category=laboratory'), ['lab'], 'a chain');
  t.strictSame(await last('patient=Patient/nobody&category=vital-signs'), []);
  const bundle = await face.find(`Observation/$lastn?${vitals}&max=2`);
  t.match(bundle, { type: 'searchset', total: 8 });
  t.equal(new URL(linkOf(bundle, 'self') ?? '').search.includes('max=2'), true);
  const posted = await send(face.server, 'doctor', 'POST', 'Observation/$lastn', {
    resourceType: 'Parameters',
    parameter: [
      { name: 'patient', valueString: 'Patient/p1' },
      { name: 'category', valueCode: 'vital-signs' },
      { name: 'max', valuePositiveInt: 2 },
    ],
  });
  t.strictSame(keysOf(posted.json()), keysOf(bundle));
});

onBothSearchFaces(t, '[F99] Observation-lastn: a value that was corrected counts as it stands', async (t, face) => {
  await face.put(...world);
  // At the hub its rows have not followed yet: it is left out rather than shown for what it was.
  const moved = observation('t3', coded('8310-5'), '2020-01-01');
  t.equal((await send(face.server, 'doctor', 'PUT', 'Observation/t3', moved)).statusCode, 200);
  t.strictSame(ids(await face.keys(`Observation/$lastn?${vitals}`)).slice(0, 2), ['t4', 'w1']);
});

onBothSearchFaces(t, '[F99][F98] Observation-lastn: what it must have, and may not', async (t, face) => {
  await face.put(...world);
  for (const [code, word, query] of [
    ['parameter-malformed', 'patient', 'category=vital-signs'],
    ['parameter-malformed', 'category', 'patient=Patient/p1'],
    ['parameter-malformed', 'category', 'patient=Patient/p1&codes=x'],
    ['parameter-malformed', 'max', `${vitals}&max=0`],
    ['parameter-malformed', 'max', `${vitals}&max=many`],
    ['parameter-unknown', 'codex', `${vitals}&codex=1`],
    ['parameter-malformed', 'criteria', `${vitals}&_sort=date`],
    ['parameter-malformed', 'date', `${vitals}&date=Zebulon`],
  ] as const) {
    const answer = await send(face.server, 'doctor', 'GET', `Observation/$lastn?${query}`);
    t.strictSame(refusalOf(answer), { status: 400, code, path: undefined }, query);
    t.ok((answer.json() as { issue: { diagnostics: string }[] }).issue[0]?.diagnostics.includes(word), answer.body);
    t.notMatch(answer.body, /Zebulon/);
  }
  const refused = await send(face.server, 'reception', 'GET', `Observation/$lastn?${vitals}`);
  t.strictSame(refusalOf(refused), { status: 403, code: 'forbidden', path: undefined });
  for (const url of ['Patient/$lastn', 'Observation/t1/$lastn', '$lastn']) {
    t.equal((await send(face.server, 'doctor', 'GET', `${url}?${vitals}`)).statusCode, 404, url);
  }
});
