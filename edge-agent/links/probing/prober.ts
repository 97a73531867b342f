import { systemTimers, type Timers } from '../../../config/running/timers.js';
import type { LinkName } from '../../../protocol/ids.js';
import { tagOf } from '../../../protocol/probe/probe.js';
import type { ProbeKey } from '../../../protocol/probe/probe-key.js';
import { ProbeSocket } from './probe-socket.js';
import { type ProbeAnswer, ProbeTally } from './probe-tally.js';

/** Where the probes of a link go, and from where. */
export interface ProbedLink {
  readonly link: LinkName;
  readonly host: string;
  readonly port: number;
  readonly localAddress?: string;
  readonly localPort?: number;
  readonly key: ProbeKey;
}

export type ProbeEvent =
  | ({ readonly kind: 'answered'; readonly link: LinkName } & ProbeAnswer)
  /** The operating system said that it does not go; `code` is the error's, e.g. `ENETUNREACH`. */
  | { readonly kind: 'failed'; readonly link: LinkName; readonly code: string }
  | { readonly kind: 'ignored'; readonly link: LinkName; readonly reason: 'foreign' | 'forged' | 'replayed' };

export interface ProberOptions {
  readonly onEvent: (event: ProbeEvent) => void;
  /** A datagram goes out, or came. @param isBound to the link's own address */
  readonly onDatagram?: (link: LinkName, direction: 'up' | 'down', isBound: boolean) => void;
  readonly timers?: Timers;
}

interface Line {
  readonly target: Omit<ProbedLink, 'key'>;
  readonly socket: ProbeSocket;
  /** The newest key, and the one before it, whose answers may still be on their way. */
  tallies: readonly ProbeTally[];
  /** Takes back the rest of a burst. */
  forgetBurst: (() => void) | undefined;
}

/**
 * Sends the probes that it is told to, over one UDP socket for each link, and tells what comes back. It decides nothing,
 * and no error of a link ends it.
 */
export class Prober {
  readonly #options: ProberOptions;
  readonly #timers: Timers;
  readonly #lines = new Map<LinkName, Line>();

  constructor(options: ProberOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
  }

  /** A link may be probed from now on, or under a new key, or towards another place. */
  open(probed: ProbedLink): void {
    const { key, ...target } = probed;
    let line = this.#lines.get(target.link);
    if (line !== undefined && !isSamePlace(line.target, target)) {
      this.close(target.link);
      line = undefined;
    }
    line ??= this.#newLine(target);
    if (line.tallies[0]?.tag !== key.tag) line.tallies = [new ProbeTally(key), ...line.tallies.slice(0, 1)];
    this.#lines.set(target.link, line);
  }

  /** Sends one now; `undefined` when the link has no key yet. @returns its sequence number */
  send(link: LinkName): number | undefined {
    const line = this.#lines.get(link);
    const tally = line?.tallies[0];
    if (line === undefined || tally === undefined) return undefined;
    const { sequence, bytes } = tally.next(this.#timers.elapsedMilliseconds());
    line.socket.send(bytes);
    this.#count(line, 'up');
    return sequence;
  }

  /** Sends so many with this pause, the first one now; a burst that is under way on the link is replaced. */
  burst(link: LinkName, count: number, spacingMilliseconds: number, onSent: (sequence: number) => void): void {
    const line = this.#lines.get(link);
    line?.forgetBurst?.();
    const sequence = this.send(link);
    if (line === undefined || sequence === undefined) return;
    onSent(sequence);
    line.forgetBurst =
      count > 1
        ? this.#timers.after(spacingMilliseconds, () => this.burst(link, count - 1, spacingMilliseconds, onSent))
        : undefined;
  }

  close(link: LinkName): void {
    const line = this.#lines.get(link);
    this.#lines.delete(link);
    line?.forgetBurst?.();
    line?.socket.close();
  }

  stop(): void {
    for (const link of [...this.#lines.keys()]) this.close(link);
  }

  #count({ target }: Line, direction: 'up' | 'down'): void {
    this.#options.onDatagram?.(target.link, direction, target.localAddress !== undefined);
  }

  #newLine(target: Line['target']): Line {
    const { link } = target;
    const socket = new ProbeSocket(target, {
      onMessage: (bytes) => this.#hear(link, bytes),
      onFailed: (code) => {
        if (this.#lines.get(link)?.socket === socket) this.#options.onEvent({ kind: 'failed', link, code });
      },
    });
    return { target, socket, tallies: [], forgetBurst: undefined };
  }

  #hear(link: LinkName, bytes: Uint8Array): void {
    const { onEvent } = this.#options;
    const line = this.#lines.get(link);
    if (line !== undefined) this.#count(line, 'down');
    const tag = tagOf('answer', bytes);
    const tally = line?.tallies.find((known) => known.tag === tag);
    const answer = tally?.take(bytes, this.#timers.elapsedMilliseconds()) ?? 'foreign';
    if (typeof answer === 'string') onEvent({ kind: 'ignored', link, reason: answer });
    else onEvent({ kind: 'answered', link, ...answer });
  }
}

function isSamePlace(left: Line['target'], right: Line['target']): boolean {
  return (['host', 'port', 'localAddress', 'localPort'] as const).every((name) => left[name] === right[name]);
}
