import type { ProbedLink, ProbeEvent, Prober } from '../../../edge-agent/links/probing/prober.js';
import type { LinkName } from '../../../protocol/ids.js';
import type { VirtualTime } from '../virtual-time.js';
import type { LinkPlant } from './link-fault-kinds.js';
import type { Wire } from './wire.js';

export interface SimulatedProberOptions {
  readonly time: VirtualTime;
  readonly wireOf: (link: LinkName) => Wire;
  readonly isHubUp: () => boolean;
  readonly isAlive: () => boolean;
  readonly plant: LinkPlant | undefined;
  readonly onEvent: (event: ProbeEvent) => void;
}

interface Line {
  sequence: number;
  forgetBurst: (() => void) | undefined;
}

/** Probes over wires: each comes back or does not, as the wire is. */
export class SimulatedProber implements Pick<Prober, 'open' | 'burst' | 'stop'> {
  readonly #options: SimulatedProberOptions;
  readonly #lines = new Map<LinkName, Line>();

  constructor(options: SimulatedProberOptions) {
    this.#options = options;
  }

  open({ link }: Pick<ProbedLink, 'link'>): void {
    if (!this.#lines.has(link)) this.#lines.set(link, { sequence: 0, forgetBurst: undefined });
  }

  burst(link: LinkName, count: number, spacingMilliseconds: number, onSent: (sequence: number) => void): void {
    const line = this.#lines.get(link);
    if (line === undefined || !this.#options.isAlive()) return;
    line.forgetBurst?.();
    line.sequence += 1;
    onSent(line.sequence);
    this.#send(link, line.sequence);
    const again = () => this.burst(link, count - 1, spacingMilliseconds, onSent);
    line.forgetBurst = count > 1 ? this.#options.time.after(spacingMilliseconds, again) : undefined;
  }

  stop(): void {
    for (const { forgetBurst } of this.#lines.values()) forgetBurst?.();
    this.#lines.clear();
  }

  #send(link: LinkName, sequence: number): void {
    const { time, wireOf, isHubUp, isAlive, plant, onEvent } = this.#options;
    const wire = wireOf(link);
    const sentAt = time.elapsedMilliseconds;
    if (wire.is('unreachable', sentAt)) {
      onEvent({ kind: 'failed', link, code: 'ENETUNREACH' });
      return;
    }
    if (wire.is('probes', sentAt)) return;
    const isBack = wire.passes('up', sentAt) && isHubUp() && wire.passes('down', sentAt);
    if (!isBack && plant !== 'silence-ignored') return;
    time.after(wire.latency(sentAt) + wire.latency(sentAt), () => {
      const roundTripMilliseconds = time.elapsedMilliseconds - sentAt;
      const answer = { sequence, roundTripMilliseconds, lostUp: 0, lostDown: 0 };
      if (isAlive() && this.#lines.has(link)) onEvent({ kind: 'answered', link, ...answer });
    });
  }
}
