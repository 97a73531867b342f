import { existsSync, readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { FibreSignal } from '../../../protocol/links/link-signal.js';
import type { NodeLink } from '../../../provisioning/node-folder.js';
import type { LinkProbePlugin, SayOnce } from './link-probe-plugin.js';

/** A file of the kernel's memory: looked at so often that a pulled cable is known before a probe is missed. */
const carrierPauseMilliseconds = 250;

export interface FibrePluginOptions {
  readonly link: Pick<NodeLink, 'device' | 'localAddress' | 'tunnel'>;
  /** Where the kernel shows its network devices. */
  readonly devices?: string;
  readonly say: SayOnce;
}

/** The carrier and the error counters of a wired link's network device, as Linux shows them under `/sys/class/net`. */
export class FibrePlugin implements LinkProbePlugin {
  readonly pauseMilliseconds = carrierPauseMilliseconds;
  readonly #options: FibrePluginOptions;

  constructor(options: FibrePluginOptions) {
    this.#options = options;
  }

  async read(): Promise<FibreSignal | undefined> {
    const { link, devices = '/sys/class/net', say } = this.#options;
    const device = link.device ?? deviceOfAddress(link);
    if (device === undefined) return undefined;
    const folder = join(devices, device);
    if (!existsSync(folder)) {
      // An adapter that was pulled out takes its device with it.
      say(`there is no network device ${device}`);
      return { kind: 'fibre', device, carrier: false, errors: 0, drops: 0 };
    }
    const count = (name: string) => Number(readText(join(folder, 'statistics', name)) ?? 0) || 0;
    return {
      ...{ kind: 'fibre', device, carrier: readText(join(folder, 'carrier')) === '1' },
      errors: count('rx_errors') + count('tx_errors'),
      drops: count('rx_dropped') + count('tx_dropped'),
    };
  }

  stop(): void {}
}

/** The device that has the link's own address; inside of a tunnel that would be the tunnel, which has no cable. */
function deviceOfAddress({ localAddress, tunnel }: FibrePluginOptions['link']): string | undefined {
  if (localAddress === undefined || tunnel !== undefined) return undefined;
  const found = Object.entries(networkInterfaces()).find(([, list = []]) =>
    list.some(({ address }) => address === localAddress),
  );
  return found?.[0];
}

/** A device that is switched off gives no carrier at all but an error. */
function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}
