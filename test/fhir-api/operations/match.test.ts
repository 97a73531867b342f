import t from 'tap';
import { refusalOf, send } from '../../support/fhir-server.js';
import { onBothSearchFaces, type SearchFace } from '../../support/search-faces.js';

interface MatchBundle {
  readonly total: number;
  readonly entry?: readonly {
    readonly resource: { readonly id: string };
    readonly search: {
      readonly mode: string;
      readonly score: number;
      readonly extension: readonly { readonly url: string; readonly valueCode: string }[];
    };
  }[];
}

const cni = (value: string) => ({ identifier: [{ system: 'urn:carnet:cm:cni', value }] });
const person = (id: string, changes: object = {}) => ({
  ...{ resourceType: 'Patient', id, gender: 'female', birthDate: '1991-03-08' },
  ...{ name: [{ family: 'Ngo’o Éyébé', given: ['Aïssatou'] }] },
  ...changes,
});
const asked = { ...person('x'), id: undefined, ...cni('100200300') };
const world = [
  person('same', cni('100200300')),
  person('namesake'),
  person('spelt', { name: [{ family: 'Ngo Eyebe', given: ['Aisatu'] }] }),
  person('exchanged', { name: [{ family: 'Aissatou', given: ['Eyebe'] }] }),
  person('called', { birthDate: undefined, telecom: [{ system: 'phone', value: '+237 677 12 34 56' }] }),
  person('merged', { ...cni('100200300'), link: [{ other: { reference: 'Patient/same' }, type: 'replaced-by' }] }),
  person('stranger', { name: [{ family: 'Fotso', given: ['Paul'] }], birthDate: '1950-12-24', gender: 'male' }),
  person('born-alike', { name: [{ family: 'Zang', given: ['Odile'] }] }),
];

async function match(face: SearchFace, body: object, query = ''): Promise<MatchBundle> {
  const answer = await send(face.server, 'reception', 'POST', `Patient/$match${query}`, body);
  if (answer.statusCode !== 200) throw new Error(answer.body);
  return answer.json() as MatchBundle;
}
const ids = ({ entry = [] }: MatchBundle) => entry.map(({ resource }) => resource.id);
const grades = ({ entry = [] }: MatchBundle) => entry.map(({ search }) => search.extension[0]?.valueCode);

onBothSearchFaces(t, '[F102] Patient-match: the likeliest first, each with its score and grade', async (t, face) => {
  await face.put(...world);
  const found = await match(face, asked);
  t.match(found, { resourceType: 'Bundle', type: 'searchset', total: ids(found).length });
  t.strictSame(ids(found)[0], 'same');
  t.strictSame(
    [...ids(found)].sort(),
    ['called', 'exchanged', 'namesake', 'same', 'spelt'],
    'who was merged is found there',
  );
  t.equal(grades(found)[0], 'certain');
  t.strictSame(new Set(grades(found).slice(1)), new Set(['probable', 'possible']));
  const scores = found.entry?.map(({ search }) => search.score) ?? [];
  t.strictSame(
    scores.toSorted((left, right) => right - left),
    scores,
  );
  t.ok(scores.every((score) => score >= 0 && score <= 1));
  for (const entry of found.entry ?? []) {
    t.equal(entry.search.mode, 'match');
    t.equal(entry.search.extension[0]?.url, 'http://hl7.org/fhir/StructureDefinition/match-grade');
  }
  t.strictSame(await match(face, asked), found, 'the same question has the same answer');
  t.strictSame(
    ids(
      await match(face, {
        resourceType: 'Patient',
        telecom: [{ system: 'phone', value: '677123456' }],
        name: asked.name,
      }),
    ).includes('called'),
    true,
  );
  t.strictSame(
    await match(face, { resourceType: 'Patient', ...cni('1'), name: [{ family: 'Nobody', given: ['Here'] }] }),
    {
      ...{ resourceType: 'Bundle', type: 'searchset', total: 0 },
      link: [{ relation: 'self', url: 'http://localhost:80/fhir/Patient/$match' }],
    },
  );
});

