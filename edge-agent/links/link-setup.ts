import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import type { LinkName } from '../../protocol/ids.js';
import type { LinkSetupFault, SetupFault } from '../../protocol/links/setup-faults.js';
import type { NodeLink } from '../../provisioning/node-folder.js';
import type { WrittenFaultCode } from '../../provisioning/tunnel/check/setup-faults.js';
import type { ShownLink } from './link-supervisor.js';

/** A link as it stands, with what is wrong with it as it is set up; absent where nothing is. */
export interface SetUpLink extends Omit<ShownLink, 'probesBlocked'> {
  readonly faults?: readonly SetupFault[];
}

export interface LinkSetupOptions {
  readonly links: readonly NodeLink[];
  /** What is wrong with them as they are written down. */
  readonly written: ReadonlyMap<LinkName, readonly WrittenFaultCode[]>;
  /** Whether this machine has a network device of that name. */
  readonly hasDevice?: (name: string) => boolean;
  /** Where the probes of a link go, `HOST:PORT`; called when something is to be shown, not before. */
  readonly probes?: () => { placeOf(link: LinkName): string | undefined };
}

/** Says of each link what is wrong with it as it is set up: what a person has to mend, and no operator can (rule L25). */
export class LinkSetup {
  readonly #options: LinkSetupOptions;

  constructor(options: LinkSetupOptions) {
    this.#options = options;
  }

  show(shown: readonly ShownLink[]): readonly SetUpLink[] {
    return shown.map((link) => {
      const faults = this.#faultsOf(link);
      const { probesBlocked: _, ...shown } = link;
      return faults.length === 0 ? shown : { ...shown, faults };
    });
  }

  faults(shown: readonly ShownLink[]): readonly LinkSetupFault[] {
    return shown.flatMap((link) => this.#faultsOf(link).map((fault) => ({ link: link.name, ...fault })));
  }

  /** A name is missed when a connection missed it: to ask for it here would cost bytes. */
  #faultsOf({ name, cause, probesBlocked }: ShownLink): readonly SetupFault[] {
    const { links, written, hasDevice = isDevice, probes } = this.#options;
    const found: SetupFault[] = (written.get(name) ?? []).map((code) => ({ code, about: '' }));
    const link = links.find((one) => one.name === name);
    if (link === undefined) return found;
    const { device, tunnel } = link;
    if (device !== undefined && !hasDevice(device)) found.push({ code: 'device-missing', about: device });
    if (tunnel !== undefined && !hasDevice(tunnel.interfaceName)) {
      found.push({ code: 'interface-missing', about: tunnel.interfaceName });
    }
    if (cause === 'dns') found.push({ code: 'name-unresolved', about: nameOf(link) });
    if (probesBlocked) found.push({ code: 'probes-blocked', about: probes?.().placeOf(name) ?? link.hub.host });
    return found;
  }
}

/** The name by which the hub is looked for. */
function nameOf({ hub, tunnel }: NodeLink): string {
  const hosts = [hub, ...(tunnel?.endpoints ?? [])].map(({ host }) => host);
  return hosts.find((host) => isIP(host) === 0) ?? hub.host;
}

const devicesFolder = '/sys/class/net';

/** As Linux says it; on another system nothing is known of devices, and nothing is said to be missing. */
function isDevice(name: string): boolean {
  return existsSync(`${devicesFolder}/${name}`) || !existsSync(devicesFolder);
}
