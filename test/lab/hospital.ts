import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Journal, openJournal } from '../../journal/open.js';
import { callControl } from '../../provisioning/control/client.js';
import { unlockDataKey } from '../../provisioning/custody/key-slots.js';
import { nodePaths, readNode, type SiteNode, writeNode } from '../../provisioning/node-folder.js';
import type { NodeStatus } from '../../provisioning/verbs/inspect-verbs.js';
import { makeConsultations } from '../bench/bench-data.js';
import { preload } from '../bench/preload.js';
import { enrolSite, startNetwork } from '../support/programs-network.js';
import { uncovered } from '../support/uncovered.js';
import { JsonLines } from './network/json-lines.js';
import type { LabNetwork } from './network/lab-network.js';
import { end } from './network/namespace.js';

type Teardown = { teardown(stop: () => unknown): unknown };

const mqttPort = 8883;
const sitePort = 8080;
const main = (name: string) => fileURLToPath(new URL(`../../dist/${name}/main.js`, import.meta.url));

/** A hub and one site, enrolled in truth, whose programs run in the namespaces of a lab network. */
export class Hospital {
  readonly folder: string;
  readonly #network: LabNetwork;
  readonly #hubDir: string;
  readonly #siteDir: string;
  readonly #programs = new Map<'hub' | 'site', ReturnType<LabNetwork['site']['spawn']>>();

  private constructor(folder: string, network: LabNetwork) {
    this.folder = folder;
    this.#network = network;
    this.#hubDir = join(folder, 'hub');
    this.#siteDir = join(folder, 'site');
  }

  /** Enrols over the loopback first, then gives both folders the addresses of the lab. */
  static async create(t: Teardown, network: LabNetwork, links: readonly string[]): Promise<Hospital> {
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
    const hospital = new Hospital(folder, network);
    hospital.#moveInto(links);
    return hospital;
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

  async start(kind: 'hub' | 'site'): Promise<void> {
    const dir = kind === 'hub' ? this.#hubDir : this.#siteDir;
    const program = main(kind === 'hub' ? 'central-hub' : 'edge-agent');
    const environment = { CARNET_LOG_LEVEL: process.env['CARNET_TEST_LOG'] ?? 'fatal' };
    const child = this.#network[kind].spawn(process.execPath, [program, '--dir', dir], environment);
    this.#programs.set(kind, child);
    const lines = new JsonLines(child);
    await lines.next();
    if (process.env['CARNET_TEST_LOG'] !== undefined) child.stderr?.pipe(process.stderr);
  }

  async stop(kind: 'hub' | 'site', signal: NodeJS.Signals): Promise<void> {
    const child = this.#programs.get(kind);
    if (child !== undefined) await end(child, signal);
  }

  status(): Promise<NodeStatus> {
    return callControl(this.#siteDir, 'status', {}) as Promise<NodeStatus>;
  }

  /** A clinician of the site with a token, and a patient to write of. */
  async openClinic(): Promise<JsonLines> {
    await callControl(this.#siteDir, 'user-add', { name: 'doctor', role: 'doctor', displayName: 'Dr Lab' });
    const issued = await callControl(this.#siteDir, 'token-issue', { user: 'doctor', ttlMilliseconds: 3_600_000 });
    const { secret } = issued as { secret: string };
    const program = fileURLToPath(new URL('clinic.ts', import.meta.url));
    const base = `http://127.0.0.1:${sitePort}`;
    const args = ['--import', 'tsx', program, base, secret, 'lab-patient'];
    const lines = new JsonLines(this.#network.site.spawn(process.execPath, args, uncovered));
    await lines.next();
    return lines;
  }

  /** The journals, while the programs do not run. */
  openSite(): Promise<Journal> {
    return openStopped(this.#siteDir);
  }

  openHub(): Promise<Journal> {
    return openStopped(this.#hubDir);
  }

  #moveInto(links: readonly string[]): void {
    const hub = readNode(this.#hubDir);
    const site = readNode(this.#siteDir);
    if (hub.kind !== 'hub' || site.kind !== 'site') throw new Error('not a hub and a site');
    writeNode(this.#hubDir, { ...hub, mqtt: { host: '0.0.0.0', port: mqttPort } });
    const linkOf = (name: string): SiteNode['links'][number] => {
      const link = site.links.find((each) => each.name === name);
      if (link === undefined) throw new Error(`no link ${name}`);
      return { ...link, hub: { host: this.#network.hubAddress(name), port: mqttPort } };
    };
    const http = { host: '127.0.0.1', port: sitePort };
    writeNode(this.#siteDir, { ...site, http, links: links.map(linkOf) });
  }
}

async function openStopped(dir: string): Promise<Journal> {
  const { code, epoch, kind } = readNode(dir);
  const file = nodePaths(dir).journal;
  return openJournal({ file, key: await unlockDataKey(dir), role: kind, site: code, epoch });
}
