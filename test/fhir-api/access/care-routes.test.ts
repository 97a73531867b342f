import t, { type Test } from 'tap';
import { recordEvent, viewOf } from '../../../edge-agent/http/site-routes.js';
import { parseResourceId, parseResourceType } from '../../../protocol/ids.js';
import { mayDo } from '../../../record/access.js';
import {
  caredTypes,
  isTreatedBy,
  type ToldPatient,
  type TreatingRole,
  tellPatients,
  treatingRoles,
} from '../../support/care-facts-world.js';
import { bring } from '../../support/care-world.js';
import { type FhirServer, send, startFhirServer } from '../../support/fhir-server.js';
import type { SearchBundle } from '../../support/search-faces.js';
import { seededRandom } from '../../support/seeded-random.js';

t.setTimeout(600_000);

const patientsEach = 6;
const asExport = { prefer: 'respond-async', accept: 'application/fhir+json' };

interface World {
  readonly server: FhirServer;
  readonly patients: readonly ToldPatient[];
}

/** What somebody asks, and what they ask it of. */
interface Asking extends World {
  readonly role: TreatingRole;
  readonly type: string;
}

async function startWorld(t: Test, seed: number): Promise<World> {
  const server = await startFhirServer(t, 'site', undefined, { isCareAsked: true });
  const patients = tellPatients(seededRandom(seed), patientsEach, server.clock.milliseconds);
  await bring(server, ...patients.flatMap(({ resources }) => resources));
  return { server, patients };
}

/** Each seed is a hospital with other patients; a role, a kind and a way never show more or less than the rule says. */
for (const seed of [1, 2]) {
  t.test(`[R1][R25] every way shows to every role what the rule says, and nothing else (seed ${seed})`, async (t) => {
    const world = await startWorld(t, seed);
    for (const role of treatingRoles) {
      for (const type of caredTypes.filter((each) => mayDo(role, each, 'read'))) {
        const asking = { ...world, role, type };
        t.strictSame(await singly(asking), [], `${role} ${type} by itself`);
        t.strictSame(await searched(asking), [], `${role} ${type} in searches`);
        t.strictSame(await ofPatients(asking), [], `${role} ${type} by way of the patient`);
      }
      t.strictSame(await wholly({ ...world, role, type: '' }), [], `${role}: all at once`);
    }
  });
}

const get = ({ server, role }: Asking, url: string) => send(server, role, 'GET', url);
const keyOf = ({ type }: Asking, { id }: ToldPatient) => `${id}-${type}`;
const isShown = ({ role }: Asking, patient: ToldPatient) => isTreatedBy(role, patient);

/** Ids of a type among the matches, or among what was included. */
async function found(asking: Asking, url: string, mode = 'match'): Promise<readonly string[]> {
  const { entry = [] } = (await get(asking, url)).json() as SearchBundle;
  const kept = entry.filter((each) => each.search.mode === mode && each.resource.resourceType === asking.type);
  return kept.map(({ resource }) => resource.id).sort();
}

/** Reads: what is not shown answers as what was never there, to the letter. */
async function singly(asking: Asking): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const patient of asking.patients) {
    const id = keyOf(asking, patient);
    for (const way of [`${asking.type}/ID`, `${asking.type}/ID/_history`, `/api/delivery/${asking.type}/ID`]) {
      const [answer, never] = [await get(asking, way.replace('ID', id)), await get(asking, way.replace('ID', 'never'))];
      const isRight = isShown(asking, patient)
        ? answer.statusCode === 200
        : answer.statusCode === 404 && answer.body === never.body.replaceAll('never', id);
      if (!isRight) wrong.push(`${way} ${patient.id} (${patient.story.kind}) ${answer.statusCode}`);
    }
  }
  return wrong;
}

