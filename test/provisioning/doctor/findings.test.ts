import t from 'tap';
import { checkBackups } from '../../../provisioning/doctor/backup-checks.js';
import { checkClock } from '../../../provisioning/doctor/clock-check.js';
import { judgeFree, judgeWear } from '../../../provisioning/doctor/disk-checks.js';
import type { Finding } from '../../../provisioning/doctor/finding.js';
import { checkCertificate } from '../../../provisioning/doctor/identity-checks.js';
import { checkCoreDumps, checkSwap, judgeMemory, judgeUps } from '../../../provisioning/doctor/machine-checks.js';
import { judgeRunningLinks } from '../../../provisioning/doctor/network-checks.js';
import { checkNotice } from '../../../provisioning/doctor/privacy-check.js';
import { checkVersions } from '../../../provisioning/doctor/version-check.js';
import { createHub } from '../../../provisioning/hub/create-hub.js';
import type { NodeDescription } from '../../../provisioning/node-folder.js';
import { readIdentity, readNode } from '../../../provisioning/node-folder.js';
import { stockKeyPairs } from '../../support/stock-key-pairs.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const day = 24 * 60 * 60_000;
const now = Date.now();
const here = { host: '127.0.0.1', port: 0 };
const dir = temporaryFolder(t);
await createHub({
  dir,
  name: 'Test',
  hosts: [],
  https: here,
  mqtt: here,
  nowMilliseconds: now,
  makeKeyPair: stockKeyPairs,
});
const identity = readIdentity(dir);
const hub = readNode(dir);
const site = { ...hub, kind: 'site' } as unknown as NodeDescription;

/** What is not well says in both languages what, what is safe and what to do (rule O1). */
function isSaid(t: { ok(is: unknown, message: string): unknown }, found: Finding): void {
  for (const language of ['en', 'fr'] as const) {
    t.ok(found.what[language].length > 0, found.check);
    if (found.state === 'ok') continue;
    t.ok(found.safe?.[language], `${found.check}: what is safe`);
    t.ok(found.todo?.[language], `${found.check}: what to do`);
  }
}

const link = { name: 'fibre', kind: 'fibre', metered: false } as never as object;
const running = (state: string, cause: string) =>
  judgeRunningLinks([{ ...link, running: { name: 'fibre', kind: 'fibre', state, cause, since: now } } as never])[0];
const clock = (offsetMilliseconds: number | null, nowMilliseconds = now, floorMilliseconds = now - day) =>
  checkClock(identity, { nowMilliseconds, floorMilliseconds, offsetMilliseconds });
const memory = (availableBytes: number) => judgeMemory({ totalBytes: 4e9, availableBytes });
const ups = (state: string, chargePercent: number | null) => judgeUps({ state, chargePercent });
const backup = (node: NodeDescription, backupAt: number | null) =>
  checkBackups(node, { backupAt, drillAt: null }, now)[0];
