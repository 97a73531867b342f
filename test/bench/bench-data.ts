import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createUuidGenerator, parseResourceId, parseResourceType } from '../../protocol/ids.js';
import { makePerson } from '../../provisioning/demo/population/person.js';
import { generatePopulation } from '../../provisioning/demo/population/population.js';
import { Random } from '../../provisioning/demo/population/random.js';
import { canonicalise } from '../../record/canonical.js';
import { fileResource } from '../../record/filing.js';
import type { FhirObject, ParsedResource } from '../../record/resource.js';

export const presentMilliseconds = Date.parse('2026-11-20T08:00:00Z');

/** What was saved together: at a visit, or in one chunk of an import. */
export type Group = readonly FhirObject[];

/** Synthetic visits of a seed that the dictionary was not built from, in the order of time, as many as are wanted. */
export function makeConsultations(count: number, seed = 'bench'): readonly Group[] {
  const site = { code: '7KD', region: 'Littoral' };
  const patients = Math.ceil(count / 3);
  const groups = [...generatePopulation({ seed, patients, site, startMilliseconds: presentMilliseconds })]
    .flatMap((history) => history.groups)
    .filter((group) => group.kind === 'consultation')
    .sort((left, right) => left.atMilliseconds - right.atMilliseconds)
    .map((group) => group.resources);
  if (groups.length < count) throw new Error('too few visits');
  return groups.slice(0, count);
}

/** Patients only; a population of a hundred thousand. */
export function* makePatients(count: number): Iterable<FhirObject> {
  const root = new Random('bench-patients');
  const regions = ['Littoral', 'Centre', 'Nord', 'Ouest', 'Nord-Ouest'];
  for (let index = 0; index < count; index += 1) {
    const random = root.fork(index);
    yield makePerson(random, {
      regionName: regions[index % regions.length] ?? 'Nord',
      healthId: `7KD-${String(index).padStart(5, '0')}-0`,
      registeredMilliseconds: presentMilliseconds - (count - index) * 1000,
      ageYears: random.integer(0, 85),
    }).resource;
  }
}

/** Synthea's records from the shared data; `undefined` where they are not on this machine. */
export function readSynthea(): readonly Group[] | undefined {
  const folder = fileURLToPath(new URL('../../../shared/data/synthea-10', import.meta.url));
  if (!existsSync(folder)) return undefined;
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ndjson'))
    .flatMap((name) => readFileSync(`${folder}/${name}`, 'utf8').trim().split('\n'))
    .map((line) => [JSON.parse(line) as FhirObject]);
}

/** Made ready for the journal without validation, which has a bench of its own. */
export function makeReady(resource: FhirObject): ParsedResource {
  return {
    type: parseResourceType(resource.resourceType),
    id: parseResourceId(resource.id ?? ''),
    body: canonicalise(JSON.stringify(resource)),
    value: resource,
    filing: fileResource(resource),
  };
}

/** The same visit again, under new ids: as fresh as the first. */
export function renewIds(group: Group, newId: () => string): Group {
  let text = JSON.stringify(group);
  for (const { id } of group) text = text.replaceAll(id ?? '', newId());
  return JSON.parse(text) as Group;
}

export function newIdGenerator(): () => string {
  const random = new Random(`ids ${process.hrtime.bigint()}`);
  return createUuidGenerator({ now: Date.now, randomBytes: (length) => random.bytes(length) });
}
