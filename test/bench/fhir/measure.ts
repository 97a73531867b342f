import { type Exchange, HttpClients, type HttpTarget, type LoadResult, resultOf } from './http-target.js';
import type { Workload } from './workloads.js';

/** What one server came to with one kind of request under one number of clients. */
export interface Row extends LoadResult {
  readonly workload: string;
  readonly clients: number;
  /** Answers that were looked at. */
  readonly looked: number;
  /** Resources of the answers that were looked at, on average; of a search, with what it includes. */
  readonly found: number;
}

/** How long a server is given. */
export interface Patience {
  /** After which no further answer is looked at; one that took longer is the measurement, for there is no time for others. */
  readonly lookSecondsMax: number;
  /** After which a server that answered nothing is left alone. */
  readonly answerSecondsMax: number;
}

/** All workloads of a server that answers none in time end within twenty minutes, and its beginnings. */
export const usualPatience: Patience = { lookSecondsMax: 10, answerSecondsMax: 60 };

const clientNumbers = [1, 50] as const;
const secondsMax = 4;
const warmUpRequests = 30;
const warmUpSecondsMax = 2;
const lookedAtMax = 5;
/** A server that takes longer than this for one is not asked by many at once: it would not end. */
const millisecondsOfSlow = 100;

/** What a server came to. */
export interface Measured {
  /** One for each workload that it answers, and each number of clients. */
  readonly rows: readonly Row[];
  /** The workload that it did not answer in time: there the measuring ended, for it is still at that one. */
  readonly unanswered?: string;
}

/** @param mustAnswerAll a workload that is refused, or not answered in time, is an error; else it has no row */
export async function measureServer(
  target: HttpTarget,
  workloads: readonly Workload[],
  mustAnswerAll: boolean,
  patience = usualPatience,
): Promise<Measured> {
  const clients = new HttpClients(target);
  const rows: Row[] = [];
  try {
    for (const workload of workloads) {
      try {
        rows.push(...(await measureWorkload(clients, workload, mustAnswerAll, patience)));
      } catch (cause) {
        if (mustAnswerAll || !(cause instanceof NotInTime)) throw cause;
        return { rows, unanswered: workload.name };
      }
    }
    return { rows };
  } finally {
    clients.close();
  }
}

async function measureWorkload(
  clients: HttpClients,
  workload: Workload,
  mustAnswer: boolean,
  patience: Patience,
): Promise<readonly Row[]> {
  const look = await lookAt(clients, workload, mustAnswer, patience);
  if (look === undefined) return [];
  const { found, milliseconds } = look;
  const about = { workload: workload.name, looked: milliseconds.length, found };
  const seconds = milliseconds.reduce((sum, one) => sum + one, 0) / 1000;
  if (seconds > patience.lookSecondsMax) return [{ ...about, clients: 1, ...resultOf(milliseconds, seconds) }];
  let next = lookedAtMax;
  const exchangeOf = () => {
    next += 1;
    return workload.exchange(next);
  };
  await clients.drive(exchangeOf, { clients: 1, requestsMax: warmUpRequests, secondsMax: warmUpSecondsMax });
  const rows: Row[] = [];
  for (const number of clientNumbers) {
    if (rows.some(({ p50Milliseconds }) => p50Milliseconds > millisecondsOfSlow)) break;
    const load = { clients: number, requestsMax: workload.requestsMax, secondsMax };
    rows.push({ ...about, clients: number, ...(await clients.drive(exchangeOf, load)) });
  }
  return rows;
}

/** How many resources the first answers hold, and how long each took; `undefined` when the server has no such interaction. */
async function lookAt(
  clients: HttpClients,
  workload: Workload,
  mustAnswer: boolean,
  { lookSecondsMax, answerSecondsMax }: Patience,
): Promise<{ readonly found: number; readonly milliseconds: readonly number[] } | undefined> {
  const milliseconds: number[] = [];
  const until = performance.now() + lookSecondsMax * 1000;
  let found = 0;
  while (milliseconds.length < lookedAtMax && (milliseconds.length === 0 || performance.now() < until)) {
    try {
      const answered = await inTime(clients, workload.exchange(milliseconds.length), answerSecondsMax);
      found += resourcesIn(answered.text);
      milliseconds.push(answered.milliseconds);
    } catch (cause) {
      if (mustAnswer || cause instanceof NotInTime) throw cause;
      return undefined;
    }
  }
  return { found: found / milliseconds.length, milliseconds };
}

function resourcesIn(text: string): number {
  const answer = JSON.parse(text) as { readonly resourceType: string; readonly entry?: readonly unknown[] };
  return answer.resourceType === 'Bundle' ? (answer.entry?.length ?? 0) : 1;
}

class NotInTime extends Error {}

async function inTime(clients: HttpClients, exchange: Exchange, secondsMax: number) {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NotInTime(`no answer within ${secondsMax} s`)), secondsMax * 1000);
  });
  const answer = clients.time(exchange);
  // Closed behind an answer that is waited for no more, its connection tells it so.
  answer.catch(() => undefined);
  try {
    return await Promise.race([answer, over]);
  } finally {
    clearTimeout(timer);
  }
}
