import { Problem } from '../../protocol/problem.js';
import type { MakeKeyPair } from '../certificates/key-pair.js';
import { extraHostsMax, isGrantableHost } from '../certificates/profile.js';
import type { NetworkAddress } from '../node-folder.js';
import type { JoinStep } from './join-step.js';

/** The hub's MQTT address as seen through a link, TCP. */
export interface LinkAddress extends NetworkAddress {
  /** Where its answers to probes are reached there, UDP; without, at the same host and the port that the hub's welcome names. */
  readonly probe?: NetworkAddress;
}

/** How a box is to be reached, and how it is to reach the hub. */
export interface JoinPlan {
  /** `https://HOST:PORT` of the hub; what leads there need not be trusted. */
  readonly hubUrl: string;
  readonly https: NetworkAddress;
  readonly http?: NetworkAddress;
  /** Names of this box on its LAN, beside localhost. */
  readonly extraHosts: readonly string[];
  /** By link name, where it is not what the hub says. */
  readonly linkAddresses: ReadonlyMap<string, LinkAddress>;
  /** Whether to use the tunnels that the hub gives; as a rule yes. */
  readonly tunnels?: boolean;
}

export interface JoinOptions extends JoinPlan {
  readonly dir: string;
  /** As it was typed. */
  readonly code: string;
  /** To work at once where the hub cannot be reached, and enrol later. @returns what the box's own clock says */
  readonly provisionalBy?: () => number;
  readonly onStep?: (step: JoinStep) => void;
  readonly makeKeyPair?: MakeKeyPair;
}

/** @throws Problem `usage-wrong` */
export function checkPlan({ hubUrl, extraHosts }: Pick<JoinPlan, 'hubUrl' | 'extraHosts'>): void {
  parseHubUrl(hubUrl);
  if (extraHosts.length > extraHostsMax) throw new Problem('usage-wrong', `at most ${extraHostsMax} host names`);
  const wrong = extraHosts.find((host) => !isGrantableHost(host));
  if (wrong !== undefined) throw new Problem('usage-wrong', `not a host name or IPv4 address: ${wrong}`);
}

/** @throws Problem `usage-wrong` unless it is https://… */
export function parseHubUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:') throw new Problem('usage-wrong', `the hub’s address must be https://…: ${text}`);
  return url;
}
