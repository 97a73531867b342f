import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { uncovered } from '../../support/uncovered.js';
import type { RelayCommand } from '../relay/program.js';
import type { LineShape } from '../relay/shaped-line.js';
import type { LinkCount, RelayedLink } from '../relay/udp-relay.js';
import { command } from './command.js';
import { JsonLines } from './json-lines.js';
import { Namespace } from './namespace.js';
import { openTunnel } from './tunnel.js';

/** A link between the site and the hub, as it is at the start. */
export interface LabLink {
  readonly name: string;
  readonly up: LineShape;
  readonly down: LineShape;
}

export interface LabNetworkOptions {
  readonly links: readonly LabLink[];
  /** TCP's congestion control in the site's and the hub's namespace; the system's own when left out. */
  readonly congestion?: string;
  readonly seed: number;
}

const program = fileURLToPath(new URL('../relay/program.ts', import.meta.url));
const tunnelPort = 51_820;
const prefix = 'carnet-lab-';

/**
 * Three namespaces, `site`, `between` and `hub`; for each link a veth pair on either side of `between`, one WireGuard
 * tunnel from end to end, and in `between` a relay that is the link. Nothing of the machine's own network is touched.
 */
export class LabNetwork {
  readonly site: Namespace;
  readonly hub: Namespace;
  readonly #between: Namespace;
  readonly #options: LabNetworkOptions;
  readonly #id = randomBytes(3).toString('hex');
  #relay: JsonLines | undefined;

  constructor(options: LabNetworkOptions) {
    this.#options = options;
    const named = (node: string) => new Namespace(`${prefix}${process.pid}-${this.#id}-${node}`);
    this.site = named('site');
    this.hub = named('hub');
    this.#between = named('between');
  }

  async create(): Promise<void> {
    await removeLeftOvers();
    for (const namespace of [this.site, this.hub, this.#between]) await namespace.create();
    const links = this.#options.links.map((link, index) => ({ ...plan(index), link, index }));
    for (const { index } of links) await this.#openUnderlay(index);
    const relayed: RelayedLink[] = links.map(({ link, ...at }) => ({ ...link, ...at }));
    this.#relay = await this.#startRelay(relayed);
    for (const { index, near, hub } of links) {
      const [siteAddress, hubAddress] = [tunnelAddress(index, 'site'), tunnelAddress(index, 'hub')];
      await openTunnel(
        { ...this.#end('site', index), address: siteAddress, port: near.port, endpoint: `${near.host}:${near.port}` },
        { ...this.#end('hub', index), address: hubAddress, port: hub.port },
      );
    }
    const { congestion } = this.#options;
    if (congestion === undefined) return;
    for (const namespace of [this.site, this.hub]) {
      await namespace.run('sysctl', ['-q', '-w', `net.ipv4.tcp_congestion_control=${congestion}`]);
    }
  }

  /** The hub's address through the tunnel of a link. */
  hubAddress(name: string): string {
    const index = this.#options.links.findIndex((link) => link.name === name);
    if (index < 0) throw new Error(`no link ${name}`);
    return tunnelAddress(index, 'hub');
  }

  /** Changes a link, or only reads its counts. */
  async tell(order: RelayCommand): Promise<ReadonlyMap<string, LinkCount>> {
    if (this.#relay === undefined) throw new Error('not created');
    return new Map(Object.entries((await this.#relay.ask(order)) as Record<string, LinkCount>));
  }

  async remove(): Promise<void> {
    this.#relay?.end();
    for (const namespace of [this.site, this.hub, this.#between]) await namespace.remove();
  }

  #end(side: 'site' | 'hub', index: number) {
    return { namespace: this[side], interfaceName: `cl${this.#id}${side[0]}${index}` };
  }

  /** For each link a pair of wires of its own, so that each can be unplugged. */
  async #openUnderlay(index: number): Promise<void> {
    const { near, farHost, siteHost, hub } = plan(index);
    await this.#wire(this.site, `s${index}`, siteHost, near.host);
    await this.#wire(this.hub, `h${index}`, hub.host, farHost);
  }

  async #wire(namespace: Namespace, name: string, host: string, betweenHost: string): Promise<void> {
    const peer = ['peer', 'name', name, 'netns', this.#between.name];
    await namespace.run('ip', ['link', 'add', 'name', name, 'type', 'veth', ...peer]);
    for (const [each, address] of [
      [namespace, host],
      [this.#between, betweenHost],
    ] as const) {
      await each.run('ip', ['address', 'add', `${address}/30`, 'dev', name]);
      await each.run('ip', ['link', 'set', name, 'up']);
    }
  }

  async #startRelay(links: readonly RelayedLink[]): Promise<JsonLines> {
    const order = JSON.stringify({ links, seed: this.#options.seed });
    const args = ['--import', 'tsx', program, order];
    const lines = new JsonLines(this.#between.spawn(process.execPath, args, uncovered));
    await lines.next();
    return lines;
  }
}

/** Of a lab that was killed before it could clean up: its namespaces name the process that made them. */
async function removeLeftOvers(): Promise<void> {
  for (const [name, pid] of (await command('ip', ['netns', 'list'])).matchAll(/^carnet-lab-(\d+)-\S+/gm)) {
    if (!existsSync(`/proc/${pid}`)) await command('ip', ['netns', 'del', name]);
  }
}

/** Addresses of a link's underlay; they exist in the namespaces of this run only. */
function plan(index: number) {
  const port = tunnelPort + index;
  const [siteNet, hubNet] = [`10.97.${10 + index}`, `10.97.${110 + index}`];
  const near = { host: `${siteNet}.1`, port };
  return { near, siteHost: `${siteNet}.2`, farHost: `${hubNet}.1`, hub: { host: `${hubNet}.2`, port } };
}

function tunnelAddress(index: number, side: 'site' | 'hub'): string {
  return `10.99.${index}.${side === 'hub' ? 1 : 2}`;
}
