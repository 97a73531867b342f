import type { ChildProcess } from 'node:child_process';
import type { NetworkAddress } from '../../../provisioning/node-folder.js';
import type { LabGround, LabLink } from '../ground.js';
import { Programs } from '../programs.js';
import type { RelayCommand } from '../relay/program.js';
import { RelayProgram } from '../relay/start-relay.js';
import type { LinkCount, RelayedLink } from '../relay/udp-relay.js';

/**
 * The lab without rights: all programs on this machine's loopback, each link an address of its own (127.0.1.x, as Linux
 * has them) at which a relay listens on the hub's own ports, TCP for sessions and UDP for probes.
 */
export class LoopbackGround implements LabGround {
  readonly shortcomings = [
    'over loopback relays: no tunnels, and what is lost of a TCP stream arrives later',
    'a relay takes every connection at once, also over a link that is cut',
  ];
  readonly #links: readonly LabLink[];
  readonly #seed: number;
  readonly #programs = new Programs();
  #hub: NetworkAddress | undefined;
  #relay: RelayProgram | undefined;

  constructor(options: { readonly links: readonly LabLink[]; readonly seed: number }) {
    this.#links = options.links;
    this.#seed = options.seed;
  }

  async create(enrolled: NetworkAddress): Promise<NetworkAddress> {
    this.#hub = enrolled;
    const links = this.#links.map(
      (link): RelayedLink => ({
        ...{ ...link, plain: true, near: this.hubThrough(link.name), farHost: '127.0.0.1', hub: enrolled },
      }),
    );
    this.#relay = await RelayProgram.start((...program) => this.#programs.start(...program), {
      ...{ links, seed: this.#seed },
    });
    return enrolled;
  }

  hubThrough(name: string): NetworkAddress {
    const index = this.#links.findIndex((link) => link.name === name);
    if (index < 0 || this.#hub === undefined) throw new Error(`no link ${name}`);
    return { host: `127.0.1.${10 + index}`, port: this.#hub.port };
  }

  tunnelThrough(): undefined {
    return undefined;
  }

  spawn(
    _node: 'hub' | 'site',
    program: string,
    args: readonly string[],
    environment?: NodeJS.ProcessEnv,
  ): ChildProcess {
    return this.#programs.start(program, args, environment);
  }

  async tell(order: RelayCommand): Promise<ReadonlyMap<string, LinkCount>> {
    if (this.#relay === undefined) throw new Error('not created');
    return this.#relay.tell(order);
  }

  async remove(): Promise<void> {
    this.#relay?.end();
    await this.#programs.end();
  }
}
