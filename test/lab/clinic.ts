import { createInterface } from 'node:readline';
import { createSystemUuidGenerator } from '../../protocol/ids.js';
import type { LinkCauseCode } from '../../protocol/links/link-causes.js';
import { fetchSummary, readBootstrap } from './asked-records.js';

/** A change that a person was told is saved. */
export interface Acknowledged {
  readonly type: string;
  readonly id: string;
  readonly versionId: string;
  /** As it came back. */
  readonly body: string;
}

/** A link as the site shows it to its staff. */
export interface SeenLink {
  readonly name: string;
  readonly state: string;
  readonly cause: LinkCauseCode;
  readonly inUse: boolean;
}

/** What the site said of its links, and from when on. */
export interface SeenLinks {
  readonly atMilliseconds: number;
  readonly links: readonly SeenLink[];
}

/** What it answers to each command. */
export interface ClinicAnswer {
  readonly metrics?: string;
  /** As they are now. */
  readonly links?: readonly SeenLink[];
  /** From the question until the summary could be read. */
  readonly milliseconds?: number;
  /** How far the site is with what it had before; null: it has all. */
  readonly bootstrap?: string | null;
  readonly report?: {
    readonly acknowledged: readonly Acknowledged[];
    readonly failed: number;
    /** Each time that they looked different. */
    readonly seen: readonly SeenLinks[];
  };
}

export type ClinicCommand =
  | { readonly write: 'urgent'; readonly everyMilliseconds: number }
  | { readonly write: 'nothing' }
  | { readonly fetch: string }
  /** Patients who were there before. */
  | { readonly had: readonly string[] }
  | { readonly ask: 'metrics' | 'links' | 'report' };

/** How often somebody looks at the links. */
const lookMilliseconds = 100;

/**
 * Somebody at a workstation of the site, in the site's namespace: registers a patient, writes allergies over the FHIR API
 * while it is told to, keeps what the site acknowledged, and watches what it says of its links. Arguments: base URL, token,
 * the patient's id. Commands come as lines of JSON.
 */
const [base = '', token = '', patient = ''] = process.argv.slice(2);
const authorization = `Bearer ${token}`;
const newId = createSystemUuidGenerator();
const acknowledged: Acknowledged[] = [];
const seen: SeenLinks[] = [];
let failed = 0;
let timer: NodeJS.Timeout | undefined;
let underWay: Promise<void> = Promise.resolve();
let looking = false;
const watch = setInterval(() => void look(), lookMilliseconds);
await register();
process.stdout.write('{"ready":true}\n');

for await (const line of createInterface(process.stdin)) {
  const answer = await obey(JSON.parse(line) as ClinicCommand).catch((): ClinicAnswer => ({}));
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
clearInterval(timer);
clearInterval(watch);

async function obey(command: ClinicCommand): Promise<ClinicAnswer> {
  if ('write' in command) {
    clearInterval(timer);
    if (command.write === 'urgent') timer = setInterval(writeOne, command.everyMilliseconds);
    await underWay;
    return {};
  }
  if ('fetch' in command) return { milliseconds: await fetchSummary({ base, authorization }, command.fetch) };
  if ('had' in command) return answerOf(await readBootstrap({ base, authorization }, command.had));
  if (command.ask === 'links') return { links: await readLinks() };
  if (command.ask === 'report') return { report: { acknowledged, failed, seen } };
  // The site's own counters, as Prometheus reads them.
  return { metrics: await (await fetch(`${base}/metrics`)).text() };
}

function answerOf(bootstrap: string | null | undefined): ClinicAnswer {
  return bootstrap === undefined ? {} : { bootstrap };
}

/** A site that starts again is asked again a little later. */
async function look(): Promise<void> {
  if (looking) return;
  looking = true;
  const links = await readLinks().catch(() => undefined);
  looking = false;
  if (links === undefined || isSame(links, seen.at(-1)?.links)) return;
  seen.push({ atMilliseconds: Date.now(), links });
}

async function readLinks(): Promise<readonly SeenLink[]> {
  const answer = await fetch(`${base}/api/sync`, { headers: { authorization } });
  const { links } = (await answer.json()) as { readonly links: readonly SeenLink[] };
  return links.map(({ name, state, cause, inUse }) => ({ name, state, cause, inUse }));
}

function isSame(links: readonly SeenLink[], before: readonly SeenLink[] | undefined): boolean {
  return JSON.stringify(links) === JSON.stringify(before);
}

function writeOne(): void {
  underWay = underWay.then(put).catch(() => {
    failed += 1;
  });
}

/** Whom somebody registers they care for (rule R25). */
async function register(): Promise<void> {
  const answer = await fetch(`${base}/fhir/Patient/${patient}`, {
    method: 'PUT',
    headers: { authorization, 'content-type': 'application/fhir+json' },
    body: JSON.stringify({ resourceType: 'Patient', id: patient }),
  });
  if (!answer.ok) throw new Error(`${answer.status}`);
}

async function put(): Promise<void> {
  const id = newId();
  const code = 'http://terminology.hl7.org/CodeSystem/allergyintolerance';
  const answer = await fetch(`${base}/fhir/AllergyIntolerance/${id}`, {
    method: 'PUT',
    headers: { authorization, 'content-type': 'application/fhir+json' },
    body: JSON.stringify({
      ...{ resourceType: 'AllergyIntolerance', id, criticality: 'high', code: { text: `Lab ${acknowledged.length}` } },
      clinicalStatus: { coding: [{ system: `${code}-clinical`, code: 'active' }] },
      verificationStatus: { coding: [{ system: `${code}-verification`, code: 'confirmed' }] },
      patient: { reference: `Patient/${patient}` },
    }),
  });
  const body = await answer.text();
  if (!answer.ok) throw new Error(`${answer.status}`);
  const { meta } = JSON.parse(body) as { meta: { versionId: string } };
  acknowledged.push({ type: 'AllergyIntolerance', id, versionId: meta.versionId, body });
}
