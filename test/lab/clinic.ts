import { createInterface } from 'node:readline';
import { createSystemUuidGenerator } from '../../protocol/ids.js';

/** A change that a person was told is saved. */
export interface Acknowledged {
  readonly type: string;
  readonly id: string;
  readonly versionId: string;
  /** As it came back. */
  readonly body: string;
}

/** What it answers to each command. */
export interface ClinicAnswer {
  readonly acknowledged: readonly Acknowledged[];
  readonly failed: number;
  readonly metrics?: string;
}

export type ClinicCommand =
  | { readonly write: 'urgent'; readonly everyMilliseconds: number }
  | { readonly write: 'nothing' }
  | { readonly metrics: true };

/**
 * Somebody at a workstation of the site, in the site's namespace: writes allergies over the FHIR API while it is told
 * to, and keeps what the site acknowledged. Arguments: base URL, token. Commands come as lines of JSON.
 */
const [base = '', token = '', patient = ''] = process.argv.slice(2);
const newId = createSystemUuidGenerator();
const acknowledged: Acknowledged[] = [];
let failed = 0;
let timer: NodeJS.Timeout | undefined;
let underWay: Promise<void> = Promise.resolve();
process.stdout.write('{"ready":true}\n');

for await (const line of createInterface(process.stdin)) {
  const command = JSON.parse(line) as ClinicCommand;
  if ('write' in command) {
    clearInterval(timer);
    if (command.write === 'urgent') timer = setInterval(writeOne, command.everyMilliseconds);
  }
  await underWay;
  // The site's own counters, as Prometheus reads them.
  const metrics = 'metrics' in command ? await (await fetch(`${base}/metrics`)).text() : undefined;
  process.stdout.write(`${JSON.stringify({ acknowledged, failed, metrics })}\n`);
}
clearInterval(timer);

function writeOne(): void {
  underWay = underWay.then(put).catch(() => {
    failed += 1;
  });
}

async function put(): Promise<void> {
  const id = newId();
  const code = 'http://terminology.hl7.org/CodeSystem/allergyintolerance';
  const answer = await fetch(`${base}/fhir/AllergyIntolerance/${id}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json' },
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
