import Sqlite from 'better-sqlite3';
import t from 'tap';
import { openJournal } from '../../../journal/open.js';
import { keyPragmas } from '../../../journal/sqlite/key.js';
import { parseSiteCode } from '../../../protocol/ids.js';
import { type FhirServer, refusalOf, send, startFhirServer } from '../../support/fhir-server.js';
import { patient, write } from '../../support/journal-fixtures.js';

interface Bundle {
  readonly entry?: readonly {
    readonly resource: { readonly resourceType: string; readonly id: string; readonly issue?: readonly object[] };
    readonly search: { readonly mode: string };
  }[];
}

async function found(server: FhirServer, query: string): Promise<string[]> {
  const response = await send(server, 'doctor', 'GET', query, undefined, { prefer: 'handling=strict' });
  t.equal(response.statusCode, 200, `${query} ${response.body}`);
  return ((response.json() as Bundle).entry ?? []).map(({ resource }) => resource.id);
}

const subject = { reference: 'Patient/p1' };
const resources = [
  { resourceType: 'Patient', id: 'p1', address: [{ use: 'home', postalCode: 'BP 12', city: 'Garoua' }] },
  {
    ...{ resourceType: 'RiskAssessment', id: 'r1', status: 'final', subject },
    prediction: [{ outcome: { text: 'x' }, probabilityDecimal: 0.25 }],
  },
  {
    ...{ resourceType: 'QuestionnaireResponse', id: 'q1', status: 'completed', subject },
    questionnaire: 'http://x.example/Questionnaire/a|2',
  },
  {
    ...{ resourceType: 'Immunization', id: 'i1', status: 'completed', patient: subject },
    ...{ vaccineCode: { text: 'BCG' }, occurrenceDateTime: '2026-01-02', lotNumber: 'A-77 b' },
  },
  {
    ...{ resourceType: 'Observation', id: 'o1', status: 'final', code: { text: 'x' }, subject },
    ...{ meta: { profile: ['http://x.example/StructureDefinition/o'] }, method: { coding: [{ code: 'm1' }] } },
  },
];

t.test('[F60] parameters that only the specification names are served: numbers, uris, texts, canonicals', async (t) => {
  const server = await startFhirServer(t);
  for (const resource of resources) {
    const { statusCode, body } = await send(
      server,
      'doctor',
      'PUT',
      `${resource.resourceType}/${resource.id}`,
      resource,
    );
    t.equal(statusCode, 201, body);
  }
  t.same(await found(server, 'Patient?address-postalcode=bp%2012&address-use=home'), ['p1']);
  t.same(await found(server, 'RiskAssessment?probability=gt0.2'), ['r1']);
  t.same(await found(server, 'RiskAssessment?probability=gt0.3'), []);
  t.same(await found(server, 'QuestionnaireResponse?questionnaire=http://x.example/Questionnaire/a'), ['q1']);
  t.same(await found(server, 'Immunization?lot-number=a-77'), ['i1']);
  t.same(await found(server, 'Observation?method=m1&_profile=http://x.example/StructureDefinition/o'), ['o1']);
  const strict = { prefer: 'handling=strict' };
  const everything = await send(server, 'doctor', 'GET', 'Location?_content=1', undefined, strict);
  t.match(refusalOf(everything), { status: 400, code: 'parameter-unknown' });
});

t.test('[J21] while rows of an earlier program are made again, each search says so, until they are', async (t) => {
  const server = await startFhirServer(t, 'site', async (file, key) => {
    const journal = openJournal({ file, key, role: 'site', site: parseSiteCode('7KD'), epoch: 1 });
    await write(journal, patient('p1', { address: [{ use: 'home' }] }));
    journal.close();
    const database = new Sqlite(file);
    for (const pragma of keyPragmas('aegis', key)) database.pragma(pragma);
    database.exec(`UPDATE search_built SET format = 0; DELETE FROM search_token;
      DELETE FROM parameter WHERE name = 'address-use'`);
    database.close();
  });
  const ask = async () => {
    const response = await send(server, 'doctor', 'GET', 'Patient?address-use=home');
    return (response.json() as Bundle).entry ?? [];
  };
  t.match(await ask(), [
    { search: { mode: 'outcome' }, resource: { resourceType: 'OperationOutcome', issue: [{ severity: 'warning' }] } },
  ]);
  const create = { resourceType: 'Patient', id: 'p2', name: [{ family: 'Abena' }], address: [{ use: 'home' }] };
  const refused = await send(server, 'doctor', 'POST', 'Patient', create, { 'if-none-exist': 'address-use=home' });
  t.match(refusalOf(refused), { status: 503, code: 'index-rebuilding' });
  t.equal(await server.journal.searchRebuild.round(10), 0);
  t.match(await ask(), [{ search: { mode: 'match' }, resource: { id: 'p1' } }]);
  const kept = await send(server, 'doctor', 'POST', 'Patient', create, { 'if-none-exist': 'address-use=home' });
  t.equal(kept.statusCode, 200);
});

t.test('[F144][F146][J21] names that an earlier program indexed by letters are not taken for sounds', async (t) => {
  const name = [{ family: 'Mbarga' }];
  const server = await startFhirServer(t, 'site', async (file, key) => {
    const journal = openJournal({ file, key, role: 'site', site: parseSiteCode('7KD'), epoch: 1 });
    await write(journal, patient('p1', { name }));
    journal.close();
    const database = new Sqlite(file);
    for (const pragma of keyPragmas('aegis', key)) database.pragma(pragma);
    // As release 0.1.0 left them: the folded words of the name, under the parameter itself.
    database.exec(`UPDATE search_built SET format = 3;
      UPDATE search_string SET value = 'mbarga', exact = 'Mbarga'
        WHERE parameter = (SELECT id FROM parameter WHERE name = 'phonetic:sound');
      UPDATE parameter SET name = 'phonetic' WHERE name = 'phonetic:sound'`);
    database.close();
  });
  const condition = { 'if-none-exist': 'phonetic=mbargha' };
  const create = () => send(server, 'doctor', 'POST', 'Patient', { resourceType: 'Patient', name }, condition);
  const labels = () => send(server, 'doctor', 'GET', 'Patient/$meta');
  for (const answer of [await create(), await labels()]) {
    t.match(refusalOf(answer), { status: 503, code: 'index-rebuilding' });
  }
  t.equal(await server.journal.searchRebuild.round(10), 0);
  t.equal((await labels()).statusCode, 200);
  t.equal((await create()).statusCode, 200, 'who is there is found');
  t.same(await found(server, 'Patient?phonetic=mbargha'), ['p1']);
});
