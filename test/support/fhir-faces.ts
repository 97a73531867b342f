import type { LightMyRequestResponse } from 'fastify';
import type { Test } from 'tap';
import { type FhirServer, send, startFhirServer } from './fhir-server.js';

/** One face of the API, driven by somebody who may write and delete directory entries at sites and at the hub alike. */
export interface Face {
  readonly name: 'site' | 'hub';
  readonly server: FhirServer;
  readonly ask: (
    method: string,
    url: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<LightMyRequestResponse>;
}

/** Runs the same test through a site and through the hub. */
export function onBothFaces(t: Test, title: string, body: (t: Test, face: Face) => Promise<void>): void {
  for (const name of ['site', 'hub'] as const) {
    void t.test(`${title}, at the ${name}`, async (t) => {
      const server = await startFhirServer(t, name);
      await body(t, { name, server, ask: (...request) => send(server, 'admin', ...request) });
    });
  }
}

export const organization = {
  resourceType: 'Organization',
  identifier: [{ system: 'urn:test', value: '1' }],
  name: 'Hôpital de district',
};

/** An organisation's address, `Organization/…`. */
export async function addOrganization({ ask }: Pick<Face, 'ask'>, changes: object = {}): Promise<string> {
  const made = await ask('POST', 'Organization', { ...organization, ...changes });
  return `Organization/${(made.json() as { id: string }).id}`;
}

/** How many versions there are of all resources. */
export async function countVersions({ server }: Pick<Face, 'server'>): Promise<number> {
  return (await server.journal.records.history({ count: 200 })).versions.length;
}
