import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Journal, openJournal } from '../../../journal/open.js';
import type { ApplyBatch } from '../../../journal/sync-store.js';
import { hubCode, type SiteCode } from '../../../protocol/ids.js';
import { issueCertificate } from '../../../provisioning/certificates/authority.js';
import { certificateFingerprintOf } from '../../../provisioning/certificates/fingerprint.js';
import { type KeyPairPem, newKeyPair } from '../../../provisioning/certificates/key-pair.js';
import { hubServerName, leafKeyBits } from '../../../provisioning/certificates/profile.js';
import { callControl } from '../../../provisioning/control/client.js';
import { unlockDataKey } from '../../../provisioning/custody/key-slots.js';
import { demoHost, hubPorts } from '../../../provisioning/demo/demo-plan.js';
import { ensureHub } from '../../../provisioning/demo/enrol-nodes.js';
import { NodeProcess } from '../../../provisioning/demo/node-process.js';
import { authorityOf, nodePaths, readIdentity } from '../../../provisioning/node-folder.js';
import { demoPortCount, freePortRun } from '../../support/free-port.js';
import type { FleetPlan, FleetSiteIdentity } from './fleet-plan.js';
import { SiteLog } from './site-log.js';
import { VisitMint } from './visit-mint.js';

export interface FleetSize {
  readonly sites: number;
  /** Resources at the hub before anything is measured. */
  readonly preload: number;
}

/** Whether a hub builds its search rows, or leaves them out, which none does but for a bench. */
export type SearchRows = 'built' | 'left-out';

const heldIndex = new URL('./held-index.js', import.meta.url).href;

/** A hub with its fleet and its past, made once in a run and copied for each bench. */
interface Prepared {
  readonly dir: string;
  readonly basePort: number;
  readonly sites: readonly FleetSiteIdentity[];
  readonly pair: KeyPairPem;
}

/** Sites that wrote the past; their logs are not gone on with. */
const pastSites = 20;
const batchesEach = 8;
const prepared = new Map<string, Promise<Prepared>>();

/** A hub of a size, as a process of its own over a fresh copy of its folder. */
export class FleetHub {
  readonly hub: NodeProcess;
  readonly #dir: string;
  readonly #prepared: Prepared;

  private constructor(dir: string, ready: Prepared) {
    this.#dir = dir;
    this.#prepared = ready;
    this.hub = new NodeProcess('central-hub', join(dir, 'hub'));
  }

  static async create({ sites, preload }: FleetSize, searchRows: SearchRows = 'built'): Promise<FleetHub> {
    const size = { sites, preload };
    const name = JSON.stringify(size);
    const preparing = prepared.get(name) ?? prepare(size);
    prepared.set(name, preparing);
    const ready = await preparing;
    const dir = mkdtempSync(join(tmpdir(), 'carnet-bench-'));
    cpSync(ready.dir, dir, { recursive: true });
    const fleet = new FleetHub(dir, ready);
    await fleet.#start(searchRows);
    return fleet;
  }

