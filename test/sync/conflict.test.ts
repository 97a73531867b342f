import { isDeepStrictEqual } from 'node:util';
import t from 'tap';
import type { Journal } from '../../journal/open.js';
import { parseResourceId, parseResourceType } from '../../protocol/ids.js';
import { type NetworkSite, startNetwork } from '../support/programs-network.js';
import { ask, tokenOf } from '../support/programs-people.js';
import { entryOf, eventually, readRecord, writePatient, writeReferral } from '../support/programs-records.js';

const clinicalSystem = 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical';

const write = (journal: Journal, resource: object) =>
  journal.records.commitBundle({ author: 'Practitioner/test', entries: [entryOf(resource)] });

function cut(sites: readonly NetworkSite[], mode: 'refuse' | undefined): void {
  for (const { relays } of sites) for (const relay of relays.values()) relay.setCut(mode);
}

async function contentOf(journal: Journal, type: string, id: string) {
  const version = await readRecord(journal, type, id);
  return version === undefined ? undefined : (JSON.parse(version.body) as { [element: string]: unknown });
}

/** Whether one address stands with what each hospital changed of it. */
function isMerged({ address }: { [element: string]: unknown }): boolean {
  const merged = [{ use: 'home', line: ['Rue 12'], city: 'Pitoa', district: 'Akwa', country: 'CM' }];
  return isDeepStrictEqual(address, merged);
}

interface Line {
  readonly task: string;
  readonly patient: string;
  readonly priority: string;
}

/** Two sites that changed the same patient and allergy while they were cut off, and are connected again. */
async function editedApart(t: Parameters<typeof startNetwork>[0]) {
  const network = await startNetwork(t, ['Garoua', 'Douala']);
  const [garoua, douala] = network.sites;
  if (garoua === undefined || douala === undefined) throw new Error('sites');
  const [a, b] = [garoua.edge.journal, douala.edge.journal];
  const id = await writePatient(a, 'Ngono');
  const home = { use: 'home', line: ['Rue 12'], city: 'Garoua', country: 'CM' };
  const person = { resourceType: 'Patient', id, name: [{ family: 'Ngono' }], address: [home] };
  const allergy = (clinical: string, criticality: string) => ({
    ...{ resourceType: 'AllergyIntolerance', id: 'al', patient: { reference: `Patient/${id}` }, criticality },
    clinicalStatus: { coding: [{ system: clinicalSystem, code: clinical }] },
    code: { text: 'Pénicilline' },
  });
  await write(a, person);
  await write(a, allergy('active', 'low'));
  await writeReferral(a, id, douala.code);
  await eventually('the allergy at the second site', () => readRecord(b, 'AllergyIntolerance', 'al'));
  await eventually('the address, too', async () => (await contentOf(b, 'Patient', id))?.['address']);

  cut(network.sites, 'refuse');
  await eventually('both are cut off', () =>
    network.hub.metrics.metrics.text().then((text) => !/_connected.*1$/m.test(text)),
  );
  await write(a, { ...person, address: [{ ...home, city: 'Pitoa' }] });
  await write(b, {
    ...{ ...person, address: [{ ...home, district: 'Akwa' }] },
    telecom: [{ system: 'phone', use: 'mobile', value: '+237 6 00 00 00 00' }],
  });
  const [resolved] = await write(a, allergy('resolved', 'low'));
  const [worse] = await write(b, allergy('active', 'high'));
  cut(network.sites, undefined);

  return { network, id, resolved, worse };
}

t.test(
  '[M7][M8][M12][M14][M16] cut, edit parts of one address, telephone and allergy apart, heal: merged, one question',
  async (t) => {
    const { network, id, resolved, worse } = await editedApart(t);
    const [a, b] = network.sites.map(({ edge }) => edge.journal);
    if (a === undefined || b === undefined) throw new Error('sites');
    const journals = [a, b, network.hub.journal];
    for (const journal of journals) {
      await eventually(
        'merged',
        async () => {
          const [patient, al] = [
            await contentOf(journal, 'Patient', id),
            await readRecord(journal, 'AllergyIntolerance', 'al'),
          ];
          return patient?.['telecom'] && isMerged(patient) && al?.author === 'carnet:merge' && al;
        },
        40_000,
      );
      t.match(await contentOf(journal, 'AllergyIntolerance', 'al'), {
        clinicalStatus: { coding: [{ code: 'active' }] },
        criticality: 'high',
      });
    }

    const tokens = await Promise.all(network.sites.map(({ dir }) => tokenOf(dir, 'doctor')));
    const ports = network.sites.map(({ edge }) => edge.httpPort);
    const questionsAt = async (site: number) => {
      const answer = await ask(ports[site], '/api/conflicts', { token: tokens[site] ?? '' });
      return (answer.body as { conflicts: Line[] }).conflicts;
    };
    const [question] = await eventually('one question', async () => {
      const [mine, theirs] = [await questionsAt(0), await questionsAt(1)];
      return mine.length === 1 && theirs.length === 1 && mine;
    });
    t.match(question, { patient: id, priority: 'urgent', resource: { type: 'AllergyIntolerance', id: 'al' } });
    const path = `/api/conflicts/${question?.task}`;
    const shown = (await ask(ports[1], path, { token: tokens[1] ?? '' })).body as {
      current: { versionId: string };
    };
    t.match(shown, {
      versions: [{ versionId: resolved?.versionId }, { versionId: worse?.versionId }].sort((left, right) =>
        String(left.versionId) < String(right.versionId) ? 1 : -1,
      ),
      paths: [{ path: 'clinicalStatus', cautious: worse?.versionId }],
    });

    const choices = [{ group: 'clinicalStatus', versionId: resolved?.versionId }];
    const stale = { versionId: resolved?.versionId, choices };
    t.equal(
      (await ask(ports[1], `${path}/decision`, { token: tokens[1] ?? '', method: 'POST', json: stale })).status,
      412,
    );
    const decision = { versionId: shown.current.versionId, choices };
    t.equal(
      (await ask(ports[1], `${path}/decision`, { token: tokens[1] ?? '', method: 'POST', json: decision })).status,
      200,
    );
    await eventually('closed at both', async () => (await questionsAt(0)).length + (await questionsAt(1)).length === 0);
    for (const journal of journals) {
      await eventually('decided', async () =>
        /resolved/.test(JSON.stringify(await contentOf(journal, 'AllergyIntolerance', 'al'))),
      );
      const key = { type: parseResourceType('AllergyIntolerance'), id: parseResourceId('al') };
      const { versions } = await journal.records.history({ ...key, count: 50 });
      t.equal(versions.length, 5, 'the first, both edits, the merge and the decision are all reachable');
      for (const version of versions) t.same(await journal.records.readVersion(key, version.versionId), version);
      t.equal(journal.counts().concurrent, 0);
    }
    const { versions: tasks } = await network.hub.journal.records.history({
      ...{ type: parseResourceType('Task'), count: 50 },
    });
    t.equal(new Set(tasks.map((task) => task.id)).size, 1, 'no new question arises from the decision');
  },
);
