import t from 'tap';
import { searchParametersOf } from '../../../record/search-parameters.js';
import { type FhirServer, machineToken, type Sender, send, startFhirServer } from '../../support/fhir-server.js';
import { compartmentTypes, markOf, shownTypes, storeTwoPatients } from '../../support/two-patients.js';

const faces = ['site', 'hub'] as const;
const asFhir = { accept: 'application/fhir+json' };
const form = { 'content-type': 'application/x-www-form-urlencoded' };
type Ask = (server: FhirServer, who: Sender, type: string, id: string) => ReturnType<typeof send>;

function bundle(kind: string, method: string, url: string, more: object = {}) {
  return { resourceType: 'Bundle', type: kind, entry: [{ request: { method, url }, ...more }] };
}

const patch = [{ op: 'test', path: '/id', value: 'x' }];
/** Every way to one resource, by its id. */
const ways: Readonly<Record<string, Ask>> = {
  read: (s, who, type, id) => send(s, who, 'GET', `${type}/${id}`, undefined, asFhir),
  'read as it is': (s, who, type, id) => send(s, who, 'GET', `${type}/${id}`),
  head: (s, who, type, id) => send(s, who, 'HEAD', `${type}/${id}`, undefined, asFhir),
  delivery: (s, who, type, id) => send(s, who, 'GET', `/api/delivery/${type}/${id}`),
  history: (s, who, type, id) => send(s, who, 'GET', `${type}/${id}/_history`),
  count: (s, who, type, id) => send(s, who, 'GET', `${type}/${id}/_history?_count=0`),
  search: (s, who, type, id) => send(s, who, 'GET', `${type}?_id=${id}&_total=accurate`),
  'search by form': (s, who, type, id) => send(s, who, 'POST', `${type}/_search`, `_id=${id}`, form),
  'search within': (s, who, type, id) => send(s, who, 'GET', `Patient/pa/${type}?_id=${id}`),
  'search of types': (s, who, type, id) => send(s, who, 'GET', `?_type=${type},Encounter&_id=${id}`),
  batch: (s, who, type, id) => send(s, who, 'POST', '', bundle('batch', 'GET', `${type}/${id}`)),
  transaction: (s, who, type, id) => send(s, who, 'POST', '', bundle('transaction', 'GET', `${type}?_id=${id}`)),
  patch: (s, who, type, id) =>
    send(s, who, 'PATCH', `${type}/${id}`, patch, { 'content-type': 'application/json-patch+json' }),
  delete: (s, who, type, id) => send(s, who, 'DELETE', `${type}/${id}`),
  'delete what meets criteria': (s, who, type, id) =>
    type === 'Binary' ? send(s, who, 'DELETE', `${type}/${id}`) : send(s, who, 'DELETE', `${type}?_id=${id}`),
  'delete in a transaction': (s, who, type, id) =>
    send(s, who, 'POST', '', bundle('transaction', 'DELETE', `${type}/${id}`)),
  validate: (s, who, type, id) => send(s, who, 'GET', `${type}/${id}/$validate?mode=delete`),
};

/** The answer without what differs because the question does. */
const shape = (answer: { statusCode: number; body: string; headers: object }, id: string) => ({
  status: answer.statusCode,
  body: answer.body.replaceAll(id, 'ID'),
  headers: Object.keys(answer.headers).filter((name) => name !== 'content-length'),
});

