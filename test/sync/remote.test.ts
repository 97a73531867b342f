import t, { type Test } from 'tap';
import { findCandidates } from '../../central-hub/remote/find-candidates.js';
import { limits } from '../../protocol/limits.js';
import type { Candidate } from '../../protocol/remote-ask.js';
import { readAudit } from '../support/programs-audit.js';
import { type NetworkSite, startNetwork } from '../support/programs-network.js';
import { ask, tokenOf, watchLive } from '../support/programs-people.js';
import { entryOf, eventually, readRecord, writeObservation, writePatient } from '../support/programs-records.js';

const purpose = 'treatment';
const unknownPatient = '019a0000-0000-7000-8000-00000000dead';

interface Found {
  readonly id: string;
  readonly state: string;
  readonly candidates: readonly Candidate[];
}

async function twoSites(t: Test) {
  const network = await startNetwork(t, ['Garoua', 'Douala']);
  const [garoua, douala] = network.sites;
  if (garoua === undefined || douala === undefined) throw new Error('sites');
  const post = (token: string, path: string, json: object) =>
    ask(douala.edge.httpPort, path, { token, method: 'POST', json });
  return { network, garoua, douala, post };
}

const remoteTrail = async (dir: string) => (await readAudit(dir)).filter(({ action }) => action.startsWith('remote-'));

/** A patient of the first site with an allergy, at the hub and found by its search rows. */
async function knownPatient(site: NetworkSite, hub: { readonly journal: NetworkSite['edge']['journal'] }) {
  const { journal } = site.edge;
  const patient = await writePatient(journal, 'Ngo’o');
  const allergy = {
    resourceType: 'AllergyIntolerance',
    id: '019a0000-0000-7000-8000-00000000a11e',
    clinicalStatus: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' }],
    },
    code: { text: 'Pénicilline' },
    patient: { reference: `Patient/${patient}` },
  };
  const person = {
    resourceType: 'Patient',
    id: patient,
    name: [{ family: 'Ngo’o', given: ['Éliane'] }],
    birthDate: '1990-05-17',
  };
  await journal.records.commitBundle({ author: 'Practitioner/test', entries: [person, allergy].map(entryOf) });
  const observation = await writeObservation(journal, patient, 'fièvre');
  await eventually('at the hub', () => readRecord(hub.journal, 'Observation', observation));
  // The rows that a search reads come behind the commit.
  const named = { family: 'Ngo’o', given: 'Éliane', birthDate: '', healthId: '', nationalId: '' };
  await eventually('found there', async () => (await findCandidates(hub.journal.records, named)).length > 0);
  return { patient, allergy: allergy.id, observation };
}

t.test('[F8] a patient of another hospital is found at the hub, and who asked is told and audited', async (t) => {
  const { network, garoua, douala, post } = await twoSites(t);
  const { patient } = await knownPatient(garoua, network.hub);
  const nurse = await tokenOf(douala.dir, 'nurse');
  const doctor = await tokenOf(douala.dir, 'doctor');
  const [hers, others] = [
    await watchLive(t, douala.edge.httpPort, nurse),
    await watchLive(t, douala.edge.httpPort, doctor),
  ];
  const { body } = await post(nurse, '/api/remote/search', { family: 'NGO', given: 'elia', purpose });
  const found = body as Found;
  t.equal(found.state, 'answered');
  const shown = { healthId: '', family: 'Ngo’o', given: 'Éliane', gender: '', birthDate: '1990-05-17' };
  t.same(found.candidates, [{ patient, ...shown, site: garoua.code }]);
  t.equal(await readRecord(douala.edge.journal, 'Patient', patient), undefined, 'looking brings nothing here');
  const remoteEvents = (events: typeof hers) => events.filter(({ event }) => event === 'remote');
  await eventually('her browser is told', () => remoteEvents(hers).some(({ data }) => (data as Found).id === found.id));
  t.same(remoteEvents(others), [], 'a question is its author’s');

  const subject = `Patient/${patient}`;
  const trail = await remoteTrail(douala.dir);
  t.match(trail.at(-1), { action: 'remote-search treatment answered', subject, outcome: 'done' });
  const hubTrail = await remoteTrail(network.hubDir);
  t.match(hubTrail.at(-1), { action: 'remote-search treatment', subject, outcome: 'done' });
  t.ok(hubTrail.at(-1)?.author.startsWith(`${douala.code} `));
  t.notMatch(JSON.stringify([trail, hubTrail]), /Ngo|liane|1990/i, 'no content');
});

