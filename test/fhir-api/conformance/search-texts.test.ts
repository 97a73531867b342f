import t from 'tap';
import { addPatient, refusalOf, send } from '../../support/fhir-server.js';
import { linkOf, onBothSearchFaces } from '../../support/search-faces.js';

const subject = { reference: 'Patient/p' };
const condition = (id: string, code: object, more: object = {}) => ({
  ...{ resourceType: 'Condition', id, subject, code, ...more },
});
const restricted = { system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'R' };
const world = [
  {
    ...{ resourceType: 'Patient', id: 'p' },
    identifier: [{ system: 'urn:h', value: '1', type: { text: 'Carte d’identité' } }],
  },
  condition('a', { text: 'Accès palustre grave', coding: [{ system: 'urn:icd', code: 'B50', display: 'Malaria' }] }),
  condition('b', { coding: [{ system: 'urn:icd', code: 'B54', display: 'Paludisme, sans précision' }] }),
  condition('c', { text: 'Hypertension' }, { note: [{ text: 'pas de paludisme' }] }),
  condition('d', { coding: [{ code: 'malaria' }] }, { subject: { reference: 'Patient/q' } }),
  { resourceType: 'Observation', id: 'o', status: 'final', subject, code: { text: 'Goutte épaisse' } },
];

onBothSearchFaces(t, '[F142] §3.1.1.4.5 :text, the words that stand beside a code', async (t, face) => {
  await face.put(...world);
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['Condition?code:text=palu', ['a', 'b']],
    ['Condition?code:text=PALUDISME SANS prec', ['b']],
    ['Condition?code:text=malaria', ['a']],
    ['Condition?code:text=ludisme', []],
    ['Condition?code:text=hyper,grave', ['a', 'c']],
    ['Condition?code:text=palu&code:text=malaria', ['a']],
    ['Condition?code:text=palu&code=B54', ['b']],
    ['Condition?patient=p&code:text=hypertension', ['c']],
    ['Patient/q/Condition?code:text=palu', []],
    ['Patient?identifier:text=identite', ['p']],
    ['Patient?_has:Condition:patient:code:text=hyper', ['p']],
    ['Observation?patient.identifier:text=carte', ['o']],
    ['Observation?combo-code:text=goutte', ['o']],
  ];
  for (const [url, ids] of cases) {
    const found = (await face.keys(url)).map((key) => key.slice(key.indexOf('/') + 1));
    t.strictSame([...found].sort(), [...ids].sort(), url);
  }
});

onBothSearchFaces(t, '[F142] texts are read of what stands now, page by page, and counted', async (t, face) => {
  const many = Array.from({ length: 5 }, (_, index) => condition(`m${index}`, { text: `Paludisme ${index}` }));
  await face.put(...many, condition('x', { text: 'Paludisme' }));
  await face.put(condition('x', { text: 'Fièvre' }));
  const first = await face.find('Condition?code:text=paludisme&_count=3&_total=accurate');
  t.equal(first.total, 5);
  const next = await face.keys(linkOf(first, 'next') ?? '');
  const seen = [...(first.entry ?? []).map(({ resource }) => resource.id), ...next.map((key) => key.slice(10))];
  t.strictSame(
    seen.sort(),
    many.map(({ id }) => id),
  );
});

onBothSearchFaces(
  t,
  '[F142] what would have to read too much is refused, and a condition asks for codes',
  async (t, face) => {
    const many = Array.from({ length: 1001 }, (_, index) =>
      condition(`m${index}`, { text: 'Paludisme' }, index < 2 ? { meta: { security: [restricted] } } : {}),
    );
    await face.put({ resourceType: 'Patient', id: 'p' });
    for (let start = 0; start < many.length; start += 200) await face.put(...many.slice(start, start + 200));
    const ask = (url: string) => send(face.server, 'doctor', 'GET', url);
    for (const url of ['Condition?code:text=palu', 'Patient?_has:Condition:patient:code:text=palu']) {
      const answer = await ask(url);
      t.strictSame(refusalOf(answer), { status: 400, code: 'parameter-malformed', path: undefined }, url);
      t.match(answer.body, '1000 resources');
    }
    const byNurse = await face.find('Patient?_has:Condition:patient:code:text=palu', 'nurse');
    t.equal(byNurse.entry?.length, 1, 'what they may not see is not counted');
    t.strictSame(await face.keys('Condition?code:text=palu&_id=m7'), ['Condition/m7']);
    const large = Array.from({ length: 17 }, (_, index) =>
      condition(
        `l${index}`,
        { text: 'Fracture' },
        { subject: { display: 'x'.repeat(1_000_000) }, recordedDate: '2020' },
      ),
    );
    await face.put(...large);
    t.match((await ask('Condition?recorded-date=2020&code:text=fracture')).body, 'looks into', 'too many bytes');
    t.strictSame(refusalOf(await ask('Condition?code:text=%25')).code, 'parameter-malformed');
    t.strictSame(refusalOf(await ask('Condition?onset-date:text=2020')).code, 'parameter-unknown');
    const put = await send(face.server, 'doctor', 'PUT', 'Condition?code:text=palu', condition('n', { text: 'x' }));
    t.strictSame(refusalOf(put).code, 'parameter-unknown');
    const lastn = await ask(`Observation/$lastn?patient=${await addPatient(face.server)}&code:text=x`);
    t.strictSame(refusalOf(lastn).code, 'parameter-unknown');
  },
);
