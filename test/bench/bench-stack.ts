import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Journal, openJournal } from '../../journal/open.js';
import { startIndexThread } from '../../journal/search-file/index-thread.js';
import { parseLinkName, parseSiteCode } from '../../protocol/ids.js';
import { callControl } from '../../provisioning/control/client.js';
import { unlockDataKey } from '../../provisioning/custody/key-slots.js';
import {
  type DemoLinkName,
  demoHost,
  demoLinks,
  hubPorts,
  planSites,
  sitePorts,
} from '../../provisioning/demo/demo-plan.js';
import { ensureHub, ensureSite } from '../../provisioning/demo/enrol-nodes.js';
import { NodeProcess } from '../../provisioning/demo/node-process.js';
import type { LinkShape } from '../../provisioning/demo/relay/shaped-pipe.js';
import { TcpRelay } from '../../provisioning/demo/relay/tcp-relay.js';
import { SiteClient } from '../../provisioning/demo/site-client.js';
import { type NodeLink, nodePaths, readNode, type SiteNode, writeNode } from '../../provisioning/node-folder.js';
import type { NodeStatus } from '../../provisioning/verbs/inspect-verbs.js';
import { demoPortCount, freePortRun } from '../support/free-port.js';
import type { HttpTarget } from './fhir/http-target.js';

/** What a site is told of a link: it chooses how it encodes by it. */
export type LinkNature = Pick<NodeLink, 'kind' | 'metered'>;

export const unmeteredFibre: LinkNature = { kind: 'fibre', metered: false };
export const meteredSatellite: LinkNature = { kind: 'geo', metered: true };

/** A real hub and one real site, enrolled, as processes, in a folder that is deleted afterwards. */
export class BenchStack {
  readonly hub: NodeProcess;
  readonly site: NodeProcess;
  readonly #dir: string;
  readonly #basePort: number;
  readonly #node: SiteNode;
  #relay: TcpRelay | undefined;

  private constructor(dir: string, basePort: number, hub: NodeProcess, node: SiteNode) {
    this.#dir = dir;
    this.#basePort = basePort;
    this.hub = hub;
    this.#node = node;
    this.site = new NodeProcess('edge-agent', join(dir, 'site-1'));
  }

  /** The hub runs, the site is enrolled and does not run yet. */
  static async create(): Promise<BenchStack> {
    const dir = mkdtempSync(join(tmpdir(), 'carnet-bench-'));
    const basePort = await freePortRun(demoPortCount);
    await ensureHub(dir, basePort);
    const hub = new NodeProcess('central-hub', join(dir, 'hub'));
    await hub.start();
    const [plan] = planSites(1);
    if (plan === undefined) throw new Error('no site planned');
    const node = await ensureSite(dir, basePort, plan, 1);
    return new BenchStack(dir, basePort, hub, node);
  }

  get node(): SiteNode {
    return this.#node;
  }

  /** The site's journal, while the site does not run. */
  async openJournal(): Promise<Journal> {
    const { code, epoch } = this.#node;
    const file = nodePaths(this.site.dir).journal;
    return openJournal({ file, key: await unlockDataKey(this.site.dir), role: 'site', site: code, epoch });
  }

  /** The hub's journal, while the hub does not run. */
  async openHubJournal(): Promise<Journal> {
    const { dir } = this.hub;
    const { code, epoch } = readNode(dir);
    return openJournal({
      file: nodePaths(dir).journal,
      key: await unlockDataKey(dir),
      role: 'hub',
      site: code,
      epoch,
      startIndexThread,
    });
  }

