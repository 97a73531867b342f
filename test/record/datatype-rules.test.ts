import t from 'tap';
import { parseResource, warningsOf } from '../../record/parse.js';
import { problemOf } from '../support/record-problem.js';

/** Where a resource breaks a rule that it is refused for; else where one is told. */
function judge(resource: object): { readonly refused: readonly string[]; readonly told: readonly string[] } {
  const text = JSON.stringify({ id: 'x', ...resource });
  const problem = problemOf(() => parseResource(text));
  if (problem !== undefined) return { refused: problem.issues.map(({ path }) => path), told: [] };
  return { refused: [], told: warningsOf(parseResource(text).value).map(({ path }) => path) };
}

const refused = (...paths: string[]) => ({ refused: paths, told: [] });
const told = (...paths: string[]) => ({ refused: [], told: paths });
const right = { refused: [], told: [] };

const bundle = (fullUrl: string, resource: object = { resourceType: 'Patient', id: 'p' }) => ({
  ...{ resourceType: 'Bundle', type: 'collection', entry: [{ fullUrl, resource }] },
});

t.test(
  '[F150] §2.36 the fullUrl of an entry is absolute, a UUID or an OID, and of what stands in the entry',
  async (t) => {
    const place = 'Bundle.entry[0].fullUrl';
    for (const url of [
      'http://x.example/fhir/Patient/p',
      'urn:uuid:2a1c5ad0-0000-4000-8000-00000000000a',
      'urn:uuid:2A1C5AD0-0000-4000-8000-00000000000A',
      'urn:oid:1.2.840',
      'http://x.example/people/7',
      'http://x.example/fhir/people/7',
    ]) {
      t.strictSame(judge(bundle(url)), right, url);
    }
    for (const url of ['urn:uuid:not', 'urn:oid:1..2', 'Patient/p', 'p', '#p', 'urn:uuid:', 'http:']) {
      t.strictSame(judge(bundle(url)), refused(place), url);
    }
    for (const url of ['http://x.example/fhir/Patient/q', 'https://x.example/Group/p']) {
      t.strictSame(judge(bundle(url)), told(place), `${url}: official examples do it`);
    }
    t.strictSame(
      judge(bundle('http://x.example/fhir/Patient/q', { resourceType: 'Patient' })),
      right,
      'it has no id yet',
    );
  },
);

t.test('[F150] an attachment has the size that it says, and is told of another hash', async (t) => {
  const data = Buffer.from('Ordonnance de juillet').toString('base64');
  const media = (elements: object) => ({
    ...{ resourceType: 'Media', status: 'completed' },
    content: { contentType: 'text/plain', data, ...elements },
  });
  const hash = '1N6hqwMW8Tr4xJx5zCcX9mRwC/o=';
  t.strictSame(judge(media({ size: 21, hash })), right);
  t.strictSame(judge(media({ size: 22 })), refused('Media.content.size'));
  t.strictSame(judge(media({ size: data.length })), refused('Media.content.size'), 'before base 64');
  t.strictSame(judge(media({ hash: 'AAAA' })), told('Media.content.hash'));
  t.strictSame(judge(media({ data: undefined, url: 'http://x.example/1', size: 7, hash })), right, 'it is elsewhere');
});

t.test('[F150] a period of which nobody can tell whether it starts first is told', async (t) => {
  const encounter = (start: string, end: string) => ({
    ...{ resourceType: 'Encounter', status: 'finished', class: { code: 'AMB' }, period: { start, end } },
  });
  for (const [start, end] of [
    ['2023-06-21', '2023-06-21T06:20:00Z'],
    ['2023-06-21T06:20:00Z', '2023-06-21'],
    ['2023-06', '2023-06-02'],
    ['2023', '2023-06'],
  ] as const) {
    t.strictSame(judge(encounter(start, end)), told('Encounter.period'), `${start} ${end}`);
  }
  for (const [start, end] of [
    ['2023-06-21', '2023-06-21'],
    ['2023-06-21', '2023-06-22T06:20:00Z'],
    ['2023-06-21', '2023-07'],
    ['2023-06-21T06:20:00Z', '2023-06-21T06:20:00.5Z'],
  ] as const) {
    t.strictSame(judge(encounter(start, end)), right, `${start} ${end}`);
  }
});

t.test('[F150] a vital sign without a value, or the reason why there is none, is told', async (t) => {
  const system = 'http://terminology.hl7.org/CodeSystem/observation-category';
  const sign = (elements: object, code = 'vital-signs') => ({
    ...{
      resourceType: 'Observation',
      status: 'final',
      code: { text: 'x' },
      category: [{ coding: [{ system, code }] }],
    },
    ...elements,
  });
  const part = { code: { text: 'y' } };
  const dataAbsentReason = { text: 'not asked' };
  t.strictSame(judge(sign({ valueQuantity: { value: 1 } })), right);
  t.strictSame(judge(sign({ dataAbsentReason })), right);
  t.strictSame(judge(sign({ hasMember: [{ reference: 'Observation/y' }] })), right);
  t.strictSame(
    judge(
      sign({
        component: [
          { ...part, valueInteger: 1 },
          { ...part, dataAbsentReason },
        ],
      }),
    ),
    right,
  );
  t.strictSame(judge(sign({ _valueDateTime: { id: 'a' } })), right);
  t.strictSame(judge(sign({}, 'laboratory')), right, 'of others nobody says so');
  t.strictSame(judge(sign({})), told('Observation'));
  t.strictSame(judge(sign({ component: [part, { ...part, valueString: 'z' }] })), told('Observation.component[0]'));
});
