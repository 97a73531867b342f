import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { createAuthority } from '../../../provisioning/certificates/authority.js';
import { certificateFingerprintOf } from '../../../provisioning/certificates/fingerprint.js';
import { isIssuedFor } from '../../../provisioning/certificates/inspect.js';
import { type AuthorityPair, createRoot } from '../../../provisioning/certificates/issuing-authority.js';
import { hubServerName } from '../../../provisioning/certificates/profile.js';
import { createHub } from '../../../provisioning/hub/create-hub.js';
import {
  announceRoot,
  distrustIssuing,
  retireRoot,
  switchRoot,
  trustStanding,
} from '../../../provisioning/hub/trust/exchange-root.js';
import {
  keepNextIssuing,
  requestIssuing,
  settleIssuing,
  signIssuing,
  takeNextIssuing,
} from '../../../provisioning/hub/trust/next-issuing.js';
import { nodePaths, readIdentity } from '../../../provisioning/node-folder.js';
import { bundlesAfter } from '../../../provisioning/trust/kept-bundles.js';
import { bundledProgram } from '../../support/bundled-program.js';
import { problemOf } from '../../support/problem-of.js';
import { stockKeyPairs } from '../../support/stock-key-pairs.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { hubRefusal, rootOptions } from '../../support/trust-tools.js';
import { uncovered } from '../../support/uncovered.js';

const at = { host: '127.0.0.1', port: 0 };
const now = Date.now();
const year = 365 * 86_400_000;

async function newHub(t: Parameters<typeof temporaryFolder>[0]) {
  const dir = join(temporaryFolder(t), 'hub');
  let root: AuthorityPair = { certificatePem: '', keyPem: '' };
  const keepRoot = (made: AuthorityPair) => {
    root = made;
  };
  const plan = { dir, name: 'Nord', hosts: [], https: at, mqtt: at, nowMilliseconds: now };
  await createHub({ ...plan, makeKeyPair: stockKeyPairs, keepRoot });
  return { dir, root };
}

const isWhole = (dir: string) => {
  const { authorityPem, certificatePem } = readIdentity(dir);
  return isIssuedFor(authorityPem, certificatePem, hubServerName);
};

t.test(
  '[E38] what was not signed for the key that waits, by a trusted root, as an issuing authority, is not installed',
  async (t) => {
    const { dir, root } = await newHub(t);
    const before = trustStanding(dir);
    t.equal(
      problemOf(() => keepNextIssuing(dir, root.certificatePem, now)),
      'trust-step',
      'nothing was asked for',
    );
    const request = await requestIssuing(dir, stockKeyPairs);
    t.equal((await requestIssuing(dir, stockKeyPairs)) === request, true, 'asked again it is the same');
    const stranger = await createRoot('Nord', now, stockKeyPairs);
    const authority = await createAuthority('Nord', now, stockKeyPairs);
    for (const bad of [signIssuing(stranger, request, now), signIssuing(authority, request, now), '', 'x', request]) {
      t.equal(
        problemOf(() => keepNextIssuing(dir, bad, now)),
        'issuing-refused',
      );
    }
    const signed = signIssuing(root, request, now);
    t.equal(
      problemOf(() => keepNextIssuing(dir, signed.slice(0, 400), now)),
      'issuing-refused',
      'cut off',
    );
    t.equal(
      problemOf(() => keepNextIssuing(dir, readIdentity(dir).issuingPem ?? '', now)),
      'issuing-refused',
      'of another key',
    );
    t.equal(
      problemOf(() => keepNextIssuing(dir, readIdentity(dir).certificatePem, now)),
      'issuing-refused',
      'a leaf',
    );
    t.equal(
      problemOf(() => keepNextIssuing(dir, signed, now + 4 * year)),
      'issuing-refused',
      'that has ended',
    );
    t.equal(
      problemOf(() => signIssuing(root, request, now + 11 * year)),
      'issuing-refused',
      'by a root that has ended',
    );
    for (const altered of ['', request.slice(0, 500), request.replace(/[A-Z]{4}/, 'AAAA')]) {
      t.equal(
        problemOf(() => signIssuing(root, altered, now)),
        'root-altered',
      );
    }
    t.same(trustStanding(dir), before, 'and nothing was changed');
    keepNextIssuing(dir, signed, now);
    takeNextIssuing(dir, now);
    t.equal(trustStanding(dir).issuing?.fingerprint, certificateFingerprintOf(signed));
    t.ok(isWhole(dir));
  },
);

