import type { LightMyRequestResponse } from 'fastify';
import { canonicalise } from '../../record/canonical.js';
import { addPatient, type FhirServer, type Sender, send } from './fhir-server.js';

export const reason = 'Même carte, même empreinte : deux inscriptions d’une personne';

/** What `$link` and `$unlink` are given. */
export function pairOf(
  source: string,
  target: string,
  more: readonly object[] = [{ name: 'reason', valueString: reason }],
) {
  const reference = (id: string) => ({ reference: `Patient/${id}` });
  return {
    resourceType: 'Parameters',
    parameter: [
      { name: 'source-patient', valueReference: reference(source) },
      { name: 'target-patient', valueReference: reference(target) },
      ...more,
    ],
  };
}

/** Two records of one person, the second one with what must come back as it was written. */
export async function addTwice(server: FhirServer): Promise<readonly [source: string, target: string]> {
  const source = await addPatient(server, { identifier: [{ system: 'urn:test:file', value: 'G-17' }] });
  const link = [{ type: 'seealso', other: { reference: `Patient/${source}` } }];
  return [source, await addPatient(server, { link, multipleBirthInteger: 2 })];
}

export function change(
  server: FhirServer,
  operation: 'link' | 'unlink',
  pair: readonly [source: string, target: string],
  sender: Sender = 'doctor',
): Promise<LightMyRequestResponse> {
  return send(server, sender, 'POST', `Patient/$${operation}`, pairOf(...pair));
}

/** What a Patient says, as canonical text, without the server's own. */
export async function contentOf(server: FhirServer, id: string): Promise<string> {
  const { meta: _, ...content } = (await send(server, 'doctor', 'GET', `Patient/${id}`)).json() as { meta: object };
  return canonicalise(JSON.stringify(content));
}

/** The links of a Patient, `type id`. */
export async function linksOf(server: FhirServer, id: string): Promise<readonly string[]> {
  const { link = [] } = JSON.parse(await contentOf(server, id)) as {
    link?: readonly { type: string; other: { reference: string } }[];
  };
  return link.map(({ type, other }) => `${type} ${other.reference.replace('Patient/', '')}`);
}