  /** One link to the hub, unmetered fibre unless told; through a relay that counts bytes when `relayed`. */
  async connect(relayed: boolean, as: LinkNature = unmeteredFibre): Promise<TcpRelay | undefined> {
    if (relayed) return this.connectOver('fibre', demoLinks.fibre.shape, as);
    const [fibre] = this.#node.links;
    if (fibre === undefined) throw new Error('no link');
    const hub = { host: demoHost, port: hubPorts(this.#basePort).mqtt };
    writeNode(this.site.dir, { ...this.#node, links: [{ ...fibre, ...as, hub }] });
    return undefined;
  }

  /** One link to the hub through a relay of this shape; the one before it, if any, is taken away. */
  async connectOver(name: DemoLinkName, shape: LinkShape, as?: LinkNature): Promise<TcpRelay> {
    const link = this.#node.links.find((one) => one.name === name);
    if (link === undefined) throw new Error('no link');
    await this.#relay?.stop();
    const listen = { host: demoHost, port: sitePorts(this.#basePort, 1).relays[name] };
    const relay = new TcpRelay({ listen, target: { host: demoHost, port: hubPorts(this.#basePort).mqtt }, shape });
    await relay.start();
    writeNode(this.site.dir, { ...this.#node, links: [{ ...link, ...as, hub: listen }] });
    this.#relay = relay;
    return relay;
  }

  /** Four links straight to the hub, a session held over each: three that cost nothing, and a satellite. */
  connectWarm(): readonly NodeLink[] {
    const [first] = this.#node.links;
    if (first === undefined) throw new Error('no link');
    const hub = { host: demoHost, port: hubPorts(this.#basePort).mqtt };
    const natures = [
      ['fibre', 'fibre', false],
      ['radio', 'other', false],
      ['starlink', 'starlink', false],
      ['geo', 'geo', true],
    ] as const;
    const links = natures.map(([name, kind, metered]): NodeLink => {
      return { name: parseLinkName(name), kind, metered, ...(metered && { standby: 'warm' }), hub };
    });
    writeNode(this.site.dir, { ...this.#node, links });
    return links;
  }

  /** A user of the running site with a token. */
  async signIn(name = 'doctor'): Promise<SiteClient> {
    const { origin, token, authorityPem } = await this.#admit(name);
    return new SiteClient(origin, token, authorityPem);
  }

  /** The running site's FHIR base, with the token of a user. */
  async fhirTarget(): Promise<Required<HttpTarget>> {
    const { origin, token, authorityPem } = await this.#admit('doctor');
    return { base: `${origin}/fhir`, token, authorityPem };
  }

  async #admit(name: string) {
    await callControl(this.site.dir, 'user-add', { name, role: 'doctor', displayName: 'Dr Bench' });
    const issued = (await callControl(this.site.dir, 'token-issue', {
      user: name,
      ttlMilliseconds: 3_600_000,
    })) as {
      secret: string;
    };
    const origin = `https://${demoHost}:${sitePorts(this.#basePort, 1).https}`;
    return { origin, token: issued.secret, authorityPem: readFileSync(nodePaths(this.site.dir).authority, 'utf8') };
  }

  /** Changes of the running site that the hub has not receipted. */
  async pending(): Promise<number> {
    const status = (await callControl(this.site.dir, 'status', {})) as NodeStatus;
    return status.lanes.reduce((sum, { pending }) => sum + pending, 0);
  }

  /** Resolves when the hub is durable for everything that the site has. */
  async untilDrained(lookMilliseconds = 20): Promise<void> {
    while ((await this.pending()) > 0) await sleep(lookMilliseconds);
  }

  /** Resolves when everything that the hub is durable for can be searched for there. */
  async untilIndexed(lookMilliseconds = 20): Promise<void> {
    const { http } = hubPorts(this.#basePort);
    for (;;) {
      const text = await (await fetch(`http://${demoHost}:${http}/metrics`)).text();
      const lag = /^carnet_index_lag_seconds (\S+)$/m.exec(text)?.[1];
      if (lag === undefined) throw new Error('the hub does not say how far its index is');
      if (Number(lag) === 0) return;
      await sleep(lookMilliseconds);
    }
  }

  async destroy(): Promise<void> {
    await this.site.stop();
    await this.#relay?.stop();
    await this.hub.stop();
    rmSync(this.#dir, { recursive: true, force: true });
  }
}

/** A journal on its own, with a key of its own. */
export function openScratchJournal(): { readonly journal: Journal; readonly destroy: () => void } {
  const dir = mkdtempSync(join(tmpdir(), 'carnet-bench-'));
  const key = 'c1'.repeat(32);
  const journal = openJournal({
    file: join(dir, 'journal.db'),
    key,
    role: 'site',
    site: parseSiteCode('7KD'),
    epoch: 1,
  });
  return {
    journal,
    destroy: () => {
      journal.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
