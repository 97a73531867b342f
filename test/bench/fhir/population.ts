import { closeSync, createReadStream, openSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Random } from '../../../provisioning/demo/population/random.js';
import { localDateTime } from '../../../record/date-time.js';
import type { FhirObject } from '../../../record/resource.js';
import { makeConsultations, makePatients, presentMilliseconds } from '../bench-data.js';

/** A hospital's records in a file, a resource a line, patients before what is about them. */
export interface Population {
  readonly file: string;
  readonly resources: number;
  /** Some of each type, drawn evenly; what requests ask for. */
  readonly sample: ReadonlyMap<string, readonly FhirObject[]>;
}

const resourcesPerPatient = 25;
const sampleOfType = 500;
const yearsBack = 3;
const millisecondsPerYear = 365 * 86_400_000;
const chunkCharacters = 4_000_000;
const uuids = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const moments = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+01:00/g;

/** Writes a population of this many resources: synthetic people, and visits of other seeds than the dictionary's, spread over three years. */
export function writePopulation(file: string, resources: number): Population {
  const written = new LinesWriter(file);
  const sampler = new Sampler();
  const keep = (text: string, type: string) => {
    written.write(text);
    sampler.offer(type, text);
  };
  const patients = [...makePatients(Math.max(1, Math.round(resources / resourcesPerPatient)))];
  for (const patient of patients) keep(JSON.stringify(patient), 'Patient');
  const visits = makeConsultations(500).map((group) => group.map(templateOf));
  const random = new Random('bench-fhir');
  for (let index = 0; written.lines < resources; index += 1) {
    const patient = patients[random.integer(0, patients.length - 1)]?.id ?? '';
    const time = localDateTime(presentMilliseconds - Math.floor(random.fraction() * yearsBack * millisecondsPerYear));
    const own = index.toString(16).padStart(8, '0');
    for (const { type, text } of visits[index % visits.length] ?? []) {
      keep(text.replaceAll(uuids, (id) => ownId(id, own, patient)).replaceAll(moments, time), type);
    }
  }
  written.close();
  return { file, resources: written.lines, sample: sampler.sample };
}

/** The resources of a population's file, in its order. */
export async function* readPopulation(file: string): AsyncIterable<FhirObject> {
  for await (const line of createInterface({ input: createReadStream(file) })) yield JSON.parse(line) as FhirObject;
}

interface Template {
  readonly type: string;
  readonly text: string;
}

/** Where a template speaks of its patient stands this id; no generator gives it. */
const patientMark = '00000000-0000-0000-0000-000000000000';

function templateOf(resource: FhirObject): Template {
  const text = JSON.stringify(resource);
  return {
    type: resource.resourceType,
    text: text.replaceAll(/"Patient\/[0-9a-f-]{36}"/g, `"Patient/${patientMark}"`),
  };
}

/** The same id in the same visit; another in each other one. */
function ownId(id: string, visit: string, patient: string): string {
  if (id === patientMark) return patient;
  return `${visit}${id.slice(8)}`;
}

class LinesWriter {
  readonly #descriptor: number;
  #waiting = '';
  lines = 0;

  constructor(file: string) {
    this.#descriptor = openSync(file, 'wx', 0o600);
  }

  write(line: string): void {
    this.#waiting += `${line}\n`;
    this.lines += 1;
    if (this.#waiting.length >= chunkCharacters) this.#flush();
  }

  close(): void {
    this.#flush();
    closeSync(this.#descriptor);
  }

  #flush(): void {
    writeSync(this.#descriptor, this.#waiting);
    this.#waiting = '';
  }
}

/** Draws evenly from what passes by (Vitter 1985, algorithm R). */
class Sampler {
  readonly sample = new Map<string, FhirObject[]>();
  readonly #seen = new Map<string, number>();
  readonly #random = new Random('bench-fhir-sample');

  offer(type: string, text: string): void {
    const seen = (this.#seen.get(type) ?? 0) + 1;
    this.#seen.set(type, seen);
    const kept = this.sample.get(type) ?? [];
    this.sample.set(type, kept);
    const place = seen <= sampleOfType ? seen - 1 : this.#random.integer(0, seen - 1);
    if (place < sampleOfType) kept[place] = JSON.parse(text) as FhirObject;
  }
}
