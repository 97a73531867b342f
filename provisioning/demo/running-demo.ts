import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { holdsNode, type SiteNode } from '../node-folder.js';
import { type DemoAccess, hubRoles, readAccess, siteRoles, writeAccess } from './access-file.js';
import { ensureAccounts, ensureTokens } from './accounts.js';
import { type DemoFolder, demoPaths } from './demo-folder.js';
import {
  demoHost,
  demoLinkNames,
  demoLinks,
  hubPorts,
  type PlannedSite,
  planSites,
  portsOf,
  sitePorts,
} from './demo-plan.js';
import type { RecordSite } from './demo-records.js';
import { ensureHub, ensureSite } from './enrol-nodes.js';
import { NodeProcess } from './node-process.js';
import { checkPortsFree } from './port-in-use.js';
import { RelayControl, type RelayedLink } from './relay/relay-control.js';
import { TcpRelay } from './relay/tcp-relay.js';
import type { Screen } from './screen.js';
import { SiteClient } from './site-client.js';

export interface RunningDemoOptions {
  readonly folder: DemoFolder;
  readonly sites: number;
  readonly basePort: number;
  readonly screen: Screen;
}

/** A hospital that runs. */
export interface RunningSite {
  readonly dir: string;
  readonly node: SiteNode;
  readonly records: RecordSite;
  readonly doctor: SiteClient;
  readonly reception: SiteClient;
}

type Stop = () => Promise<void>;

/** The hub, the hospitals and the relays between them; what was started is stopped in the reverse order. */
export class RunningDemo {
  readonly #options: RunningDemoOptions;
  readonly #dir: string;
  readonly #stops: Stop[] = [];
  readonly #processes: NodeProcess[] = [];
  readonly #sites: RunningSite[] = [];
  #access: DemoAccess | undefined;

  constructor(options: RunningDemoOptions) {
    this.#options = options;
    this.#dir = options.folder.dir;
  }

  get sites(): readonly RunningSite[] {
    return this.#sites;
  }

