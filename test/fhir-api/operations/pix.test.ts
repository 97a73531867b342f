import t from 'tap';
import { refusalOf, send } from '../../support/fhir-server.js';
import { onBothSearchFaces, type SearchFace } from '../../support/search-faces.js';

const [cni, card, unused] = ['urn:carnet:cm:cni', 'urn:test:card', 'urn:test:unused'];
const identifier = (system: string, value: string) => ({ system, value });
const persons = [
  {
    resourceType: 'Patient',
    id: 'p1',
    identifier: [identifier(cni, '100'), identifier(card, 'A,1'), { ...identifier(card, 'A2'), use: 'old' }],
    link: [{ type: 'replaces', other: { reference: 'Patient/p2' } }],
  },
  // Only this end says that p3 is the same person.
  {
    resourceType: 'Patient',
    id: 'p2',
    identifier: [identifier(card, 'B1')],
    link: [{ type: 'replaced-by', other: { reference: 'Patient/p1' } }],
  },
  {
    resourceType: 'Patient',
    id: 'p3',
    identifier: [identifier(card, 'C1'), { value: 'no system' }],
    link: [{ type: 'seealso', other: { reference: 'Patient/p2' } }],
  },
  { resourceType: 'Patient', id: 'p4', identifier: [identifier(cni, '400')] },
];

interface Parameters {
  readonly parameter?: readonly {
    readonly name: string;
    readonly valueIdentifier?: { readonly system: string; readonly value: string };
    readonly valueReference?: { readonly reference: string };
  }[];
}

const ask = ({ server }: SearchFace, query: string) => send(server, 'doctor', 'GET', `Patient/$ihe-pix?${query}`);

/** What an answer names: `system|value` and `Patient/id`. */
async function named(face: SearchFace, source: string, ...targets: readonly string[]): Promise<string[]> {
  const query = new URLSearchParams({ sourceIdentifier: source });
  for (const target of targets) query.append('targetSystem', target);
  const answer = await ask(face, String(query));
  if (answer.statusCode !== 200) throw new Error(answer.body);
  const { parameter = [] } = answer.json() as Parameters;
  return parameter.map(({ name, valueIdentifier, valueReference }) =>
    name === 'targetIdentifier'
      ? `${valueIdentifier?.system}|${valueIdentifier?.value}`
      : `${name} ${valueReference?.reference.replace(/^http:\/\/[^/]+\/fhir\//, '')}`,
  );
}

onBothSearchFaces(
  t,
  '[F108] $ihe-pix: identifiers of a person through the records that are linked',
  async (t, face) => {
    await face.put(...persons);
    t.strictSame((await named(face, `${cni}|100`)).sort(), [
      'targetId Patient/p1',
      'targetId Patient/p3',
      `${card}|A,1`,
      `${card}|A2`,
      `${card}|B1`,
      `${card}|C1`,
    ]);
    t.strictSame((await named(face, `${card}|C1`, cni)).sort(), [
      'targetId Patient/p1',
      'targetId Patient/p3',
      `${cni}|100`,
    ]);
    t.ok((await named(face, `${card}|A,1`)).includes(`${cni}|100`), 'a comma is part of a value');
    t.ok((await named(face, `${cni}|100`, cni, card)).includes(`${card}|B1`), 'several systems');
    t.strictSame(await named(face, `${cni}|400`, card), ['targetId Patient/p4'], 'nothing of another person');
  },
);

onBothSearchFaces(t, '[F108] $ihe-pix: the faults of the profile', async (t, face) => {
  await face.put(...persons);
  const refused = async (query: string) => {
    const answer = await ask(face, query);
    const { issue } = answer.json() as { issue: [{ code: string; diagnostics: string }] };
    return { ...refusalOf(answer), issue: issue[0].code, said: issue[0].diagnostics };
  };
  const source = (text: string) => `sourceIdentifier=${encodeURIComponent(text)}`;
  t.match(await refused(source(`${cni}|999`)), {
    ...{ status: 404, issue: 'not-found', said: 'sourceIdentifier Patient Identifier not found' },
  });
  t.match(await refused(source(`${unused}|1`)), {
    ...{ status: 400, issue: 'code-invalid', said: 'sourceIdentifier Assigning Authority not found' },
  });
  t.match(await refused(`${source(`${cni}|100`)}&targetSystem=${unused}`), {
    ...{ status: 403, issue: 'code-invalid', said: 'targetSystem not found' },
  });
  for (const query of ['', source('100'), source('|100'), source(`${cni}|`), `${source('a|1')}&${source('a|2')}`]) {
    t.match(await refused(query), { status: 400, code: 'parameter-malformed' }, query);
  }
  t.equal((await send(face.server, 'admin', 'GET', `Patient/$ihe-pix?${source(`${cni}|100`)}`)).statusCode, 403);
});

onBothSearchFaces(
  t,
  '[F108] $ihe-pix names a record also where each of two was taken for the other',
  async (t, face) => {
    const replaced = (by: string) => ({ link: [{ other: { reference: `Patient/${by}` }, type: 'replaced-by' }] });
    await face.put(
      { resourceType: 'Patient', id: 'c1', identifier: [identifier(cni, '700')], ...replaced('c2') },
      { resourceType: 'Patient', id: 'c2', ...replaced('c1') },
      { resourceType: 'Patient', id: 'c3', identifier: [identifier(cni, '800')], ...replaced('elsewhere') },
    );
    t.strictSame(await named(face, `${cni}|700`), ['targetId Patient/c1', 'targetId Patient/c2']);
    t.strictSame(await named(face, `${cni}|800`), ['targetId Patient/c3']);
  },
);