onBothSearchFaces(t, '[F102] Patient-match: count, and only certain matches', async (t, face) => {
  await face.put(...world);
  const all = ids(await match(face, asked));
  t.strictSame(ids(await match(face, asked, '?count=2')), all.slice(0, 2));
  const parameters = (resource: object, onlyCertainMatches: boolean) => ({
    resourceType: 'Parameters',
    parameter: [
      { name: 'resource', resource },
      { name: 'onlyCertainMatches', valueBoolean: onlyCertainMatches },
      { name: 'count', valueInteger: 3 },
    ],
  });
  t.strictSame(ids(await match(face, parameters(asked, false))), all.slice(0, 3));
  t.strictSame(ids(await match(face, parameters(asked, true))), ['same']);
  t.strictSame(ids(await match(face, parameters({ ...asked, identifier: undefined }, true))), []);
  await face.put(person('same-again', cni('100200300')));
  t.strictSame(ids(await match(face, parameters(asked, true))), [], 'two that are certain are none');
  t.strictSame(grades(await match(face, asked)).slice(0, 2), ['certain', 'certain']);
});

onBothSearchFaces(t, '[F102][F98] Patient-match: what it needs, and who may ask', async (t, face) => {
  await face.put(...world);
  for (const [code, word, method, query, body] of [
    ['parameter-malformed', 'resource', 'GET', '', undefined],
    ['parameter-malformed', 'resource', 'POST', '', { resourceType: 'Parameters' }],
    ['parameter-malformed', 'identifier', 'POST', '', { resourceType: 'Patient' }],
    ['parameter-malformed', 'identifier', 'POST', '', { resourceType: 'Patient', name: [{ family: 'Zebulon' }] }],
    ['parameter-malformed', 'identifier', 'POST', '', { resourceType: 'Patient', birthDate: '1990-01-01' }],
    ['parameter-malformed', 'count', 'POST', '?count=some', asked],
    ['parameter-malformed', 'onlyCertainMatches', 'POST', '?onlyCertainMatches=maybe', asked],
    ['resource-structure', 'Patient', 'POST', '', { resourceType: 'Practitioner' }],
    ['resource-structure', 'colour', 'POST', '', { ...asked, colour: 'blue' }],
  ] as const) {
    const answer = await send(face.server, 'doctor', method, `Patient/$match${query}`, body);
    t.strictSame([answer.statusCode, refusalOf(answer).code], [400, code], JSON.stringify(body));
    t.ok(answer.body.includes(word), answer.body);
    t.notMatch(answer.body, /Zebulon/);
  }
  // It need not be complete or keep the rules of what is stored.
  t.equal((await match(face, { ...asked, birthDate: '1991-02-30', contact: [{ gender: 'male' }] })).total > 0, true);
  const refused = await send(face.server, 'ops', 'POST', 'Patient/$match', asked);
  t.strictSame(refusalOf(refused), { status: 403, code: 'forbidden', path: undefined });
  t.equal((await send(face.server, 'doctor', 'POST', 'Patient/same/$match', asked)).statusCode, 404);
  t.notMatch(face.server.log.join(''), /Éyébé|100200300/);
});

onBothSearchFaces(
  t,
  '[F102] who was merged into another record is found there, by what either record says',
  async (t, face) => {
    const replaced = (by: string) => ({ link: [{ other: { reference: `Patient/${by}` }, type: 'replaced-by' }] });
    const unlike = { name: [{ family: 'Inconnue', given: ['X'] }], birthDate: undefined };
    await face.put(
      person('early', { ...cni('100200300'), ...replaced('later') }),
      person('later', { ...unlike, ...replaced('last') }),
      person('last', unlike),
    );
    const found = await match(face, asked);
    t.strictSame(ids(found), ['last'], 'the record that stands, and no other');
    t.strictSame(grades(found), ['certain'], 'as the record that was found alike');
    t.strictSame(ids(await match(face, asked, '?onlyCertainMatches=true')), ['last']);
  },
);

onBothSearchFaces(t, '[F102] nobody is lost to a link that leads nowhere, or around', async (t, face) => {
  const replaced = (by: string) => ({ link: [{ other: { reference: `Patient/${by}` }, type: 'replaced-by' }] });
  await face.put(
    person('away', { ...cni('100200300'), ...replaced('elsewhere') }),
    person('one', replaced('other')),
    person('other', replaced('one')),
  );
  t.strictSame([...ids(await match(face, asked))].sort(), ['away', 'one', 'other']);
});
