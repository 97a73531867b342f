import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import type { Logger } from '../../config/running/logger.js';
import type { Counter } from '../../config/running/metrics.js';
import { systemTimers, type Timers } from '../../config/running/timers.js';
import type { SiteCode } from '../../protocol/ids.js';
import type { ProbeKey } from '../../protocol/probe/probe-key.js';
import type { SitePeer } from '../broker/site-transport.js';
import { answerProbe } from './answer-probe.js';
import { ProbeKeys } from './probe-keys.js';
import { SourceLimit } from './source-limit.js';

type ProbingPeer = Pick<SitePeer, 'site' | 'link'>;

/** What a session needs of the answering of probes. */
export interface HubProbes {
  /** 0 while none are answered. */
  readonly port: number;
  /** A session was opened; its key proves probes from now on (rule L12). */
  register(session: { readonly peer: ProbingPeer; readonly bootId: string }, key: ProbeKey | undefined): void;
}

export interface ProbeResponderOptions {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly isActive: (site: SiteCode) => Promise<boolean>;
  readonly answered: Counter;
  readonly ignored: Counter;
  readonly logger: Logger;
  readonly timers?: Timers;
  readonly onError: (error: unknown) => void;
}

/** How often the keys of sites that were revoked, perhaps by another process, are looked for. */
const reviewMilliseconds = 10_000;

/** Answers the probes of sites on one UDP socket, and is silent towards everybody else (rules L10 to L14). */
export class ProbeResponder implements HubProbes {
  readonly keys = new ProbeKeys();
  readonly #options: ProbeResponderOptions;
  readonly #timers: Timers;
  readonly #limit = new SourceLimit();
  #socket: Socket | undefined;
  #port = 0;
  #endReviews: (() => void) | undefined;

  constructor(options: ProbeResponderOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
  }

  /** Where it listens; 0 when it does not. */
  get port(): number {
    return this.#port;
  }

  /** Listens. Where it cannot, that is told, and the hub goes on without: records never wait for probes (rule L16). */
  async start(): Promise<void> {
    const { host, port, logger } = this.#options;
    const socket = createSocket({ type: isIPv6(host) ? 'udp6' : 'udp4' });
    try {
      socket.bind(port, host);
      await once(socket, 'listening');
    } catch (error) {
      socket.close();
      logger.error({ err: error, port }, 'the probes of sites are not answered');
      return;
    }
    socket.on('error', this.#options.onError);
    socket.on('message', (bytes, from) => this.#hear(socket, bytes, from));
    this.#socket = socket;
    this.#port = socket.address().port;
    this.#endReviews = this.#timers.every(reviewMilliseconds, () => this.review());
  }

  async stop(): Promise<void> {
    this.#endReviews?.();
    const socket = this.#socket;
    this.#socket = undefined;
    this.#port = 0;
    if (socket !== undefined) await new Promise<void>((resolve) => socket.close(() => resolve()));
  }

  register({ peer, bootId }: { readonly peer: ProbingPeer; readonly bootId: string }, key: ProbeKey | undefined): void {
    if (key !== undefined) this.keys.add({ site: peer.site, link: peer.link, bootId }, key);
  }

  /** Forgets who was revoked, now. */
  review(): void {
    this.keys.review(this.#options.isActive).catch(this.#options.onError);
  }

  #hear(socket: Socket, bytes: Uint8Array, from: RemoteInfo): void {
    const { answered, ignored } = this.#options;
    if (!this.#limit.take(from.address, this.#timers.elapsedMilliseconds())) {
      ignored.add({ reason: 'too-many' });
      return;
    }
    const verdict = answerProbe(this.keys, bytes);
    if (verdict.kind === 'ignore') {
      ignored.add({ reason: verdict.reason });
      return;
    }
    answered.add();
    // An answer that does not get out is a lost one, which is what probes are there to find.
    socket.send(verdict.bytes, from.port, from.address, () => {});
  }
}
