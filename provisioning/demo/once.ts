import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../../protocol/problem.js';
import { transactionOf } from '../../record/builders/context.js';
import type { FhirObject } from '../../record/resource.js';
import { callControl } from '../control/client.js';
import { type StaffMember, VisitBuilder } from './population/group-builder.js';
import { Random } from './population/random.js';
import type { SiteClient } from './site-client.js';

const arrivalMillisecondsMax = 30_000;
const quietMillisecondsMax = 120_000;
/** The pause between two looks while something is awaited; events cut it short. */
const lookMilliseconds = 10;

/** What `carnet demo --once --json` prints. */
export interface OnceResult {
  readonly recordId: string;
  readonly versionId: string;
  /** From the commit at the first hospital until the hub's receipt for it was there. */
  readonly atHubMs: number;
  /** From the commit at the first hospital until a doctor's request at the second one was answered with it. */
  readonly atSecondSiteMs: number;
  /** Whether the canonical forms of all that was written are the same at the three places. */
  readonly equal: boolean;
}

export interface OnceOptions {
  /** The doctors of the two hospitals. */
  readonly first: SiteClient;
  readonly second: SiteClient;
  /** The folders of the first hospital, the hub and the second hospital. */
  readonly dirs: readonly string[];
  /** `Patient/…`, one whom the second hospital is interested in. */
  readonly patient: string;
  readonly doctor: StaffMember;
}

interface Written {
  readonly type: string;
  readonly id: string;
  readonly versionId: string;
  readonly committedMilliseconds: number;
}

/** Writes a small visit at the first hospital and follows it to the hub and to the second hospital. */
export async function writeOnceAndFollow(options: OnceOptions): Promise<OnceResult> {
  const { first, second } = options;
  await untilQuiet(first);
  const atFirst = new Waker();
  const atSecond = new Waker();
  const stops = [
    await first.watch('/api/live', () => atFirst.wake()),
    await second.watch('/api/live', () => atSecond.wake()),
  ];
  try {
    const written = await write(options);
    const record = written[0];
    if (record === undefined) throw new Problem('internal', 'nothing was written');
    const [atHubMs, atSecondSiteMs] = await Promise.all([
      untilAtHub(first, record, atFirst),
      untilReadable(second, record, atSecond),
    ]);
    const equal = await areEqual(options.dirs, written);
    return { recordId: record.id, versionId: record.versionId, atHubMs, atSecondSiteMs, equal };
  } finally {
    for (const stop of stops) stop();
  }
}

async function write({ first, patient, doctor }: OnceOptions): Promise<readonly Written[]> {
  const random = new Random(randomBytes(16).toString('hex'));
  const { resources } = new VisitBuilder(random, {
    ...{ patientId: patient.replace('Patient/', ''), ageMonths: 400, atMilliseconds: Date.now(), staff: doctor },
    ...{ organization: undefined, reason: 'Contrôle', minutes: 10 },
  })
    .field('temperature', random.around(37, 0.3, 1))
    .field('systolic', random.around(128, 8))
    .field('diastolic', random.around(80, 5))
    .field('note', 'Contrôle de la démonstration : patient revu, pas de plainte.')
    .finish();
  const answer = (await first.json('POST', '/fhir', transactionOf(resources))) as {
    entry: readonly { response: { etag?: string; lastModified?: string } }[];
  };
  return resources.map((resource, index) => writtenOf(resource, answer.entry[index]?.response));
}

function writtenOf(resource: FhirObject, response: { etag?: string; lastModified?: string } | undefined): Written {
  const versionId = /^W\/"(.+)"$/.exec(response?.etag ?? '')?.[1];
  const committedMilliseconds = Date.parse(response?.lastModified ?? '');
  if (versionId === undefined || Number.isNaN(committedMilliseconds)) {
    throw new Problem('internal', 'the answer to the write names no version');
  }
  return { type: resource.resourceType, id: resource.id ?? '', versionId, committedMilliseconds };
}

async function untilAtHub(client: SiteClient, record: Written, waker: Waker): Promise<number> {
  return follow(record, waker, 'the record did not reach the hub', async () => {
    const delivery = (await client.json('GET', `/api/delivery/${record.type}/${record.id}`)) as { reached: string };
    return delivery.reached !== 'site';
  });
}

async function untilReadable(client: SiteClient, record: Written, waker: Waker): Promise<number> {
  return follow(record, waker, 'the record did not reach the second hospital', async () => {
    const reply = await client.ask('GET', `/fhir/${record.type}/${record.id}`);
    return reply.status === 200 && reply.headers['etag'] === `W/"${record.versionId}"`;
  });
}

async function follow(record: Written, waker: Waker, missing: string, look: () => Promise<boolean>): Promise<number> {
  while (!(await look())) {
    if (Date.now() - record.committedMilliseconds > arrivalMillisecondsMax) throw new Problem('time-out', missing);
    await waker.wait(lookMilliseconds);
  }
  return Date.now() - record.committedMilliseconds;
}

/** Compares canonical digests at all places; the bodies themselves go nowhere. */
async function areEqual(dirs: readonly string[], written: readonly Written[]): Promise<boolean> {
  for (const { type, id, versionId } of written) {
    const digests = await Promise.all(
      dirs.map(async (dir) => {
        const digest = (await callControl(dir, 'digest', { type, id })) as { sha256: string; versionId: string };
        return `${digest.sha256} ${digest.versionId}`;
      }),
    );
    if (new Set(digests).size !== 1 || !digests[0]?.endsWith(versionId)) return false;
  }
  return true;
}

/** Waits until nothing is under way, so that what is measured is one write and not what was left of loading. */
async function untilQuiet(client: SiteClient): Promise<void> {
  const begin = performance.now();
  while ((await pendingChanges(client)) > 0) {
    if (performance.now() - begin > quietMillisecondsMax) throw new Problem('time-out', 'the hub was not reached');
    await sleep(100);
  }
}

export async function pendingChanges(client: SiteClient): Promise<number> {
  const sync = (await client.json('GET', '/api/sync')) as { lanes: readonly { pending: number }[] };
  return sync.lanes.reduce((sum, { pending }) => sum + pending, 0);
}

/** A wait that an event cuts short. */
class Waker {
  #wake: (() => void) | undefined;
  #woken = false;

  wake(): void {
    this.#woken = true;
    this.#wake?.();
  }

  async wait(milliseconds: number): Promise<void> {
    if (!this.#woken) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        setTimeout(resolve, milliseconds);
      });
    }
    this.#woken = false;
    this.#wake = undefined;
  }
}
