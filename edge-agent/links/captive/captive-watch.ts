import { networkInterfaces } from 'node:os';
import { systemTimers, type Timers } from '../../../config/running/timers.js';
import type { LinkName } from '../../../protocol/ids.js';
import type { NodeLink } from '../../../provisioning/node-folder.js';
import { askPlainly } from './ask-plainly.js';
import { type Captivity, judgeCaptive } from './judge-captive.js';

/** The pause after each question about a link that stays away: a request costs half a kilobyte. */
const pauseMillisecondsMin = 20_000;
const pauseMillisecondsMax = 30 * 60_000;

export interface CaptiveWatchOptions {
  readonly links: readonly NodeLink[];
  /** Where the hub answers 204 to plain HTTP, or '' where it does not. */
  readonly checkUrl: string;
  readonly onVerdict: (link: LinkName, captive: boolean) => void;
  readonly timers?: Timers;
}

interface Asked {
  pauseMilliseconds: number;
  nextAt: number;
  isBusy: boolean;
}

/** Finds out whether somebody else answers in the hub's place over a link that went away, and asks about no other. */
export class CaptiveWatch {
  readonly #options: CaptiveWatchOptions;
  readonly #timers: Timers;
  readonly #asked = new Map<LinkName, Asked>();
  #running = true;

  constructor(options: CaptiveWatchOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
  }

  stop(): void {
    this.#running = false;
  }

  /** The link works. */
  clear(link: LinkName): void {
    this.#asked.delete(link);
  }

  suspect(name: LinkName): void {
    const link = this.#options.links.find((known) => known.name === name);
    const question = link && questionOf(link, this.#options.checkUrl);
    if (question === undefined || !this.#running) return;
    const asked = this.#asked.get(name) ?? { pauseMilliseconds: pauseMillisecondsMin, nextAt: 0, isBusy: false };
    this.#asked.set(name, asked);
    const now = this.#timers.elapsedMilliseconds();
    if (asked.isBusy || now < asked.nextAt) return;
    asked.isBusy = true;
    asked.nextAt = now + asked.pauseMilliseconds;
    asked.pauseMilliseconds = Math.min(pauseMillisecondsMax, asked.pauseMilliseconds * 2);
    const { places, localAddress } = question;
    Promise.all(places.map((place) => ask(place, localAddress))).then((found) => {
      asked.isBusy = false;
      const isKnown = found.some((each) => each !== 'unknown');
      // A link that works by now is not accused of what it was.
      if (isKnown && this.#running && this.#asked.get(name) === asked) {
        this.#options.onVerdict(name, found.includes('captive'));
      }
    });
  }
}

/** Where to ask about a link, and from which address. */
interface Question {
  readonly places: readonly URL[];
  readonly localAddress: string | undefined;
}

/**
 * The hub's own port, which speaks TLS: an answer in HTTP is not its; and where it is set, the address that answers 204.
 * What is sent inside of a tunnel no operator can answer: there only the latter is asked, outside of it.
 */
function questionOf({ hub, tunnel, device, localAddress }: NodeLink, checkUrl: string): Question | undefined {
  const check = checkUrl === '' ? [] : [new URL(checkUrl)];
  if (tunnel !== undefined) {
    const outside = device === undefined ? undefined : addressOfDevice(device);
    return outside === undefined || check.length === 0 ? undefined : { places: check, localAddress: outside };
  }
  const host = hub.host.includes(':') ? `[${hub.host}]` : hub.host;
  return { places: [new URL(`http://${host}:${hub.port}/`), ...check], localAddress };
}

function addressOfDevice(device: string): string | undefined {
  return networkInterfaces()[device]?.find(({ family }) => family === 'IPv4')?.address;
}

async function ask(place: URL, localAddress: string | undefined): Promise<Captivity> {
  const answer = await askPlainly(place, localAddress);
  return answer === undefined ? 'unknown' : judgeCaptive(place, answer);
}
