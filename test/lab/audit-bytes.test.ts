import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { checkpointPauseMilliseconds, lookMilliseconds } from '../../edge-agent/audit/plan-checkpoint.js';
import { receiptsIn } from '../../provisioning/audit/receipt-file.js';
import { callControl } from '../../provisioning/control/client.js';
import { readNode } from '../../provisioning/node-folder.js';
import { Hospital } from './hospital.js';
import { leaveOut } from './lab-test.js';
import { satelliteLine } from './lines.js';
import { LabNetwork } from './network/lab-network.js';
import { missingForNetwork } from './network/requirements.js';

/** Without chance; and not paid by the byte, or a checkpoint would be said each quarter of an hour. */
const line = { ...satelliteLine, lossShare: 0, jitterMilliseconds: 0 };
const links = [{ name: 'geo', kind: 'geo', metered: false, up: line, down: line }] as const;
/** What goes beside one can only add to what it costs: the least counts, and one that went alone is enough. */
const checkpointsMax = 5;
const sampleMilliseconds = 100;
/** There and back before the receipt is kept, and its acknowledgement after that; the line takes 600 ms. */
const [beforeMilliseconds, afterMilliseconds] = [1_000, 600];
/** Probes are all that goes over the line then. */
const quietBytesMax = 30_000;
const quietMilliseconds = 20_000;
/** What the design allows in 30 days, with new entries all the time, and what two signatures take. */
const monthBytesMax = 4_000_000;
const timesMonth = (30 * 86_400_000) / (checkpointPauseMilliseconds.metered + lookMilliseconds);
const costBytesMin = 700;

interface Sample {
  readonly atMilliseconds: number;
  readonly bytes: number;
}

t.test('[R5][R7] what a checkpoint and its receipt cost on a satellite, counted as a provider does', async (t) => {
  const missing = await missingForNetwork();
  if (missing !== undefined) return leaveOut(t, missing);
  t.setTimeout(900_000);
  const hospital = await Hospital.enrol(t);
  const ground = new LabNetwork({ links, seed: 1 });
  t.teardown(() => ground.remove());
  // The first backup goes to the hub a minute after the start, for a minute.
  await hospital.moveInto(ground, links, { backupToHub: false });
  await hospital.start('hub');
  await hospital.start('site');
  const siteDir = join(hospital.folder, 'site');
  const receipts = receiptsIn(siteDir, readNode(siteDir).code);
  const confirmed = () => receipts.read().at(-1)?.count ?? 0;
  const samples: Sample[] = [];
  const sample = async () => {
    const { up, down } = (await ground.tell({ count: true })).get('geo') ?? { up: { bytes: 0 }, down: { bytes: 0 } };
    samples.push({ atMilliseconds: performance.now(), bytes: up.bytes + down.bytes });
    await sleep(sampleMilliseconds);
  };
  const bytesBetween = (from: number, to: number) => {
    const inside = samples.filter(({ atMilliseconds }) => atMilliseconds >= from && atMilliseconds <= to);
    return (inside.at(-1)?.bytes ?? 0) - (inside[0]?.bytes ?? 0);
  };
  const untilConfirmed = async (after: number) => {
    const end = performance.now() + 180_000;
    while (confirmed() <= after) {
      if (performance.now() > end) throw new Error('no receipt');
      await sample();
    }
    return performance.now();
  };
  await callControl(siteDir, 'user-add', { name: 'doctor', role: 'doctor', displayName: 'Dr Lab' });
  await untilConfirmed(0);
  // What a new site is sent goes first.
  while (samples.length < quietMilliseconds / sampleMilliseconds) await sample();
  for (const end = performance.now() + 180_000; performance.now() < end; await sample()) {
    if (bytesBetween(performance.now() - quietMilliseconds, performance.now()) < quietBytesMax) break;
  }
  let least = Number.POSITIVE_INFINITY;
  for (let number = 0; number < checkpointsMax && least * timesMonth > monthBytesMax; number += 1) {
    const before = confirmed();
    // An entry of the audit, and nothing for the hub beside it.
    await callControl(siteDir, 'token-issue', { user: 'doctor', ttlMilliseconds: 60_000 });
    const at = await untilConfirmed(before);
    const end = performance.now() + afterMilliseconds + sampleMilliseconds;
    while (performance.now() < end) await sample();
    const [from, to] = [at - beforeMilliseconds, at + afterMilliseconds];
    const quiet = bytesBetween(from - quietMilliseconds, from) / quietMilliseconds;
    const cost = bytesBetween(from, to) - quiet * (to - from);
    least = Math.min(least, Math.round(cost));
    t.comment(`a checkpoint: ${Math.round(cost)} bytes, beside ${Math.round(quiet * 1000)} a second`);
  }
  t.comment(`audit: ${least} bytes each, ${Math.round(least * timesMonth)} in 30 days with new entries all the time`);
  t.ok(least > costBytesMin, 'two signatures went across');
  t.ok(least * timesMonth <= monthBytesMax, `${least} bytes`);
  await hospital.stop('site', 'SIGTERM');
  await hospital.stop('hub', 'SIGTERM');
});
