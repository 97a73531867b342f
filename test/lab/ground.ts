import type { ChildProcess } from 'node:child_process';
import type { NetworkAddress } from '../../provisioning/node-folder.js';
import type { RelayCommand } from './relay/program.js';
import type { LineShape } from './relay/shaped-line.js';
import type { LinkCount } from './relay/udp-relay.js';

/** A link between the site and the hub, as it is at the start. */
export interface LabLink {
  readonly name: string;
  readonly up: LineShape;
  readonly down: LineShape;
  /** Mutual TLS without a tunnel around it: what stands on the way can answer in the hub's place. */
  readonly plain?: boolean;
}

/** The tunnel of a link, at the site. */
export interface LabTunnel {
  readonly interfaceName: string;
  /** Where the hub's end is reached. */
  readonly endpoint: NetworkAddress;
  /** The hub inside of it. */
  readonly hubAddress: string;
}

/** Where the programs of a lab run, and the links between them: namespaces of their own, or this machine's loopback. */
export interface LabGround {
  /** What is not as in a network here, in words. */
  readonly shortcomings: readonly string[];
  /** @param enrolled where the hub listened while the site enrolled @returns where it is to listen in the lab */
  create(enrolled: NetworkAddress): Promise<NetworkAddress>;
  /** Where the site reaches the hub through a link. */
  hubThrough(link: string): NetworkAddress;
  /** None where it is plain mutual TLS. */
  tunnelThrough(link: string): LabTunnel | undefined;
  /** Starts a program at the hub or at the site; it ends with `remove` at the latest. */
  spawn(node: 'hub' | 'site', program: string, args: readonly string[], environment?: NodeJS.ProcessEnv): ChildProcess;
  /** Changes a link, or only reads the counts of all. */
  tell(order: RelayCommand): Promise<ReadonlyMap<string, LinkCount>>;
  remove(): Promise<void>;
}