  async #start(searchRows: SearchRows): Promise<void> {
    const { NODE_OPTIONS: given } = process.env;
    if (searchRows === 'left-out') process.env['NODE_OPTIONS'] = `${given ?? ''} --import=${heldIndex}`;
    try {
      await this.hub.start();
    } finally {
      if (given === undefined) delete process.env['NODE_OPTIONS'];
      else process.env['NODE_OPTIONS'] = given;
    }
  }

  /** What a driver needs to play the sites. */
  plan(changesEach: number, seconds?: number): FleetPlan {
    const { pair, sites, basePort } = this.#prepared;
    const { authority } = nodePaths(this.hub.dir);
    return {
      ...{ host: demoHost, port: hubPorts(basePort).mqtt, hubName: hubServerName, keyPem: pair.privateKeyPem, sites },
      ...{ authorityPem: readFileSync(authority, 'utf8'), changesEach, ...(seconds !== undefined && { seconds }) },
    };
  }

  /** How far the search index of the hub is behind, as it says itself. */
  async indexLagSeconds(): Promise<number> {
    const { http } = hubPorts(this.#prepared.basePort);
    const text = await (await fetch(`http://${demoHost}:${http}/metrics`)).text();
    return Number(/^carnet_index_lag_seconds (\S+)$/m.exec(text)?.[1] ?? Number.NaN);
  }

  async destroy(): Promise<void> {
    await this.hub.stop();
    rmSync(this.#dir, { recursive: true, force: true });
  }
}

async function prepare({ sites: count, preload }: FleetSize): Promise<Prepared> {
  const dir = mkdtempSync(join(tmpdir(), 'carnet-bench-'));
  process.once('exit', () => rmSync(dir, { recursive: true, force: true }));
  const basePort = await freePortRun(demoPortCount);
  await ensureHub(dir, basePort);
  const hubDir = join(dir, 'hub');
  const pair = await newKeyPair(leafKeyBits);
  const file = nodePaths(hubDir).journal;
  const journal = openJournal({ file, key: await unlockDataKey(hubDir), role: 'hub', site: hubCode, epoch: 1 });
  const sites = await enrol(journal, hubDir, pair, count);
  await writePast(journal, preload);
  journal.close();
  // The hub itself builds the index of the past, as it would after a restore.
  const hub = new NodeProcess('central-hub', hubDir);
  const ready = { dir, basePort, sites, pair };
  await hub.start();
  const { http } = hubPorts(basePort);
  for (;;) {
    const text = await (await fetch(`http://${demoHost}:${http}/metrics`)).text();
    if (/^carnet_index_waiting_changes 0$/m.test(text) && /^carnet_index_lag_seconds 0$/m.test(text)) break;
    await sleep(200);
  }
  await backUp(hubDir);
  await hub.stop();
  return ready;
}

/** As a hub with a past has one: it makes its first at once, which would fall into what is measured. */
async function backUp(hubDir: string): Promise<void> {
  const aside = mkdtempSync(join(tmpdir(), 'carnet-bench-'));
  try {
    await callControl(hubDir, 'hub-backup', { to: aside });
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/** Certificates of the hub's own authority, on its list, as if each site had joined. */
async function enrol(journal: Journal, hubDir: string, pair: KeyPairPem, count: number) {
  const { authorityKeyPem = '', ...identity } = readIdentity(hubDir);
  const authority = authorityOf({ ...identity, authorityKeyPem });
  const sites: FleetSiteIdentity[] = [];
  for (let index = 0; index < count; index += 1) {
    const { code, epoch } = await addSite(journal, `site ${index}`);
    const publicKeyPem = pair.publicKeyPem;
    const certificatePem = issueCertificate(authority, {
      code,
      publicKeyPem,
      extraHosts: [],
      nowMilliseconds: Date.now(),
    });
    const inviteId = `bench-${index}`;
    await journal.fleet.addInvite({ inviteId, site: code, proofKey: '00', expiresMilliseconds: Date.now() + 60_000 });
    await journal.fleet.spendInvite({
      ...{ inviteId, keyFingerprint: 'bench', certificatePem, atMilliseconds: Date.now() },
      certificateFingerprint: certificateFingerprintOf(certificatePem),
    });
    sites.push({ code, epoch, certificatePem });
  }
  return sites;
}

function addSite(journal: Journal, name: string) {
  return journal.fleet.addSite({ name, region: 'Littoral', links: [], createdMilliseconds: Date.now() });
}

/** Changes of other sites, applied and fanned out, without the way over the network. */
async function writePast(journal: Journal, resources: number): Promise<void> {
  const logs: { readonly code: SiteCode; readonly log: SiteLog }[] = [];
  for (let index = 0; index < pastSites; index += 1) {
    const { code, epoch } = await addSite(journal, `past ${index}`);
    logs.push({ code, log: new SiteLog(code, epoch) });
  }
  const mint = new VisitMint('past');
  let commands: ApplyBatch[] = [];
  for (let made = 0, visit = 0; made < resources; visit += 1) {
    const { code, log } = logs[visit % logs.length] ?? {};
    if (code === undefined || log === undefined) return;
    const minted = mint.mint(code);
    made += minted.changes.length;
    const batch = log.add(minted);
    if (batch === undefined) continue;
    const { epoch } = batch.header;
    commands.push({ log: { direction: 'up', site: code, epoch }, batch, receivedMilliseconds: Date.now() });
    if (commands.length < batchesEach) continue;
    await apply(journal, commands);
    commands = [];
  }
  await apply(journal, commands);
}

async function apply(journal: Journal, commands: readonly ApplyBatch[]): Promise<void> {
  for (const { problem } of await journal.sync.applyBatches(commands)) if (problem !== undefined) throw problem;
  while ((await journal.fanout.fanOut(0, 20_000)).more);
}
