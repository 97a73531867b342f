import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { findBackup } from '../../provisioning/backup/bring-copy.js';
import { pathOf } from '../../provisioning/certificates/chain.js';
import { certificateFingerprintOf } from '../../provisioning/certificates/fingerprint.js';
import { createRoot } from '../../provisioning/certificates/issuing-authority.js';
import { callControl } from '../../provisioning/control/client.js';
import { nodePaths, readIdentity } from '../../provisioning/node-folder.js';
import { readBundle } from '../../provisioning/trust/bundle.js';
import { everTrusted } from '../../provisioning/trust/kept-bundles.js';
import { openRoot } from '../../provisioning/trust/root-file.js';
import { enrolSite, type Network, type NetworkSite, runEdge, startNetwork } from '../support/programs-network.js';
import { eventually, readRecord, writePatient } from '../support/programs-records.js';
import { callCarnet } from '../support/run-carnet.js';
import { stockKeyPairs } from '../support/stock-key-pairs.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { hubCommand, hubRefusal, makeHubOfBefore, rootOptions } from '../support/trust-tools.js';

const links = [{ name: 'fibre', kind: 'fibre', metered: false }];
const patience = 60_000;

interface Report {
  readonly version: number;
  readonly step: string;
  readonly behind: readonly { readonly site: string }[];
  readonly onFormerRoot: readonly { readonly site: string }[];
}

function both({ sites }: Network): readonly [NetworkSite, NetworkSite] {
  const [first, second] = sites;
  if (first === undefined || second === undefined) throw new Error('sites');
  return [first, second];
}

/** A record that is written at a site now is at the hub soon. */
async function reaches(network: Network, { edge }: Pick<NetworkSite, 'edge'>): Promise<void> {
  const id = await writePatient(edge.journal, 'Fadimatou');
  await eventually('it is at the hub', async () => readRecord(network.hub.journal, 'Patient', id), patience);
}

const issuingOf = (dir: string) => {
  const { authorityPem, certificatePem } = readIdentity(dir);
  const issuing = pathOf(authorityPem, certificatePem)?.issuing;
  return issuing && certificateFingerprintOf(issuing);
};
const status = (network: Network) => hubCommand<Report>(network.hubDir, 'trust', 'status');

t.test(
  '[E38] another issuing authority signs; what the one before signed stays good until it is distrusted',
  async (t) => {
    const network = await startNetwork(t, ['Garoua', 'Maroua'], links);
    const [first, revoked] = both(network);
    await reaches(network, first);
    const root = await rootOptions(network.folder, network.root);
    const signed = join(network.folder, 'signed.pem');
    const request = join(network.folder, 'request.pem');
    t.equal(await hubRefusal(network.hubDir, 'issuing', 'rotate', ...root), 'folder-in-use', 'the hub runs');
    await callControl(network.hubDir, 'site-revoke', { code: revoked.code });

    const before = issuingOf(network.hubDir) ?? '';
    await network.restartHub(async () => {
      // By files, with the root where no hub is.
      await hubCommand(network.hubDir, 'issuing', 'request', '--out', request);
      const { exit, error } = await callCarnet(['hub', 'issuing', 'sign', request, ...root, '--out', signed]);
      t.equal(exit, 0, error);
      t.match(await hubCommand(network.hubDir, 'issuing', 'install', signed), { before });
    });
    t.not(issuingOf(network.hubDir), before, 'also of the hub’s own certificate');
    t.equal(issuingOf(first.dir), before);
    await reaches(network, first);

    const dir = join(network.folder, 'third');
    const third = await enrolSite(t, network, dir, 'Ngaoundéré', links);
    const edge = await runEdge(dir);
    t.teardown(() => edge.stop());
    await reaches(network, { edge });
    t.equal(issuingOf(third.dir), issuingOf(network.hubDir), 'a new site is signed by the new one');

    await network.restartHub(() => hubCommand(network.hubDir, 'trust', 'distrust', before, ...root));
    await eventually(
      'the first site was given another',
      () => issuingOf(first.dir) === issuingOf(network.hubDir),
      patience,
    );
    await reaches(network, first);
    await first.restart();
    await reaches(network, first);
    t.strictSame(readBundle(readIdentity(first.dir).authorityPem).distrusted, [before], 'each site hears of it');
    const id = await writePatient(revoked.edge.journal, 'Revoked');
    await revoked.restart();
    await reaches(network, first);
    t.equal(await readRecord(network.hub.journal, 'Patient', id), undefined, 'revoked stays revoked');
    t.equal(issuingOf(revoked.dir) === issuingOf(network.hubDir), false, 'and gets no other certificate');
  },
);