const drill = (drillAt: number | null) => checkBackups(hub, { backupAt: null, drillAt }, now)[1];
const versions = (said: string | undefined) => checkVersions({ carnet: '2', running: said, node: 'v20', system: 'x' });
const cases: readonly (readonly [Finding | undefined, Finding['state']])[] = [
  [judgeFree(10e9), 'ok'],
  [judgeFree(1e9), 'warn'],
  [judgeFree(1e8), 'fault'],
  [judgeWear(undefined), 'ok'],
  [judgeWear({ device: 'sda', isFailing: false }), 'ok'],
  [judgeWear({ device: 'sda', usedPercent: 90, isFailing: false }), 'warn'],
  [judgeWear({ device: 'sda', isFailing: true }), 'fault'],
  [judgeMemory(undefined), 'ok'],
  [memory(1e9), 'ok'],
  [memory(1e8), 'warn'],
  [memory(1e7), 'fault'],
  [checkSwap(() => undefined), 'ok'],
  [checkSwap((path) => (path === '/proc/swaps' ? 'head\n/dev/sda2 partition\n' : undefined)), 'warn'],
  [checkCoreDumps(() => undefined, undefined), 'ok'],
  [checkCoreDumps(() => 'Max core file size  0  0 bytes', 5), 'ok'],
  [checkCoreDumps(() => 'Max core file size  unlimited  unlimited bytes', 5), 'warn'],
  [judgeUps(undefined), 'ok'],
  [ups('OL CHRG', 90), 'ok'],
  [ups('OL CHRG', 20), 'warn'],
  [ups('OB DISCHRG', 90), 'warn'],
  [ups('OB LB', null), 'fault'],
  [ups('OL RB', 100), 'warn'],
  [backup(hub, null), 'warn'],
  [backup(site, null), 'ok'],
  [backup(site, now - 5 * day), 'warn'],
  [backup(hub, now - 5 * day), 'warn'],
  [backup(hub, now - day), 'ok'],
  [drill(null), 'ok'],
  [drill(now - 3 * day), 'ok'],
  [drill(now - 30 * day), 'warn'],
  [checkBackups(site, { backupAt: now, drillAt: now, drillFailure: 'backup-failed' }, now)[1], 'fault'],
  [clock(null), 'ok'],
  [clock(800), 'ok'],
  [clock(-10 * 60_000), 'warn'],
  [clock(null, 0), 'fault'],
  [clock(null, now, now + day), 'fault'],
  [clock(null, Date.UTC(2106, 0, 1)), 'fault'],
  [checkCertificate(hub, identity, now), 'ok'],
  [checkCertificate(site, identity, now + 330 * day), 'ok'],
  [checkCertificate(site, identity, now + 350 * day), 'warn'],
  [checkCertificate(hub, identity, now + 390 * day), 'warn'],
  [checkCertificate(hub, identity, now + 400 * day), 'fault'],
  [checkCertificate(hub, { ...identity, keyPem: identity.authorityPem }, now), 'fault'],
  [running('active', 'none'), 'ok'],
  [running('asleep', 'none'), 'ok'],
  [running('degraded', 'brownout'), 'warn'],
  [running('tomorrow', 'unheard'), 'warn'],
  [judgeRunningLinks([link as never])[0], 'ok'],
  [versions('2'), 'ok'],
  [versions(undefined), 'ok'],
  [versions('1'), 'warn'],
];

t.test('[O1] each finding says how bad it is, what is safe and what to do, in both languages', async (t) => {
  for (const [found, state] of cases) {
    if (found === undefined) throw new Error('no finding');
    t.equal(found.state, state, `${found.check}: ${found.what.en}`);
    isSaid(t, found);
  }
});

t.test('[O2] what this machine does not show is said plainly, and is no fault', async (t) => {
  t.match(judgeUps(undefined).what, { en: /none is told of.*upsc/, fr: /aucun.*upsc/ });
  t.match(judgeWear(undefined).what, { en: /does not tell/, fr: /n’en dit rien/ });
  t.match(checkBackups(site, { backupAt: null, drillAt: null }, now), [
    { state: 'ok', what: { en: /none of this box yet/ } },
    { state: 'ok', what: { en: 'none yet' } },
  ]);
});

t.test('[R40] what the privacy notice does not say is named, and warns no more once it does', async (t) => {
  const unset = { privacyResponsible: '', privacyAddress: '', privacyContact: ' ', privacyAuthority: '' };
  const found = checkNotice({ ...unset, privacyRecordYears: 0 });
  t.equal(found.state, 'warn');
  for (const name of ['privacyAddress', 'privacyContact', 'privacyAuthority', 'privacyRecordYears'])
    t.match(found.what.fr, name);
  isSaid(t, found);
  const set = { privacyAddress: 'A', privacyContact: 'B', privacyAuthority: 'C', privacyRecordYears: 20 };
  t.equal(checkNotice({ ...unset, ...set }).state, 'ok');
});
