import type { ChildProcess } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EdgeSettings } from '../../config/edge-settings.js';
import { LedgerFile } from '../../edge-agent/links/budgets/ledger-file.js';
import type { MonthLedger } from '../../edge-agent/links/budgets/month-ledger.js';
import { type Journal, openJournal } from '../../journal/open.js';
import { parseLinkName } from '../../protocol/ids.js';
import { callControl } from '../../provisioning/control/client.js';
import { unlockDataKey } from '../../provisioning/custody/key-slots.js';
import {
  type Identity,
  type NodeLink,
  nodePaths,
  readIdentity,
  readNode,
  writeNode,
} from '../../provisioning/node-folder.js';
import type { NodeStatus } from '../../provisioning/verbs/inspect-verbs.js';
import { type Group, makeConsultations } from '../bench/bench-data.js';
import { preload } from '../bench/preload.js';
import { freePort } from '../support/free-port.js';
import { enrolSite, startNetwork } from '../support/programs-network.js';
import { uncovered } from '../support/uncovered.js';
import type { LabGround, LabTunnel } from './ground.js';
import { JsonLines } from './network/json-lines.js';
import { end } from './programs.js';
import type { ScenarioLink } from './scenario.js';

type Teardown = { teardown(stop: () => unknown): unknown };

const main = (name: string) => fileURLToPath(new URL(`../../dist/${name}/main.js`, import.meta.url));

/** A hub and one site, enrolled in truth, whose programs run on the ground of a lab. */
export class Hospital {
  readonly folder: string;
  readonly #hubDir: string;
  readonly #siteDir: string;
  readonly #programs = new Map<'hub' | 'site', ChildProcess>();
  #clinics = 0;
  #ground: LabGround | undefined;

  private constructor(folder: string) {
    this.folder = folder;
    this.#hubDir = join(folder, 'hub');
    this.#siteDir = join(folder, 'site');
  }

  /** Enrols over the loopback; the programs run elsewhere afterwards. */
  static async enrol(t: Teardown): Promise<Hospital> {
    const stops: (() => unknown)[] = [];
    const enrolling = await startNetwork({ teardown: (stop) => stops.unshift(stop) }, []);
    const folder = enrolling.folder;
    try {
      await enrolSite({ teardown: (stop) => stops.unshift(stop) }, enrolling, join(folder, 'site'), 'Garoua');
    } finally {
      // All but the folder, which was made first: it goes when the lab does.
      const removeFolder = stops.pop();
      for (const stop of stops) await stop();
      t.teardown(() => removeFolder?.());
    }
    return new Hospital(folder);
  }