t.test('[E37][E39][E40][E41] the root is exchanged with one site dark from beginning to end', async (t) => {
  const network = await startNetwork(t, ['Garoua', 'Maroua'], links);
  const { hubDir, folder } = network;
  const [first, dark] = both(network);
  await reaches(network, dark);
  await callControl(hubDir, 'hub-backup', {});
  await dark.edge.stop();

  const next = await createRoot('Test', Date.now(), stockKeyPairs);
  const oldRoot = await rootOptions(folder, network.root);
  const newRoot = await rootOptions(folder, next, 'new-root');
  const nextRoot = await rootOptions(temporaryFolder(t), next);
  await hubCommand(hubDir, 'trust', 'announce', ...newRoot, ...oldRoot);
  t.match(await status(network), { version: 2, step: 'announced' });
  await first.restart();
  await eventually('the first site has told', async () => (await status(network)).behind.length === 1, patience);
  t.match((await status(network)).behind, [{ site: dark.code }]);
  const french = await callCarnet(['hub', 'trust', 'status', '--dir', hubDir, '--lang', 'fr']);
  t.match(french.out, `Sites qui ignorent le lot : 1 (${dark.code} Maroua)`);
  t.equal(readBundle(readIdentity(first.dir).authorityPem).version, 2);

  await network.restartHub(async () => {
    t.equal(await hubRefusal(hubDir, 'trust', 'switch'), 'trust-sites-behind');
    await hubCommand(hubDir, 'trust', 'switch', '--force');
  });
  await reaches(network, first);
  await network.restartHub(async () => {
    t.equal(await hubRefusal(hubDir, 'trust', 'retire', ...oldRoot, '--force'), 'trust-step', 'not by the first root');
    t.equal(await hubRefusal(hubDir, 'trust', 'retire', ...nextRoot), 'trust-sites-behind', 'certificates rest on it');
    await hubCommand(hubDir, 'trust', 'retire', ...nextRoot, '--force');
  });
  t.match(await status(network), { version: 3, step: 'steady' });
  await reaches(network, first);
  t.equal(issuingOf(first.dir), issuingOf(hubDir), 'it has renewed by itself');

  dark.edge = await runEdge(dark.dir);
  await reaches(network, dark);
  t.equal(readBundle(readIdentity(dark.dir).authorityPem).version, 3);
  t.equal(issuingOf(dark.dir), issuingOf(hubDir));
  await first.restart();
  await eventually('nobody lacks it', async () => (await status(network)).behind.length === 0, patience);
  t.match(await status(network), { onFormerRoot: [] });

  const [name = ''] = readdirSync(nodePaths(hubDir).backups).filter((each) => each.endsWith('.db'));
  const backup = join(nodePaths(hubDir).backups, name);
  const { authorityPem } = readIdentity(hubDir);
  t.throws(() => findBackup(backup, authorityPem, '000' as never), { code: 'backup-refused' });
  t.ok(findBackup(backup, everTrusted(hubDir, authorityPem), '000' as never), 'a backup of before can be restored');
});

t.test(
  '[E40] a site that runs asks at once when what answers as the hub rests on no root that it trusts',
  async (t) => {
    const network = await startNetwork(t, ['Garoua'], links);
    const { hubDir, folder } = network;
    const [site] = network.sites;
    if (site === undefined) throw new Error('site');
    await reaches(network, site);
    const newRoot = await rootOptions(folder, await createRoot('Test', Date.now(), stockKeyPairs), 'new-root');
    await hubCommand(hubDir, 'trust', 'announce', ...newRoot, ...(await rootOptions(folder, network.root)));
    t.equal(readBundle(readIdentity(site.dir).authorityPem).version, 1, 'it looks again in hours only');
    await network.restartHub(() => hubCommand(hubDir, 'trust', 'switch', '--force'));
    await reaches(network, site);
    t.equal(readBundle(readIdentity(site.dir).authorityPem).version, 2);
  },
);

t.test('[E36][E39] a hub of before moves its root apart, and no site is cut off', async (t) => {
  const network = await startNetwork(t, ['Garoua'], links, {}, Date.now, makeHubOfBefore);
  const { hubDir, folder } = network;
  const [site] = network.sites;
  if (site === undefined) throw new Error('site');
  await reaches(network, site);
  t.ok(existsSync(nodePaths(hubDir).authorityKey));
  await network.restartHub();
  await reaches(network, site);
  t.match(await status(network), { version: 1, step: 'steady' }, 'it goes on as it was');

  const file = join(folder, 'root.carnet');
  const { code } = await hubCommand<{ code: string }>(hubDir, 'root-new', '--out', file);
  const next = await rootOptions(folder, await openRoot(file, code), 'new-root');
  await hubCommand(hubDir, 'trust', 'announce', ...next);
  await site.restart();
  await eventually('it has told', async () => (await status(network)).behind.length === 0, patience);
  await network.restartHub();
  await reaches(network, site);
  await network.restartHub(() => hubCommand(hubDir, 'trust', 'switch'));
  t.notOk(existsSync(nodePaths(hubDir).authorityKey), 'the key of the one authority is gone');
  t.equal(readFileSync(nodePaths(hubDir).feedSealKey, 'utf8').trim().length, 64);
  await reaches(network, site);
  t.equal(issuingOf(site.dir), undefined, 'under its certificate of before');
});