async function searched(asking: Asking): Promise<readonly string[]> {
  const { type } = asking;
  const expected = asking.patients
    .filter((each) => isShown(asking, each))
    .flatMap(({ resources }) => resources.filter(({ resourceType }) => resourceType === type).map(({ id }) => id))
    .sort();
  const wrong: string[] = [];
  const same = (way: string, ids: readonly string[]) => {
    if (JSON.stringify(ids) !== JSON.stringify(expected))
      wrong.push(`${way}: ${ids.join(' ')} not ${expected.join(' ')}`);
  };
  for (const more of ['', '&_sort=-_lastUpdated', '&_sort=_id', '&_elements=id', '&_lastUpdated=gt2000']) {
    same(more, await found(asking, `${type}?_count=200${more}`));
  }
  same('_type', await found(asking, `?_type=${type}&_count=200`));
  for (const total of ['_summary=count', '_total=accurate&_count=1']) {
    const { total: told } = (await get(asking, `${type}?${total}`)).json() as SearchBundle;
    if (told !== expected.length) wrong.push(`${total}: ${told} not ${expected.length}`);
  }
  const pages: string[] = [];
  for (let url: string | undefined = `${type}?_count=2`; url !== undefined; ) {
    const page = (await get(asking, url.replace('http://localhost:80', ''))).json() as SearchBundle;
    pages.push(
      ...(page.entry ?? []).filter(({ search }) => search.mode === 'match').map(({ resource }) => resource.id),
    );
    url = page.link.find(({ relation }) => relation === 'next')?.url;
  }
  same('pages', pages.sort());
  if ((await get(asking, `${type}/_history`)).statusCode !== 403) wrong.push('the history of the type');
  const exported = await send(asking.server, asking.role, 'GET', `$export?_type=${type}`, undefined, asExport);
  if (exported.statusCode !== 403) wrong.push('the export of the type');
  return wrong;
}

/** Chains, conditions on what points at the patient, and what comes along with them; and what is told of it (rule R23). */
async function ofPatients(asking: Asking): Promise<readonly string[]> {
  const { type } = asking;
  const wrong: string[] = [];
  for (const patient of asking.patients) {
    const id = keyOf(asking, patient);
    const shown = isShown(asking, patient);
    const filed = patient.resources.filter(({ resourceType }) => resourceType === type).length;
    const check = (way: string, isThere: boolean) => {
      if (isThere !== shown) wrong.push(`${way} ${patient.id} (${patient.story.kind}): ${isThere}`);
    };
    const family = `Family${patient.id.slice(1)}`;
    const chained = type === 'Provenance' ? [] : await found(asking, `${type}?patient.name=${family}&_count=99`);
    if (type !== 'Provenance') check('chain', chained.includes(id));
    const having = await get(asking, `Patient?_has:${type}:${type === 'Provenance' ? 'target' : 'patient'}:_id=${id}`);
    check('_has', having.body.includes(`"id":"${patient.id}"`));
    const along = `Patient?_id=${patient.id}&_revinclude=${type}:*&_count=99`;
    check('_revinclude', (await found(asking, along, 'include')).includes(id));
    check('compartment', (await found(asking, `Patient/${patient.id}/${type}?_count=99`)).includes(id));
    check(
      'everything',
      (await get(asking, `Patient/${patient.id}/$everything?_count=200`)).body.includes(`"id":"${id}"`),
    );
    const told = /(\d+) restricted item/.exec((await get(asking, `Patient/${patient.id}/${type}`)).body)?.[1] ?? '0';
    if (Number(told) !== (shown ? 0 : filed)) wrong.push(`told ${told} of ${filed}: ${patient.id} ${shown}`);
  }
  return wrong;
}

/** What is made of many records at once, and what is said of them as they change. */
async function wholly(asking: Asking): Promise<readonly string[]> {
  const { server, patients, role } = asking;
  const wrong: string[] = [];
  for (const patient of patients) {
    const shown = isShown(asking, patient);
    const secret = `secret-of-${patient.id}-`;
    const ways = ['$summary', '$everything', '*'].map((way) => `Patient/${patient.id}/${way}`);
    for (const way of [...ways, `Observation/$lastn?patient=${patient.id}`, `Condition?code=${secret}`]) {
      const { body } = await get(asking, way);
      const isThere = body.replaceAll(`code=${secret}`, '').includes(secret);
      if (isThere && !shown) wrong.push(`${way} (${patient.story.kind})`);
      if (!isThere && shown && way.endsWith('$everything')) wrong.push(`${way} is empty`);
    }
    const touched = caredTypes
      .filter((type) => mayDo(role, type, 'read'))
      .map((type) => ({ type: parseResourceType(type), id: parseResourceId(`${patient.id}-${type}`) }));
    const ground = { ...server.journal, now: () => server.clock.milliseconds };
    const event = await recordEvent(ground, { source: 'remote', touched });
    const who = { role, name: role, displayName: role, author: `Practitioner/${role}`, expiresMilliseconds: 1 };
    const heard = (viewOf(event, who)?.data as { touched: unknown[] } | undefined)?.touched.length ?? 0;
    if (heard !== (shown ? touched.length : 0))
      wrong.push(`live events ${patient.id} (${patient.story.kind}): ${heard}`);
  }
  const { body } = await get(asking, '_history?_count=200');
  if (body.includes('secret-of-')) wrong.push('the history of all');
  return wrong;
}
