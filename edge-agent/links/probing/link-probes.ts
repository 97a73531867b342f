import { Counter } from '../../../config/running/metrics.js';
import type { LinkName } from '../../../protocol/ids.js';
import type { ProbeKey } from '../../../protocol/probe/probe-key.js';
import { formatNetworkAddress } from '../../../provisioning/network-address-text.js';
import type { NodeLink } from '../../../provisioning/node-folder.js';
import type { LinkHappening } from '../decision/link-event.js';
import type { OpenSession } from '../open-session.js';
import { probePlaceOf } from './probe-place.js';
import type { ProbeEvent, Prober } from './prober.js';

export interface LinkProbesOptions {
  readonly links: readonly NodeLink[];
  /** Absent where nothing answers probes. */
  readonly openProber?: ((onEvent: (event: ProbeEvent) => void) => Prober) | undefined;
  readonly note: (happening: LinkHappening) => void;
  /** Who else hears what comes back. */
  readonly onEvent: (event: ProbeEvent) => void;
}

/** The probes of a site's links: where they go, under which key, and what the decision is told of them. */
export class LinkProbes {
  /** Answers that were forged, replayed or of another probe (rule L11). */
  readonly ignored = new Counter();
  readonly prober: Prober | undefined;
  readonly #options: LinkProbesOptions;
  readonly #places = new Map<LinkName, string>();

  constructor(options: LinkProbesOptions) {
    this.#options = options;
    this.prober = options.openProber?.((event) => this.#hear(event));
  }

  /** The probes of a link are proven by the key of its newest session. */
  open(link: NodeLink, { welcome }: OpenSession, key: ProbeKey | undefined): void {
    if (key === undefined || welcome.probePort === 0) return;
    const place = probePlaceOf(link, welcome.probePort, this.#options.links.indexOf(link));
    this.#places.set(link.name, formatNetworkAddress(place));
    this.prober?.open({ link: link.name, ...place, key });
  }

  /** `HOST:PORT` where the probes of a link go; `undefined` before its first session. */
  placeOf(link: LinkName): string | undefined {
    return this.#places.get(link);
  }

  stop(): void {
    this.prober?.stop();
  }

  #hear(event: ProbeEvent): void {
    const { link } = event;
    const { note, onEvent } = this.#options;
    onEvent(event);
    if (event.kind === 'ignored') this.ignored.add({ link, reason: event.reason });
    if (event.kind === 'failed') note({ kind: 'socket-error', link, code: event.code });
    if (event.kind !== 'answered') return;
    const { sequence, roundTripMilliseconds } = event;
    note({ kind: 'probe-answered', link, sequence, roundTripMilliseconds });
  }
}
