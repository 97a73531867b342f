import type { Logger } from '../../config/running/logger.js';
import { WakeLoop } from '../../config/running/wake-loop.js';
import type { FleetStore } from '../../journal/fleet-store.js';
import { askSocket } from '../../provisioning/control/ask-socket.js';
import { type ListedPeer, peerChanges } from './peer-changes.js';

/** How often the interface is compared with the register where nothing happened: somebody may have made it anew. */
const compareMilliseconds = 30_000;

export interface PeerKeeperOptions {
  readonly fleet: Pick<FleetStore, 'tunnels'>;
  /** The peers program's socket. */
  readonly socket: string;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
}

/**
 * Keeps the peers of the hub's WireGuard interface equal to the register of tunnels, through the privileged peers program
 * (rule L22): at the start, at each change, and every half minute. Sync never waits for it.
 */
export class PeerKeeper {
  readonly #options: PeerKeeperOptions;
  readonly #loop: WakeLoop;
  #timer: NodeJS.Timeout | undefined;
  #isTold = false;

  constructor(options: PeerKeeperOptions) {
    this.#options = options;
    this.#loop = new WakeLoop(
      () => this.#compare(),
      (cause) => this.#tell(cause),
    );
  }

  start(): void {
    this.#timer = setInterval(() => this.#loop.wake(), compareMilliseconds);
    this.#loop.wake();
  }

  /** The register has changed. */
  wake(): void {
    this.#loop.wake();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#loop.stop();
  }

  async #compare(): Promise<'idle'> {
    const { fleet, socket, logger } = this.#options;
    const ask = (request: object) => askSocket(socket, request, 'peers program');
    const { peers } = (await ask({ do: 'list' })) as { readonly peers: readonly ListedPeer[] };
    const changes = peerChanges(await fleet.tunnels(), peers);
    // One that the peers program refuses holds up no other.
    const outcomes: PromiseSettledResult<unknown>[] = [];
    for (const change of changes) outcomes.push(...(await Promise.allSettled([ask(change)])));
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    if (changes.length > 0) logger.info({ changes: changes.length }, 'tunnel peers changed');
    this.#isTold = false;
    return 'idle';
  }

  /** Once, until it works again: the loop tries every second. */
  #tell(cause: unknown): void {
    if (!this.#isTold) this.#options.logger.warn({ err: cause }, 'the peers program does not answer as it should');
    this.#isTold = true;
  }
}
