import { HttpClients, type HttpTarget, type LoadResult } from './http-target.js';
import type { Workload } from './workloads.js';

/** What one server came to with one kind of request under one number of clients. */
export interface Row extends LoadResult {
  readonly workload: string;
  readonly clients: number;
  /** Resources of the answers that were looked at, on average; of a search, with what it includes. */
  readonly found: number;
}

const clientNumbers = [1, 50] as const;
const secondsMax = 4;
const warmUpRequests = 30;
const warmUpSecondsMax = 2;
const lookedAt = 5;
/** A server that takes longer than this for one is not asked by many at once: it would not end. */
const millisecondsOfSlow = 100;

/**
 * @param mustAnswerAll a workload that is refused ends the measuring; else it has no row
 * @returns a row for each workload that the server answers, and each number of clients
 */
export async function measureServer(
  target: HttpTarget,
  workloads: readonly Workload[],
  mustAnswerAll: boolean,
): Promise<readonly Row[]> {
  const clients = new HttpClients(target);
  const rows: Row[] = [];
  for (const workload of workloads) rows.push(...(await measureWorkload(clients, workload, mustAnswerAll)));
  return rows;
}

async function measureWorkload(clients: HttpClients, workload: Workload, mustAnswer: boolean): Promise<readonly Row[]> {
  const found = await look(clients, workload, mustAnswer);
  if (found === undefined) return [];
  let next = lookedAt;
  const exchangeOf = () => {
    next += 1;
    return workload.exchange(next);
  };
  await clients.drive(exchangeOf, { clients: 1, requestsMax: warmUpRequests, secondsMax: warmUpSecondsMax });
  const rows: Row[] = [];
  for (const number of clientNumbers) {
    if (rows.some(({ p50Milliseconds }) => p50Milliseconds > millisecondsOfSlow)) break;
    const load = { clients: number, requestsMax: workload.requestsMax, secondsMax };
    rows.push({ workload: workload.name, clients: number, found, ...(await clients.drive(exchangeOf, load)) });
  }
  return rows;
}

/** How many resources the first answers hold; `undefined` when the server has no such interaction. */
async function look(clients: HttpClients, workload: Workload, mustAnswer: boolean): Promise<number | undefined> {
  let found = 0;
  for (let index = 0; index < lookedAt; index += 1) {
    let text: string;
    try {
      text = await clients.ask(workload.exchange(index));
    } catch (cause) {
      if (mustAnswer) throw cause;
      return undefined;
    }
    const answer = JSON.parse(text) as { readonly resourceType: string; readonly entry?: readonly unknown[] };
    found += answer.resourceType === 'Bundle' ? (answer.entry?.length ?? 0) : 1;
  }
  return found / lookedAt;
}
