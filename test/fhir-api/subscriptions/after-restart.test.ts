import { setTimeout as pause } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { apiLimits } from '../../../fhir-api/limits.js';
import { openJournal } from '../../../journal/open.js';
import type { SubscriptionProgress } from '../../../journal/subscriptions/subscription-store.js';
import { hubCode, parseResourceId, parseSiteCode } from '../../../protocol/ids.js';
import { machineToken, startFhirServer } from '../../support/fhir-server.js';
import { patient, write } from '../../support/journal-fixtures.js';
import { subscriptionOf, until } from '../../support/subscriptions.js';
import { startWebhookServer } from '../../support/webhook-server.js';

const start = Date.parse('2026-11-21T09:00:00Z');
const day = 24 * 3_600_000;
const scopes = 'system/Subscription.cruds system/Patient.rs';
const failing = {
  status: 'error',
  error: 'busy',
  cursor: 0,
  failures: 3,
  failingSinceMilliseconds: start - day,
} as const;

/** How far each subscription is when the program before ends. */
const left: Readonly<Record<string, SubscriptionProgress>> = {
  pausing: { ...failing, retryMilliseconds: start + 3_000 },
  'at-the-end': { ...failing, failingSinceMilliseconds: start - 7 * day + 2_000, retryMilliseconds: start + 3_000 },
  'given-up': { status: 'off', error: 'gone', cursor: 0, failures: 0 },
};

/** A server of a journal in which an earlier run of the program has left its subscriptions, and something to tell. */
async function startAfter(t: Test, role: 'site' | 'hub', port: number) {
  const ids = new Map<string, string>();
  const server = await startFhirServer(t, role, async (file, key) => {
    const clock = { milliseconds: start - 40 * day };
    const site = role === 'hub' ? hubCode : parseSiteCode('7KD');
    const journal = openJournal({ file, key, role, site, epoch: 1, now: () => clock.milliseconds });
    const owner = { author: 'Device/7KD.lab', owner: { kind: 'machine', name: 'lab' } } as const;
    const body = JSON.stringify(subscriptionOf({ port }, { criteria: 'Patient', status: undefined }));
    const add = async (name: string, progress: SubscriptionProgress) => {
      const id = parseResourceId(name);
      const kept = await journal.subscriptions.add({ ...owner, id, base: '', body, status: 'requested' });
      await journal.subscriptions.advance(kept, progress);
      ids.set(name, id);
    };
    await add('forgotten', { status: 'off', cursor: 0, failures: 0 });
    clock.milliseconds = start;
    for (const [name, progress] of Object.entries(left)) await add(name, progress);
    await machineToken({ journal, clock }, 'lab', scopes);
    await write(journal, patient('a'));
    journal.close();
  });
  return server;
}

for (const role of ['site', 'hub'] as const) {
  t.test(
    `[J28][J29] failures, pauses and ends are as they were before the program was started, at a ${role}`,
    async (t) => {
      const receiver = await startWebhookServer(t);
      receiver.answer = 503;
      const { clock, journal, app } = await startAfter(t, role, receiver.port);
      await app.ready();
      const progressOf = async (name: string) => (await journal.subscriptions.find(name))?.progress;
      await pause(1_500);
      t.strictSame(receiver.posts, [], 'it is not yet time');
      for (const [name, progress] of Object.entries(left)) t.strictSame(await progressOf(name), progress, name);
      t.equal(await progressOf('forgotten'), undefined, 'off for more than a month');
      clock.milliseconds += 3_000;
      await until('tried again', async () => (await progressOf('pausing'))?.failures === 4);
      const pausing = await progressOf('pausing');
      t.match(pausing, { status: 'error', error: 'busy', failingSinceMilliseconds: start - day });
      t.equal(
        (pausing?.retryMilliseconds ?? 0) - clock.milliseconds,
        apiLimits.hookRetryMillisecondsMin * 4,
        'the fourth pause',
      );
      await until('given up', async () => (await progressOf('at-the-end'))?.status === 'off');
      t.match(await progressOf('at-the-end'), { error: 'busy' });
      const told = receiver.posts.map(({ headers }) => String(headers['carnet-notification']).split('.')[0]);
      t.strictSame(told.sort(), ['at-the-end', 'pausing'], 'once each, and nothing for what was off');
    },
  );
}
