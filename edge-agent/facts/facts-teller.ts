import { systemTimers, type Timers } from '../../config/running/timers.js';
import { type RoundResult, WakeLoop } from '../../config/running/wake-loop.js';
import type { Holds } from '../../journal/orders/taken-order-store.js';
import { encodeControl } from '../../protocol/control/control.js';
import type { BoxFacts } from '../../protocol/facts/box-facts.js';
import { limits } from '../../protocol/limits.js';
import type { OpenSession } from '../links/open-session.js';
import type { BoxReaders } from './box-readers.js';
import { areOther, planFacts, type SaidFacts } from './plan-facts.js';

export interface FactsTellerOptions {
  readonly readers: BoxReaders;
  /** What is held by a person's word; `undefined` until it is known. */
  readonly holds: () => Holds | undefined;
  /** What the box's own clock says, milliseconds since 1970: that is what the hub is told of. */
  readonly now: () => number;
  readonly timers?: Timers;
  readonly onError: (error: unknown) => void;
}

/** How often the box is looked at. */
const lookMilliseconds = 60_000;

/** Tells the hub what the box is like: at the start of a session, and when it changes (rule L49). */
export class FactsTeller {
  readonly #options: FactsTellerOptions;
  readonly #timers: Timers;
  readonly #loop: WakeLoop;
  #session: OpenSession | undefined;
  #said: SaidFacts | undefined;
  #offsetMilliseconds: number | undefined;
  #endLooks: (() => void) | undefined;

  constructor(options: FactsTellerOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
    this.#loop = new WakeLoop(() => this.#round(), options.onError, options.timers);
  }

  start(): void {
    this.#endLooks = this.#timers.every(lookMilliseconds, () => this.wake());
  }

  async stop(): Promise<void> {
    this.#session = undefined;
    this.#endLooks?.();
    await this.#loop.stop();
  }

  /** The session that carries the administrative lane: the hub is told over each, for a word may be lost with the one before. */
  use(session: OpenSession | undefined): void {
    if (session === this.#session) return;
    this.#session = session;
    this.#said = undefined;
    this.wake();
  }

  /** Something that is told may have changed. */
  wake(): void {
    this.#loop.wake();
  }

  /** The links changed; the rest of the box, which takes longer to read, is left alone where their faults did not. */
  noteLinks(): void {
    const said = this.#said?.facts.linkFaults;
    if (said !== undefined && areOther(said, this.#options.readers.readLinkFaults())) this.wake();
  }

  /** The hub has said what time it is; its answer was half of the exchange on its way. */
  noteHubTime({ welcome, answerMilliseconds }: Pick<OpenSession, 'welcome' | 'answerMilliseconds'>): void {
    this.#offsetMilliseconds = Math.round(
      this.#options.now() - welcome.hubMilliseconds - Math.min(answerMilliseconds, limits.welcomeMillisecondsMax) / 2,
    );
  }

  /** What the box is like now; also without a session. */
  async read(): Promise<BoxFacts> {
    const { readers, holds, now } = this.#options;
    const { freeBytes, totalBytes } = await readers.readDisk().catch(() => ({ freeBytes: 0, totalBytes: 0 }));
    const backups = readers.readBackups();
    const held = holds() ?? {};
    const offset = this.#offsetMilliseconds;
    const isSure = offset !== undefined && Math.abs(offset) <= limits.clockAheadWarnMillisecondsMax;
    return {
      ...{ version: readers.version, at: Math.max(0, Math.floor(now())) },
      certificateExpiresAt: readers.readCertificateEnd(),
      ...{ diskFreeBytes: freeBytes, diskTotalBytes: totalBytes, memoryFreeBytes: readers.readMemoryFreeBytes() },
      ...{ clockState: isSure ? 'sure' : 'unsure', clockOffsetMilliseconds: offset ?? null },
      ups: (await readers.readUps()) ?? null,
      ...{
        backupAt: newest(backups.places.map(({ madeAt }) => madeAt)),
        drillAt: newest(backups.drills.map(({ at }) => at)),
      },
      ...{ bulkHeld: held.bulk !== undefined, forcedLink: held.force?.link ?? null },
      ...{ linkFaults: readers.readLinkFaults(), selfTest: readers.readSelfTest() ?? null, backups },
      ...{ availability: readers.readAvailability(), program: readers.readProgram() },
      ...(readers.readTrustVersion && { trustVersion: readers.readTrustVersion() }),
    };
  }

  async #round(): Promise<RoundResult> {
    const session = this.#session;
    // What is not known must not be told: the hub would let flow what is held back.
    if (session === undefined || this.#options.holds() === undefined) return 'idle';
    const facts = await this.read();
    if (session !== this.#session) return 'again';
    const now = this.#timers.elapsedMilliseconds();
    if (planFacts(this.#said, facts, now) === 'wait') return 'idle';
    this.#said = { facts, atMilliseconds: now };
    await session.publish('ctl', encodeControl({ kind: 'node-facts', facts }));
    return 'idle';
  }
}

function newest(times: readonly (number | null)[]): number | null {
  return times.reduce((latest, at) => (at !== null && at > (latest ?? 0) ? at : latest), null);
}
