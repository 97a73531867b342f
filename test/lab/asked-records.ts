import { setTimeout as sleep } from 'node:timers/promises';

/** A site, and who asks it. */
export interface Asked {
  readonly base: string;
  readonly authorization: string;
}

const lookMilliseconds = 10;

/** From the question for a patient of another hospital until the summary can be read at the site, milliseconds. */
export async function fetchSummary(asked: Asked, patient: string): Promise<number> {
  const start = performance.now();
  const { state } = await askJson<{ state: string }>(asked, '/api/remote/patients', { patient, purpose: 'emergency' });
  if (state !== 'answered') throw new Error('the hub did not answer in time');
  for (;;) {
    const copy = await askJson<{ state: string | null }>(asked, `/api/remote/copy/${patient}`);
    if (copy.state === 'summary' || copy.state === 'complete') return performance.now() - start;
    await sleep(lookMilliseconds);
  }
}

/**
 * How far the site is with what it had before its database was lost; null when it has all of it, by these patients; undefined
 * before it has begun.
 */
export async function readBootstrap(asked: Asked, patients: readonly string[]): Promise<string | null | undefined> {
  const { bootstrap } = await askJson<{ bootstrap: { readonly state: string } | null }>(asked, '/api/sync');
  if (bootstrap !== null) return bootstrap.state;
  const { base, authorization } = asked;
  const answers = await Promise.all(
    patients.map((patient) => fetch(`${base}/fhir/Patient/${patient}`, { headers: { authorization } })),
  );
  return answers.every(({ status }) => status !== 404) ? null : undefined;
}

async function askJson<Body>({ base, authorization }: Asked, path: string, body?: object): Promise<Body> {
  const answer = await fetch(`${base}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return (await answer.json()) as Body;
}
