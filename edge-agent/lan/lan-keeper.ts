import { networkInterfaces } from 'node:os';
import type { Logger } from '../../config/running/logger.js';
import { systemTimers, type Timers } from '../../config/running/timers.js';
import type { SiteCode } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import type { NodeClock } from '../../provisioning/clock/node-clock.js';
import { type LanServer, settleLanServer } from '../../provisioning/lan/lan-folder.js';
import { lanAddressesIn } from '../../provisioning/lan/lan-names.js';

/** A cable that is put in another socket gives the box another address. */
const lookMilliseconds = 5 * 60_000;

export interface LanKeeperOptions {
  /** The folder of the site. */
  readonly dir: string;
  readonly code: SiteCode;
  readonly clock: Pick<NodeClock, 'now' | 'floorMilliseconds' | 'onHealed'>;
  readonly timers?: Pick<Timers, 'every'>;
  /** This machine's addresses; the system's when left out. */
  readonly readInterfaces?: typeof networkInterfaces;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  /** There is one to be shown, or another one. */
  readonly onServer: (server: LanServer) => void;
  readonly onError: (error: unknown) => void;
}

/**
 * Keeps what the site shows its LAN good, with nobody's help (rule T42): looks at the start, every few minutes, and when the clock
 * was healed. What fails leaves the site as it serves now.
 */
export class LanKeeper {
  readonly #options: LanKeeperOptions;
  #shown: string | undefined;
  #failed: string | undefined;
  #endLooks: (() => void) | undefined;

  constructor(options: LanKeeperOptions) {
    this.#options = options;
  }

  start(): void {
    const { timers = systemTimers, clock } = this.#options;
    this.#look();
    this.#endLooks = timers.every(lookMilliseconds, () => this.#look());
    clock.onHealed(() => this.#endLooks !== undefined && this.#look());
  }

  stop(): void {
    this.#endLooks?.();
    this.#endLooks = undefined;
  }

  #look(): void {
    const { dir, code, clock, readInterfaces = networkInterfaces, logger, onServer } = this.#options;
    try {
      const { server } = settleLanServer(dir, {
        ...{ code, addresses: lanAddressesIn(readInterfaces()) },
        ...{ floorMilliseconds: clock.floorMilliseconds, nowMilliseconds: clock.now() },
      });
      this.#failed = undefined;
      if (server.certificatePem === this.#shown) return;
      this.#shown = server.certificatePem;
      logger.info({ names: server.hosts.length }, 'a certificate for the LAN');
      onServer(server);
    } catch (error) {
      this.#noteFailed(error);
    }
  }

  /** Said once, not every few minutes: the doctor says it, too. */
  #noteFailed(error: unknown): void {
    const { logger, onError } = this.#options;
    if (!(error instanceof Problem)) {
      onError(error);
      return;
    }
    if (this.#failed !== error.code) logger.warn({ code: error.code }, 'no certificate for the LAN');
    this.#failed = error.code;
  }
}