for (const face of faces) {
  void t.test(
    `[F130] by no way does one patient’s token tell anything of another’s record, at the ${face}`,
    async (t) => {
      const server = await startFhirServer(t, face);
      await storeTwoPatients(server);
      const own = await machineToken(server, 'own', 'patient/*.cruds', 'pa');
      for (const type of [...compartmentTypes, 'Patient']) {
        for (const [name, ask] of Object.entries(ways)) {
          const ids = type === 'Patient' ? ['pb'] : ['ofb', 'ofb-naming-a'];
          for (const id of ids) {
            const there = await ask(server, own, type, id);
            const nowhere = await ask(server, own, type, 'absent');
            if (there.body.includes(markOf('pb'))) t.fail(`${name} shows ${type}/${id}`);
            t.strictSame(shape(there, id), shape(nowhere, 'absent'), `${name} of ${type}/${id}`);
          }
        }
        const key = { type: type as never, id: (type === 'Patient' ? 'pb' : 'ofb') as never };
        t.notOk((await server.journal.records.read(key))?.deleted, `${type} of the other is as it was`);
      }
    },
  );

  void t.test(`[F130] one patient’s token shows what is theirs, at the ${face}`, async (t) => {
    const server = await startFhirServer(t, face);
    await storeTwoPatients(server);
    const own = await machineToken(server, 'own', 'patient/*.rs', 'pa');
    for (const type of shownTypes) {
      const mark = `${markOf('pa')}${type}`;
      t.match((await send(server, own, 'GET', `${type}/ofa`, undefined, asFhir)).body, mark, `${type} is read`);
      t.match((await send(server, own, 'GET', `${type}?_id=ofa`)).body, mark, `${type} is found`);
      t.match((await send(server, own, 'GET', `${type}/ofa/_history`)).body, mark, `${type} has a history`);
    }
    t.equal((await send(server, own, 'DELETE', 'Observation/ofa')).statusCode, 403, 'as far as its letters go');
  });

  void t.test(
    `[F130] searches of one patient’s token find and include nothing of another, at the ${face}`,
    async (t) => {
      const server = await startFhirServer(t, face);
      await storeTwoPatients(server);
      const own = await machineToken(server, 'own', 'patient/*.rs', 'pa');
      let shown = 0;
      for (const type of [...shownTypes, 'Patient']) {
        const references = [...searchParametersOf(type).values()].filter(({ kind }) => kind === 'reference');
        const reverse = compartmentTypes
          .flatMap((source) => [...searchParametersOf(source).values()].map((parameter) => ({ source, ...parameter })))
          .filter(({ kind, targets }) => kind === 'reference' && targets?.includes(type) === true)
          .map(({ source, name }) => `_revinclude:iterate=${source}:${name}`);
        const forward = references.map(({ name }) => `_include:iterate=${type}:${name}`);
        for (const url of [
          ...[`${type}?_total=accurate`, `${type}?_summary=count`, `${type}?identifier=urn:x|i-pb`],
          ...[`${type}?_include=*&_total=accurate`, `Patient/pa/${type}?_include=*`],
          ...[`${type}?${forward.join('&')}`, `${type}?${reverse.slice(0, 40).join('&')}`],
          ...references.map(({ name }) => `${type}?${name}=Patient/pb&_total=accurate`),
        ]) {
          const { body, statusCode } = await send(server, own, 'GET', url);
          t.equal(statusCode, 200, url);
          shown += body.includes(markOf('pa')) ? 1 : 0;
          if (body.includes(markOf('pb'))) t.fail(url);
          const { total } = JSON.parse(body) as { total?: number };
          if (total !== undefined && total > 1) t.fail(`${url} counts ${total}`);
        }
      }
      t.ok(shown > 100, `${shown} searches show something`);
      for (const url of ['Patient/pa/*', '?_type=Observation,Condition,Patient', 'Patient/pa/$everything']) {
        const { body } = await send(server, own, 'GET', url);
        t.match(body, markOf('pa'), url);
        t.notMatch(body, markOf('pb'), url);
      }
      const lastN = await send(server, own, 'GET', 'Observation/$lastn?subject=Patient/pb&code=urn:x|c');
      t.match(lastN.json(), { total: 0 });
      const person = {
        resourceType: 'Patient',
        name: [{ family: 'Mbarga', given: ['Paul'] }],
        birthDate: '1990-01-01',
      };
      const matched = await send(server, own, 'POST', 'Patient/$match', person);
      t.match(matched.json(), { total: 1 });
      t.notMatch(matched.body, markOf('pb'));
    },
  );

  void t.test(
    `[F130] what would tell by its pages or its criteria is refused to one patient’s token, at the ${face}`,
    async (t) => {
      const server = await startFhirServer(t, face);
      await storeTwoPatients(server);
      const own = await machineToken(server, 'own', 'patient/*.cruds', 'pa');
      const status = async (url: string) => (await send(server, own, 'GET', url)).statusCode;
      for (const url of [
        ...['_history', 'Observation/_history', 'Patient/_history'],
        ...['Observation?performer:Patient.name=Mbarga', 'Observation?subject:Patient.identifier=urn:x|i-pa'],
        ...['Patient?_has:Observation:performer:code=c', 'Encounter?_has:Observation:encounter:code=c'],
        'Observation?has-member:Observation.code=c',
      ]) {
        t.equal(await status(url), 403, url);
      }
      for (const patient of ['pb', 'absent']) {
        t.equal(await status(`Patient/${patient}/$everything`), 404, `$everything of ${patient}`);
        t.equal(await status(`Patient/${patient}/Observation`), 404, `the compartment of ${patient}`);
        t.equal(await status(`Patient/${patient}/*`), 404, `the whole compartment of ${patient}`);
      }
      t.equal(await status('Organization'), 403, 'what is in no compartment');
      for (const [theirs, nobodys] of [
        ['Patient/$ihe-pix?sourceIdentifier=urn:x|i-pb', 'Patient/$ihe-pix?sourceIdentifier=urn:x|i-absent'],
        ['Patient/pb/$summary', 'Patient/absent/$summary'],
        ['Patient/$summary?identifier=urn:x|i-pb', 'Patient/$summary?identifier=urn:x|i-absent'],
      ] as const) {
        const [there, nowhere] = [await send(server, own, 'GET', theirs), await send(server, own, 'GET', nobodys)];
        t.strictSame(shape(there, 'pb'), shape(nowhere, 'absent'), theirs);
        t.ok(there.statusCode >= 400, theirs);
      }
      const summary = await send(server, own, 'GET', 'Patient/pa/$summary');
      t.equal(summary.statusCode, 200);
      t.match(summary.body, markOf('pa'));
      t.notMatch(summary.body, markOf('pb'));
    },
  );
}
