import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { NetworkAddress } from '../../../provisioning/node-folder.js';
import type { LabGround, LabLink, LabTunnel } from '../ground.js';
import type { RelayCommand } from '../relay/program.js';
import { RelayProgram } from '../relay/start-relay.js';
import type { LinkCount, RelayedLink } from '../relay/udp-relay.js';
import { command } from './command.js';
import { Namespace } from './namespace.js';
import { openTunnel } from './tunnel.js';

export interface LabNetworkOptions {
  readonly links: readonly LabLink[];
  /** TCP's congestion control in the site's and the hub's namespace; the system's own when left out. */
  readonly congestion?: string;
  readonly seed: number;
}

const mqttPort = 8883;
/** The one after it. */
const probePort = mqttPort + 1;
const tunnelPort = 51_820;
const prefix = 'carnet-lab-';

/**
 * Three namespaces, `site`, `between` and `hub`; for each link a veth pair on either side of `between`, one WireGuard
 * tunnel from end to end, and in `between` a relay that is the link. Nothing of the machine's own network is touched.
 */
export class LabNetwork implements LabGround {
  readonly shortcomings = [];
  readonly #site: Namespace;
  readonly #hub: Namespace;
  readonly #between: Namespace;
  readonly #options: LabNetworkOptions;
  readonly #id = randomBytes(3).toString('hex');
  #relay: RelayProgram | undefined;

  constructor(options: LabNetworkOptions) {
    this.#options = options;
    const named = (node: string) => new Namespace(`${prefix}${process.pid}-${this.#id}-${node}`);
    this.#site = named('site');
    this.#hub = named('hub');
    this.#between = named('between');
  }

  async create(): Promise<NetworkAddress> {
    await removeLeftOvers();
    for (const namespace of [this.#site, this.#hub, this.#between]) await namespace.create();
    const links = this.#options.links.map((link, index) => ({ ...plan(index, link), link, index }));
    for (const each of links) await this.#openUnderlay(each);
    const relayed: RelayedLink[] = links.map(({ link, ...at }) => ({
      ...{ ...link, ...at, plain: link.plain ?? false },
      ...(link.plain ? {} : { probePort }),
    }));
    this.#relay = await RelayProgram.start((...program) => this.#between.spawn(...program), {
      ...{ links: relayed, seed: this.#options.seed },
    });
    for (const { index, near, hub, link } of links) {
      if (link.plain) continue;
      const [siteAddress, hubAddress] = [tunnelAddress(index, 'site'), tunnelAddress(index, 'hub')];
      await openTunnel(
        { ...this.#end('site', index), address: siteAddress, port: near.port, endpoint: `${near.host}:${near.port}` },
        { ...this.#end('hub', index), address: hubAddress, port: hub.port },
      );
    }
    const { congestion } = this.#options;
    for (const namespace of congestion === undefined ? [] : [this.#site, this.#hub]) {
      await namespace.run('sysctl', ['-q', '-w', `net.ipv4.tcp_congestion_control=${congestion}`]);
    }
    return { host: '0.0.0.0', port: mqttPort };
  }

  hubThrough(name: string): NetworkAddress {
    const index = this.#options.links.findIndex((link) => link.name === name);
    const link = this.#options.links[index];
    if (link === undefined) throw new Error(`no link ${name}`);
    return link.plain ? plan(index, link).near : { host: tunnelAddress(index, 'hub'), port: mqttPort };
  }

  tunnelThrough(name: string): LabTunnel | undefined {
    const index = this.#options.links.findIndex((link) => link.name === name);
    const link = this.#options.links[index];
    if (link === undefined || link.plain) return undefined;
    const { interfaceName } = this.#end('site', index);
    return { interfaceName, endpoint: plan(index, link).near, hubAddress: tunnelAddress(index, 'hub') };
  }

  spawn(node: 'hub' | 'site', program: string, args: readonly string[], environment?: NodeJS.ProcessEnv): ChildProcess {
    return this.#namespaceOf(node).spawn(program, args, environment);
  }

  async tell(order: RelayCommand): Promise<ReadonlyMap<string, LinkCount>> {
    if (this.#relay === undefined) throw new Error('not created');
    return this.#relay.tell(order);
  }

  async remove(): Promise<void> {
    this.#relay?.end();
    for (const namespace of [this.#site, this.#hub, this.#between]) await namespace.remove();
  }

  #end(side: 'site' | 'hub', index: number) {
    return { namespace: this.#namespaceOf(side), interfaceName: `cl${this.#id}${side[0]}${index}` };
  }

  #namespaceOf(side: 'site' | 'hub'): Namespace {
    return side === 'site' ? this.#site : this.#hub;
  }

  /** For each link a pair of wires of its own, so that each can be unplugged. */
  async #openUnderlay({
    index,
    near,
    farHost,
    siteHost,
    hub,
  }: ReturnType<typeof plan> & { index: number }): Promise<void> {
    await this.#wire(this.#site, `s${index}`, siteHost, near.host);
    await this.#wire(this.#hub, `h${index}`, hub.host, farHost);
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
}

/** Of a lab that was killed before it could clean up: its namespaces name the process that made them. */
async function removeLeftOvers(): Promise<void> {
  for (const [name, pid] of (await command('ip', ['netns', 'list'])).matchAll(/^carnet-lab-(\d+)-\S+/gm)) {
    if (!existsSync(`/proc/${pid}`)) await command('ip', ['netns', 'del', name]);
  }
}

/** Addresses of a link's underlay; they exist in the namespaces of this run only. */
function plan(index: number, { plain = false }: LabLink) {
  const port = plain ? mqttPort : tunnelPort + index;
  const [siteNet, hubNet] = [`10.97.${10 + index}`, `10.97.${110 + index}`];
  const near = { host: `${siteNet}.1`, port };
  return { near, siteHost: `${siteNet}.2`, farHost: `${hubNet}.1`, hub: { host: `${hubNet}.2`, port } };
}

function tunnelAddress(index: number, side: 'site' | 'hub'): string {
  return `10.99.${index}.${side === 'hub' ? 1 : 2}`;
}