t.test('[E39] a step out of turn, or with the root of somebody else, changes nothing', async (t) => {
  const { dir, root } = await newHub(t);
  const [next, stranger] = [await createRoot('Nord', now, stockKeyPairs), await createRoot('Nord', now, stockKeyPairs)];
  const refused = async (work: () => unknown) => {
    const before = JSON.stringify([trustStanding(dir), readIdentity(dir)]);
    const code = await Promise.resolve()
      .then(work)
      .then(
        () => undefined,
        (error) => error.code,
      );
    t.equal(JSON.stringify([trustStanding(dir), readIdentity(dir)]), before);
    return code;
  };
  const plan = { signer: root, next, nowMilliseconds: now };
  t.equal(await refused(() => switchRoot(dir, now)), 'trust-step');
  t.equal(await refused(() => retireRoot(dir, root)), 'trust-step');
  t.equal(await refused(() => announceRoot(dir, { ...plan, signer: stranger })), 'root-foreign');
  t.equal(await refused(() => announceRoot(dir, { ...plan, nowMilliseconds: now + 11 * year })), 'issuing-refused');
  const leafSigner = await createAuthority('Nord', now, stockKeyPairs);
  t.equal(await refused(() => announceRoot(dir, { ...plan, next: leafSigner }, stockKeyPairs)), 'issuing-refused');
  await announceRoot(dir, plan, stockKeyPairs);
  t.equal(await refused(() => announceRoot(dir, plan)), undefined, 'once more');
  t.equal(await refused(() => announceRoot(dir, { ...plan, next: stranger })), 'trust-step');
  t.equal(await refused(() => requestIssuing(dir)), 'trust-step');
  t.equal(await refused(() => retireRoot(dir, next)), 'trust-step');
  switchRoot(dir, now);
  t.equal(await refused(() => switchRoot(dir, now)), 'trust-step');
  t.equal(await refused(() => retireRoot(dir, root)), 'trust-step', 'the first does not retire the second');
  const issuing = trustStanding(dir).issuing?.fingerprint ?? '';
  t.equal(await refused(() => distrustIssuing(dir, next, issuing)), 'trust-step', 'what signs now');
  retireRoot(dir, next);
  t.equal(await refused(() => retireRoot(dir, next)), undefined, 'once more');
  t.equal(await refused(() => retireRoot(dir, root)), 'root-foreign');
  t.match(trustStanding(dir), { version: 3, step: 'steady', roots: [{ used: true }] });
  t.equal(bundlesAfter(dir, 1).length, 2);
  t.equal(bundlesAfter(dir, 3).length, 0);
  t.ok(isWhole(dir));
});

