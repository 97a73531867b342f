import { setTimeout as pause } from 'node:timers/promises';
import { type FhirServer, type Sender, send } from './fhir-server.js';
import type { GotPost, WebhookServer } from './webhook-server.js';

export const hookSecret = 'Bearer s3cr3t-of-the-laboratory';

/** A Subscription to values of one code, with a secret header, at a receiver. */
export function subscriptionOf(
  { port }: Pick<WebhookServer, 'port'>,
  changes: { readonly channel?: object; readonly [element: string]: unknown } = {},
): { readonly channel: object; readonly [element: string]: unknown } {
  const { channel, ...others } = changes;
  return {
    resourceType: 'Subscription',
    status: 'requested',
    reason: 'Results for the laboratory',
    criteria: 'Observation?code=http://loinc.org|15074-8',
    ...others,
    channel: {
      type: 'rest-hook',
      endpoint: `http://127.0.0.1:${port}/hooks`,
      payload: 'application/fhir+json',
      header: [`Authorization: ${hookSecret}`],
      ...channel,
    },
  };
}

/** Waits until something holds. @throws Error with what was waited for */
export async function until(what: string, holds: () => boolean | Promise<boolean>, seconds = 60): Promise<void> {
  for (const end = performance.now() + seconds * 1_000; !(await holds()); await pause(20)) {
    if (performance.now() > end) throw new Error(`not within ${seconds} s: ${what}`);
  }
}

/** What came beside greetings. */
export function notified({ posts }: Pick<WebhookServer, 'posts'>): readonly GotPost[] {
  return posts.filter(({ headers }) => !String(headers['carnet-notification']).endsWith('.greeting'));
}

/** Makes a Subscription and waits until it is active; its id. */
export async function activate(server: FhirServer, sender: Sender, subscription: object): Promise<string> {
  const made = await send(server, sender, 'POST', 'Subscription', subscription);
  if (made.statusCode !== 201) throw new Error(made.body);
  const { id } = made.json() as { id: string };
  await until('active', async () => (await statusOf(server, sender, id)).status === 'active');
  return id;
}

export async function statusOf(server: FhirServer, sender: Sender, id: string) {
  const answer = await send(server, sender, 'GET', `Subscription/${id}`);
  return answer.json() as { readonly status: string; readonly error?: string; readonly meta: { versionId: string } };
}
