import type { LinkName } from '../../protocol/ids.js';
import type { Signal } from '../../protocol/links/link-signal.js';
import type { CaptiveWatch } from './captive/captive-watch.js';
import type { LinkHappening } from './decision/link-event.js';
import type { ShownLink } from './link-supervisor.js';
import type { SignalReader } from './plugins/signal-reader.js';

export interface LinkWitnessesOptions {
  readonly openSignals: (onSignal: (link: LinkName, signal: Signal | undefined) => void) => SignalReader;
  readonly openCaptive: (onVerdict: (link: LinkName, captive: boolean) => void) => CaptiveWatch;
  /** The decision hears what they have to say. */
  readonly tell: (happening: LinkHappening) => void;
}

/** What beside probes and sessions knows why a link is not as it should be. */
export class LinkWitnesses {
  readonly #signals: SignalReader;
  readonly #captive: CaptiveWatch;

  constructor({ openSignals, openCaptive, tell }: LinkWitnessesOptions) {
    this.#signals = openSignals((link, signal) => tell({ kind: 'signal', link, signal }));
    this.#captive = openCaptive((link, captive) => tell({ kind: 'captive', link, captive }));
  }

  start(): void {
    this.#signals.start();
  }

  stop(): void {
    this.#signals.stop();
    this.#captive.stop();
  }

  /** The links as they now are: those in trouble are looked into. */
  see(links: readonly ShownLink[]): void {
    for (const { name, state } of links) {
      if (state === 'down') {
        this.#signals.suspect(name);
        this.#captive.suspect(name);
      } else this.#captive.clear(name);
    }
  }

  /** What the link's equipment said last. */
  signalOf(link: LinkName): Signal | undefined {
    return this.#signals.latest(link);
  }
}