t.test('[F9][F10] a fetched record is a dated copy, and becomes one’s own by a write', async (t) => {
  const { network, garoua, douala, post } = await twoSites(t);
  const { patient, allergy, observation } = await knownPatient(garoua, network.hub);
  const nurse = await tokenOf(douala.dir, 'nurse');
  const copy = async () => (await ask(douala.edge.httpPort, `/api/remote/copy/${patient}`, { token: nurse })).body;
  t.same(await copy(), { interest: 'none', asOf: null, state: null });
  const before = Date.now();
  t.match(await post(nurse, '/api/remote/patients', { patient, purpose }), { body: { state: 'answered' } });
  await eventually('the copy is whole', async () => ((await copy()) as { state: string }).state === 'complete');
  const ids = { AllergyIntolerance: allergy, Observation: observation, Patient: patient };
  for (const [type, id] of Object.entries(ids)) {
    const here = await readRecord(douala.edge.journal, type, id);
    t.same(here, await readRecord(network.hub.journal, type, id), type);
  }
  const { asOf } = (await copy()) as { asOf: number };
  t.ok(asOf >= before - 1000 && asOf <= Date.now(), 'dated');
  const later = await writeObservation(garoua.edge.journal, patient, 'guérie');
  await eventually('at the hub', () => readRecord(network.hub.journal, 'Observation', later));
  t.equal(await readRecord(douala.edge.journal, 'Observation', later), undefined, 'a copy does not follow');

  const own = await writeObservation(douala.edge.journal, patient, 'vue à Douala');
  t.match(await copy(), { interest: 'own', asOf: null });
  await eventually('what was missing comes', () => readRecord(douala.edge.journal, 'Observation', later));
  await eventually('and the first site hears of it', () => readRecord(garoua.edge.journal, 'Observation', own));
  for (const dir of [douala.dir, network.hubDir]) {
    const subject = `Patient/${patient}`;
    t.match(
      (await remoteTrail(dir)).find((row) => row.action === 'remote-patient treatment'),
      { subject, outcome: 'done' },
    );
  }
});

t.test('[F11] asked without a link, a question waits, and is answered when the link is back', async (t) => {
  const { network, garoua, douala, post } = await twoSites(t);
  const { patient } = await knownPatient(garoua, network.hub);
  const doctor = await tokenOf(douala.dir, 'doctor');
  const nurse = await tokenOf(douala.dir, 'nurse');
  for (const relay of douala.relays.values()) relay.setCut('refuse');
  await eventually('cut off', () => douala.edge.engine.links.active === undefined);
  const asked = (await post(doctor, '/api/remote/patients', { patient, purpose: 'emergency' })).body as Found;
  t.equal(asked.state, 'waiting');
  const list = async (token: string) =>
    (await ask(douala.edge.httpPort, '/api/remote', { token })).body as {
      requests: readonly { id: string; state: string }[];
    };
  t.match(await list(doctor), { requests: [{ id: asked.id, state: 'waiting', purpose: 'emergency', patient }] });
  t.same(await list(nurse), { requests: [] }, 'a question is its author’s');
  await douala.restart();
  for (const relay of douala.relays.values()) relay.setCut(undefined);
  await eventually('answered', async () => (await list(doctor)).requests[0]?.state === 'answered', 40_000);
  await eventually('here', () => readRecord(douala.edge.journal, 'Patient', patient));
});

t.test(
  '[F8][F11] a wrong purpose, a role that may not, a patient whom nobody knows, too many questions: refused, nothing changed',
  async (t) => {
    const { network, garoua, douala, post } = await twoSites(t);
    const { patient } = await knownPatient(garoua, network.hub);
    const nurse = await tokenOf(douala.dir, 'nurse');
    const admin = await tokenOf(douala.dir, 'admin');
    const refused = async (token: string, path: string, json: object) => {
      const { status, body } = await post(token, path, json);
      return [status, JSON.stringify(body).match(/"code":"([a-z-]+)"/)?.[1] ?? JSON.stringify(body)];
    };
    const named = { family: 'Ngo’o', given: 'Éliane' };
    t.same((await refused(nurse, '/api/remote/search', { ...named, purpose: 'curiosity' }))[0], 400);
    t.same((await refused(nurse, '/api/remote/search', named))[0], 400);
    t.same((await refused(nurse, '/api/remote/search', { family: 'Ngo’o', purpose }))[0], 400);
    t.same((await refused(nurse, '/api/remote/patients', { patient: 'not an id', purpose }))[0], 400);
    t.same((await refused(admin, '/api/remote/search', { ...named, purpose }))[0], 403);
    t.same((await refused(admin, '/api/remote/patients', { patient, purpose }))[0], 403);
    t.equal((await ask(douala.edge.httpPort, `/api/remote/copy/${patient}`, { token: admin })).status, 403);
    t.same((await refused(nurse, '/api/remote/patients', { patient: unknownPatient, purpose }))[0], 404);
    for (const path of ['/api/remote', `/api/remote/copy/${patient}`]) {
      t.equal((await ask(douala.edge.httpPort, path)).status, 401);
    }
    t.equal(
      (await ask(douala.edge.httpPort, '/api/remote/search', { method: 'POST', json: { ...named, purpose } })).status,
      401,
    );
    t.equal(await readRecord(douala.edge.journal, 'Patient', patient), undefined);
    const trail = (await readAudit(douala.dir)).filter(
      ({ action, outcome }) => action.startsWith('remote-') && outcome === 'refused',
    );
    t.ok(trail.length >= 6, 'each refusal is in the audit');

    const statuses: number[] = [];
    for (let count = 0; count < limits.remoteAsksPerAuthorMax; count += 1) {
      statuses.push((await post(nurse, '/api/remote/search', { ...named, purpose })).status);
    }
    t.ok(statuses.includes(200) && statuses.at(-1) === 429, 'so many a minute, then no more');
    t.equal(network.hub.journal.counts().concurrent, 0);
  },
);