  /** Gives both folders the addresses and links of the lab. */
  async moveInto(
    ground: LabGround,
    links: readonly ScenarioLink[],
    settings: Partial<EdgeSettings> = {},
  ): Promise<void> {
    const hub = readNode(this.#hubDir);
    const site = readNode(this.#siteDir);
    if (hub.kind !== 'hub' || site.kind !== 'site') throw new Error('not a hub and a site');
    writeNode(this.#hubDir, { ...hub, mqtt: await ground.create(hub.mqtt) });
    // The same when the program starts again.
    const http = { host: '127.0.0.1', port: await freePort() };
    writeNode(this.#siteDir, { ...site, http, links: links.map((link) => nodeLinkOf(link, ground)) });
    writeFileSync(join(this.#siteDir, 'settings.json'), JSON.stringify(settings));
    new LedgerFile(nodePaths(this.#siteDir).budgets).write(lastDays(links));
    this.#ground = ground;
  }

  /** Writes so many changes into the site's journal, as a hospital does in a day without a link. */
  async fill(changes: number): Promise<number> {
    if (changes === 0) return 0;
    const journal = await this.openSite();
    const groups = makeConsultations(Math.ceil(changes / 10), 'lab');
    let taken = 0;
    const enough = groups.filter((group) => {
      taken += taken < changes ? group.length : changes;
      return taken <= changes + group.length;
    });
    const written = await preload(journal, enough);
    journal.close();
    return written;
  }

  /** Writes patients with all that is known of them into the journal of the hub, as hospitals of elsewhere do, or of the site. */
  async fillWith(at: 'hub' | 'site', groups: readonly Group[]): Promise<number> {
    const journal = await (at === 'hub' ? this.openHub() : this.openSite());
    const written = await preload(journal, groups);
    journal.close();
    return written;
  }

  /** The database of the site is gone, as that of a box that is replaced; its program does not run. */
  loseJournal(): void {
    const { journal } = nodePaths(this.#siteDir);
    for (const path of [journal, `${journal}-wal`, `${journal}-shm`]) rmSync(path, { force: true });
  }

  /** @returns where its own browsers reach it */
  async start(kind: 'hub' | 'site'): Promise<string> {
    const dir = kind === 'hub' ? this.#hubDir : this.#siteDir;
    const program = main(kind === 'hub' ? 'central-hub' : 'edge-agent');
    const environment = { CARNET_LOG_LEVEL: process.env['CARNET_TEST_LOG'] ?? 'fatal' };
    const child = this.#spawn(kind, [program, '--dir', dir], environment);
    this.#programs.set(kind, child);
    const lines = new JsonLines(child);
    const { http = '' } = (await lines.next()) as { readonly http?: string };
    if (process.env['CARNET_TEST_LOG'] !== undefined) child.stderr?.pipe(process.stderr);
    return http.replace('localhost', '127.0.0.1');
  }

  async stop(kind: 'hub' | 'site', signal: NodeJS.Signals): Promise<void> {
    const child = this.#programs.get(kind);
    if (child !== undefined) await end(child, signal);
  }

  status(): Promise<NodeStatus> {
    return callControl(this.#siteDir, 'status', {}) as Promise<NodeStatus>;
  }

  /** A clinician of the site with a token, and a patient to write of. */
  async openClinic(address: string): Promise<JsonLines> {
    // A box that has lost its database may get its people back.
    this.#clinics += 1;
    const name = `doctor-${this.#clinics}`;
    await callControl(this.#siteDir, 'user-add', { name, role: 'doctor', displayName: 'Dr Lab' });
    const issued = await callControl(this.#siteDir, 'token-issue', { user: name, ttlMilliseconds: 3_600_000 });
    const { secret } = issued as { secret: string };
    const program = fileURLToPath(new URL('clinic.ts', import.meta.url));
    const args = ['--import', 'tsx', program, address, secret, 'lab-patient'];
    const lines = new JsonLines(this.#spawn('site', args, uncovered));
    await lines.next();
    return lines;
  }

  /** Keys and certificates of both, for whoever else is to speak TLS over the same links. */
  identities(): { readonly hub: Identity; readonly site: Identity } {
    return { hub: readIdentity(this.#hubDir), site: readIdentity(this.#siteDir) };
  }

  /** The journals, while the programs do not run. */
  openSite(): Promise<Journal> {
    return openStopped(this.#siteDir);
  }

  openHub(): Promise<Journal> {
    return openStopped(this.#hubDir);
  }

  #spawn(kind: 'hub' | 'site', args: readonly string[], environment: NodeJS.ProcessEnv): ChildProcess {
    if (this.#ground === undefined) throw new Error('not moved into the lab');
    return this.#ground.spawn(kind, process.execPath, args, environment);
  }
}

/** The month of the links that have one, on its last day: no share of a day holds anything back. */
function lastDays(links: readonly ScenarioLink[]): ReadonlyMap<string, MonthLedger> {
  const now = new Date();
  const day = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 0)).getUTCDate();
  const date = { month: now.toISOString().slice(0, 7), day, sinceMilliseconds: now.getTime(), isGuessed: false };
  return new Map(
    links.flatMap(({ name, month }) => {
      if (month === undefined) return [];
      const { usedBytes } = month;
      return [[name, { ...date, usedBytes, usedBeforeTodayBytes: usedBytes }] as const];
    }),
  );
}

function nodeLinkOf({ name, kind, metered, month }: ScenarioLink, ground: LabGround): NodeLink {
  const tunnel = ground.tunnelThrough(name);
  return {
    ...{ name: parseLinkName(name), kind, metered, hub: ground.hubThrough(name) },
    ...(month !== undefined && { budgetBytes: month.budgetBytes }),
    ...(tunnel !== undefined && { tunnel: nodeTunnelOf(tunnel) }),
  };
}

/** The lab has set it up itself: its keys are known to nobody else. */
function nodeTunnelOf({ interfaceName, endpoint, hubAddress }: LabTunnel): NonNullable<NodeLink['tunnel']> {
  const key = Buffer.alloc(32, 1).toString('base64');
  const keys = { publicKey: key, hubPublicKey: key };
  return { ...keys, interfaceName, endpoints: [endpoint], hubAddress, mtu: 1420, keepaliveSeconds: 0 };
}

async function openStopped(dir: string): Promise<Journal> {
  const { code, epoch, kind } = readNode(dir);
  const file = nodePaths(dir).journal;
  return openJournal({ file, key: await unlockDataKey(dir), role: kind, site: code, epoch });
}
