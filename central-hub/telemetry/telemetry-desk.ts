import { AskLimiter } from '../../config/running/ask-limiter.js';
import type { Counter } from '../../config/running/metrics.js';
import type { HubLinkHistory } from '../../journal/telemetry/link-history.js';
import { encodeControl } from '../../protocol/control/control.js';
import type { LinkSamples } from '../../protocol/control/link-samples.js';
import { absurdityOf } from '../../protocol/telemetry/judge-samples.js';
import type { SitePeer, SiteTransport } from '../broker/site-transport.js';
import { FleetStandings } from './fleet-standings.js';

export interface TelemetryDeskOptions {
  readonly history: HubLinkHistory;
  /** What was refused or dropped, by reason. */
  readonly refused: Counter;
  readonly now: () => number;
  /** Something that ops looks at changed. */
  readonly onChanged: () => void;
  /** Told of what fails here; nothing else fails with it. */
  readonly onError: (error: unknown) => void;
}

/** Messages of one site in a minute: far more than its links ever have to say. */
const messagesPerMinuteMax = 120;

/** Hears what sites tell of their links, keeps it, and says how far it is kept (rules L33, L35). */
export class TelemetryDesk {
  readonly standings = new FleetStandings();
  readonly #options: TelemetryDeskOptions;
  readonly #limiter: AskLimiter;

  constructor(options: TelemetryDeskOptions) {
    this.#options = options;
    this.#limiter = new AskLimiter(messagesPerMinuteMax, options.now);
  }

  /** Over a session; what is absurd is counted, and nothing of it kept. */
  hear(peer: SitePeer, message: LinkSamples, transport: Pick<SiteTransport, 'publish'>): void {
    const reason = this.#limiter.take(peer.site) ? absurdityOf(message) : 'too-many';
    if (reason !== undefined) {
      this.#options.refused.add({ reason });
      return;
    }
    this.standings.note(peer.site, message, this.#options.now());
    this.#keep(peer, message, transport).catch(this.#options.onError);
    this.#options.onChanged();
  }

  async #keep(peer: SitePeer, message: LinkSamples, transport: Pick<SiteTransport, 'publish'>): Promise<void> {
    const { history, refused, now } = this.#options;
    const { kept, dropped } = await history.take(peer.site, message, now());
    if (dropped > 0) refused.add({ reason: 'old' }, dropped);
    await transport.publish(peer, 'ctl', encodeControl(kept));
  }
}