t.test('[E38][E39] killed at any moment of any step, the hub is whole, and the same step goes on', async (t) => {
  const { dir, root } = await newHub(t);
  const next = await createRoot('Nord', now, stockKeyPairs);
  const exchanger = await bundledProgram('test/support/trust-exchanger.ts');
  const take = async (step: string, folder: string, count: number) => {
    const env = { ...process.env, ...uncovered, NODE_OPTIONS: '' };
    const child = spawn(process.execPath, [exchanger, step, folder, String(count)], { env });
    let said = '';
    child.stderr.on('data', (data) => {
      said += data;
    });
    child.stdin.end(JSON.stringify([root, next]));
    const [exit, signal] = (await once(child, 'exit')) as [number | null, string | null];
    if (signal === null && exit !== 0) throw new Error(`${step}: ${said}`);
    return signal === 'SIGKILL';
  };
  const goOn = async (step: string, folder: string) => {
    if (step === 'rotate') {
      keepNextIssuing(folder, signIssuing(root, await requestIssuing(folder), now), now);
      takeNextIssuing(folder, now);
    } else if (step === 'announce') await announceRoot(folder, { signer: root, next, nowMilliseconds: now });
    else if (step === 'switch') switchRoot(folder, now);
    else retireRoot(folder, next);
  };
  const trial = join(temporaryFolder(t), 'trial');
  for (const step of ['rotate', 'announce', 'switch', 'retire']) {
    let kills = 0;
    for (let count = 1; ; count += 1) {
      rmSync(trial, { recursive: true, force: true });
      cpSync(dir, trial, { recursive: true });
      if (!(await take(step, trial, count))) break;
      kills += 1;
      t.ok(isWhole(trial), `${step} ${count}: whole as it was left`);
      settleIssuing(trial, now);
      t.ok(isWhole(trial), `${step} ${count}: and after the next start`);
      // A switch that happened is not taken twice.
      const done = step === 'switch' && trustStanding(trial).step === 'switched';
      if (!done) await goOn(step, trial);
      t.ok(isWhole(trial), `${step} ${count}: and it goes on`);
      const { version } = trustStanding(trial);
      t.equal(bundlesAfter(trial, 1).length, version - 1, 'who was away can follow');
    }
    t.ok(kills >= 2, `${step}: ${kills} kills`);
    rmSync(dir, { recursive: true });
    cpSync(trial, dir, { recursive: true });
  }
  t.match(trustStanding(dir), { version: 3, step: 'steady' });
});

t.test('[E38] a full disk leaves the hub as it was', async (t) => {
  const { dir, root } = await newHub(t);
  const next = await createRoot('Nord', now, stockKeyPairs);
  const before = JSON.stringify(readIdentity(dir));
  // Nothing can be written where the bundles go.
  rmSync(nodePaths(dir).bundles, { recursive: true, force: true });
  writeFileSync(nodePaths(dir).bundles, '');
  await t.rejects(announceRoot(dir, { signer: root, next, nowMilliseconds: now }, stockKeyPairs));
  t.equal(JSON.stringify(readIdentity(dir)), before);
  rmSync(nodePaths(dir).bundles);
  await announceRoot(dir, { signer: root, next, nowMilliseconds: now }, stockKeyPairs);
  t.equal(trustStanding(dir).version, 2);
});

t.test('[E36] a wrong code, the root of another hub and a file that is none are told apart', async (t) => {
  const { dir, root } = await newHub(t);
  const folder = temporaryFolder(t);
  const own = await rootOptions(folder, root);
  const elsewhere = join(folder, 'elsewhere');
  mkdirSync(elsewhere);
  const foreign = await rootOptions(elsewhere, await createRoot('Sud', now, stockKeyPairs));
  const rotate = (...options: readonly string[]) => hubRefusal(dir, 'issuing', 'rotate', ...options);
  const before = readFileSync(nodePaths(dir).issuing, 'utf8');
  t.equal(await rotate(...foreign), 'root-foreign');
  t.equal(await rotate(...own.slice(0, 3), foreign[3] ?? ''), 'root-closed');
  t.equal(await rotate('--root', own[3] ?? '', ...own.slice(2)), 'root-altered');
  t.equal(await rotate('--root', join(folder, 'none'), ...own.slice(2)), 'not-found');
  t.equal(readFileSync(nodePaths(dir).issuing, 'utf8'), before);
  t.equal(await rotate(...own), undefined);
  t.not(readFileSync(nodePaths(dir).issuing, 'utf8'), before);
});