  get hubDir(): string {
    return demoPaths(this.#dir).hub;
  }

  get access(): DemoAccess {
    if (this.#access === undefined) throw new Error('not started');
    return this.#access;
  }

  /** @throws Problem `port-in-use` before anything was started; whatever was started is left to `stop` */
  async start(onUnexpectedEnd: (cause: Error) => void): Promise<void> {
    const { basePort, screen, sites } = this.#options;
    await checkPortsFree(demoHost, portsOf(basePort, sites));
    screen.say({ en: 'Starting the hub …', fr: 'Démarrage du hub …' });
    await ensureHub(this.#dir, basePort);
    const hub = await this.#startProcess(new NodeProcess('central-hub', this.hubDir), onUnexpectedEnd);
    const plans = planSites(sites);
    const nodes: SiteNode[] = [];
    for (const [index, plan] of plans.entries()) {
      if (!holdsNode(join(this.#dir, plan.folder))) {
        screen.say({ en: `Enrolling ${plan.name} …`, fr: `Enrôlement : ${plan.name} …` });
      }
      nodes.push(await ensureSite(this.#dir, basePort, plan, index + 1));
    }
    await this.#startRelays(nodes);
    for (const [index, plan] of plans.entries()) {
      screen.say({ en: `Starting ${plan.name} …`, fr: `Démarrage : ${plan.name} …` });
      await this.#startProcess(new NodeProcess('edge-agent', join(this.#dir, plan.folder)), onUnexpectedEnd);
      const node = nodes[index];
      if (node !== undefined) this.#sites.push(await this.#openSite(plan, node, index + 1));
    }
    this.#access = await this.#grantAccess(hub.dir);
    writeAccess(this.#dir, this.#access);
  }

  /** Ends the programs at once; for a second Ctrl-C. */
  kill(): void {
    for (const process of this.#processes) process.kill();
  }

  async stop(): Promise<void> {
    for (const stop of this.#stops.splice(0).reverse()) await stop();
  }

  async #startProcess(program: NodeProcess, onUnexpectedEnd: (cause: Error) => void): Promise<NodeProcess> {
    this.#processes.push(program);
    this.#stops.push(() => program.stop());
    await program.start();
    program.onUnexpectedEnd(onUnexpectedEnd);
    return program;
  }

  async #startRelays(nodes: readonly SiteNode[]): Promise<void> {
    const { basePort } = this.#options;
    const { mqtt, probe } = hubPorts(basePort);
    const ends = { target: { host: demoHost, port: mqtt }, datagramTarget: { host: demoHost, port: probe } };
    const links: RelayedLink[] = [];
    for (const [index, node] of nodes.entries()) {
      const { relays } = sitePorts(basePort, index + 1);
      for (const name of demoLinkNames) {
        const { link, shape } = demoLinks[name];
        const relay = new TcpRelay({ listen: { host: demoHost, port: relays[name] }, ...ends, shape });
        await relay.start();
        this.#stops.push(() => relay.stop());
        links.push({ site: node.code, link: name, kind: link.kind, relay });
      }
    }
    const control = new RelayControl(demoPaths(this.#dir).relaySocket, links);
    await control.start();
    this.#stops.push(() => control.stop());
  }

  /** Adds the accounts of a hospital and signs its doctor and its reception in. */
  async #openSite(plan: PlannedSite, node: SiteNode, number: number): Promise<RunningSite> {
    const { basePort, folder } = this.#options;
    const dir = join(this.#dir, plan.folder);
    const users = await ensureAccounts(dir, siteRoles, folder.state.password);
    const member = (role: 'doctor' | 'nurse' | 'midwife') => {
      const user = users.get(role);
      return { reference: user?.author ?? `Practitioner/${role}`, display: user?.displayName ?? role };
    };
    const staff = { doctor: member('doctor'), nurse: member('nurse'), midwife: member('midwife') };
    const url = `https://${demoHost}:${sitePorts(basePort, number).https}`;
    const earlier = readAccess(this.#dir)?.sites.find((site) => site.id === node.code)?.tokens;
    const tokens = await ensureTokens(dir, ['doctor', 'reception'], earlier, (token) => this.#works(url, token));
    const records = { code: node.code, name: plan.name, region: plan.region, organization: '', staff };
    const [doctor, reception] = [this.#client(url, tokens.doctor), this.#client(url, tokens.reception)];
    return { dir, node, records, doctor, reception };
  }

  async #grantAccess(hubDir: string): Promise<DemoAccess> {
    const { basePort, folder } = this.#options;
    const earlier = readAccess(this.#dir);
    const ports = hubPorts(basePort);
    const hubUrl = `https://${demoHost}:${ports.https}`;
    await ensureAccounts(hubDir, hubRoles, folder.state.password);
    const hubTokens = await ensureTokens(hubDir, hubRoles, earlier?.hub.tokens, (token) => this.#works(hubUrl, token));
    const sites = [];
    for (const [index, { dir, node, records }] of this.#sites.entries()) {
      const { https, http } = sitePorts(basePort, index + 1);
      const url = `https://${demoHost}:${https}`;
      const known = earlier?.sites.find((site) => site.id === node.code)?.tokens;
      const tokens = await ensureTokens(dir, siteRoles, known, (token) => this.#works(url, token));
      sites.push({ id: node.code, name: records.name, url, localUrl: `http://localhost:${http}`, tokens });
    }
    return {
      hub: {
        url: hubUrl,
        localUrl: `http://localhost:${ports.http}`,
        mqtt: `mqtts://${demoHost}:${ports.mqtt}`,
        tokens: hubTokens,
      },
      sites,
      ca: resolve(demoPaths(this.#dir).authority),
    };
  }

  #client(url: string, token: string): SiteClient {
    const client = new SiteClient(url, token, readFileSync(demoPaths(this.#dir).authority, 'utf8'));
    this.#stops.push(async () => client.close());
    return client;
  }

  async #works(url: string, token: string): Promise<boolean> {
    const client = this.#client(url, token);
    return (await client.ask('GET', '/api/session')).status === 200;
  }
}
