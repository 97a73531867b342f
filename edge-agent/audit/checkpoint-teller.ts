import type { OrderedStop } from '../../config/running/ordered-stop.js';
import { systemTimers, type Timers } from '../../config/running/timers.js';
import { type RoundResult, WakeLoop } from '../../config/running/wake-loop.js';
import type { AuditStore } from '../../journal/audit/audit-store.js';
import {
  type AuditAnchor,
  type AuditMark,
  checkpointText,
  isSameHead,
  noAnchor,
  shortHead,
} from '../../protocol/audit/audit-mark.js';
import type { AuditAnchored } from '../../protocol/control/audit-anchored.js';
import { encodeControl } from '../../protocol/control/control.js';
import type { SiteCode } from '../../protocol/ids.js';
import type { OpenSession } from '../links/open-session.js';
import { AuditWalker } from './audit-walker.js';
import { lookMilliseconds, planCheckpoint, type SaidOf } from './plan-checkpoint.js';

/** Where the hub's receipts are kept beside the database (rule R7). */
export interface ReceiptKeeper {
  /** @throws Problem `disk-full`, `permission-denied` */
  keep(anchor: AuditAnchor, signature: Uint8Array, issuing: Uint8Array): void;
}

export interface CheckpointTellerOptions {
  readonly audit: AuditStore;
  readonly site: SiteCode;
  /** Absent in the simulator. */
  readonly receipts?: ReceiptKeeper;
  readonly now: () => number;
  readonly timers?: Timers;
  readonly onError: (error: unknown) => void;
}

interface Said extends Pick<SaidOf, 'atMilliseconds' | 'times' | 'isAnswered'> {
  readonly mark: AuditMark;
  readonly serial: number;
  readonly session: OpenSession;
  /** The number of the walk that it told of; 0: none. */
  readonly walk: number;
}

/** Answers that name another anchor than was gone by are followed at once, but not for ever. */
const hurriesMax = 4;
const noSignature = new Uint8Array();

/** Tells the hub how far the audit of this site is, and answers where the hub doubts it (rules R4 to R10). */
export class CheckpointTeller {
  readonly #options: CheckpointTellerOptions;
  readonly #timers: Timers;
  readonly #loop: WakeLoop;
  readonly #walker: AuditWalker;
  #session: OpenSession | undefined;
  #known: AuditAnchor = noAnchor;
  #said: Said | undefined;
  #hurries = 0;
  /** Of the last session. */
  #hubEpoch = 0;
  /** The last walk that the hub has heard of. */
  #toldWalk = 0;
  #endLooks: (() => void) | undefined;

  constructor(options: CheckpointTellerOptions) {
    const { audit, timers, onError } = options;
    this.#options = options;
    this.#timers = timers ?? systemTimers;
    this.#loop = new WakeLoop(() => this.#round(), onError, timers);
    const onWalked = () => this.#loop.wake();
    this.#walker = new AuditWalker({ audit, ...(timers && { timers }), onWalked, onError });
  }

  start(stop: OrderedStop): void {
    stop.add('audit checkpoints', () => this.stop());
    this.#walker.start();
    this.#endLooks = this.#timers.every(lookMilliseconds, () => this.#loop.wake());
  }

  async stop(): Promise<void> {
    this.#session = undefined;
    this.#endLooks?.();
    this.#walker.stop();
    await this.#loop.stop();
  }

  /** The session that carries the control lane. */
  use(session: OpenSession | undefined): void {
    this.#session = session;
    const hubEpoch = session?.welcome.hubEpoch ?? this.#hubEpoch;
    // A hub that was put back to an earlier state may have lost what it answered, and nothing else that would show it.
    const hasLost = (session?.welcome.auditSerial ?? this.#known.serial) < this.#known.serial;
    if (hasLost) this.#toldWalk = 0;
    if (hasLost || hubEpoch !== this.#hubEpoch) this.#said = undefined;
    this.#hubEpoch = hubEpoch;
    this.#loop.wake();
  }

  async hear(session: OpenSession, anchored: AuditAnchored): Promise<void> {
    const { asked, signature, issuing, kind: _, ...anchor } = anchored;
    if (asked.length > 0 || signature.length === 0) return this.#answer(session, anchored);
    this.#options.receipts?.keep(anchor, signature, issuing);
    this.#known = anchor;
    const said = this.#said;
    if (said === undefined) return;
    const { mark, serial, walk } = said;
    if (anchor.count === mark.count && isSameHead(anchor.head, mark.head)) {
      this.#said = { ...said, isAnswered: true };
      this.#toldWalk = Math.max(this.#toldWalk, walk);
      this.#hurries = 0;
    } else if (anchor.serial !== serial && this.#hurries < hurriesMax) {
      this.#hurries += 1;
      this.#said = undefined;
    }
    this.#loop.wake();
  }

  /** The hub doubts what it was told: it compares the heads by itself (rule R9). */
  async #answer(session: OpenSession, { serial, asked }: AuditAnchored): Promise<void> {
    const { audit } = this.#options;
    const { epoch, count } = await audit.mark();
    const heads = (await audit.headsAt(asked)).map(shortHead);
    const brokenAt = this.#walker.result?.brokenAt ?? 0;
    await session.publish('ctl', encodeControl({ kind: 'audit-heads', serial, epoch, count, brokenAt, heads }));
  }

  async #round(): Promise<RoundResult> {
    const session = this.#session;
    if (session === undefined) return 'idle';
    const { audit } = this.#options;
    const mark = await audit.mark();
    const [base] = await audit.headsAt([this.#known.count]);
    if (session !== this.#session) return 'again';
    const walk = this.#walker.result;
    const isWalkNew = walk !== undefined && walk.number > Math.max(this.#toldWalk, this.#waitingWalk());
    const said = this.#said && { ...this.#said, isOfSession: this.#said.session === session };
    const plan = planCheckpoint({
      ...{ said, metered: session.metered, isNew: isWalkNew || !isSameHead(mark.head, this.#known.head) },
      ...{ isPressing: isWalkNew && walk.brokenAt > 0, nowMilliseconds: this.#timers.elapsedMilliseconds() },
    });
    if (plan === 'wait') return 'idle';
    await this.#say(session, mark, base ?? noSignature);
    return 'idle';
  }

  /** The walk that was told of and not answered yet. */
  #waitingWalk(): number {
    return this.#said?.isAnswered === false ? this.#said.walk : 0;
  }

  async #say(session: OpenSession, mark: AuditMark, base: Uint8Array): Promise<void> {
    const { site, now } = this.#options;
    const { serial, count } = this.#known;
    const walk = this.#walker.result;
    const isTold = walk === undefined || walk.number <= this.#toldWalk;
    const milliseconds = Math.max(0, Math.floor(now()));
    const times = this.#said === undefined || this.#said.isAnswered ? 1 : this.#said.times + 1;
    this.#said = {
      ...{ mark, serial, session, times, isAnswered: false, walk: isTold ? 0 : walk.number },
      atMilliseconds: this.#timers.elapsedMilliseconds(),
    };
    const isFurther = mark.count > count;
    const signature = isFurther ? session.sign(checkpointText(site, mark, milliseconds)) : noSignature;
    const walked = { walked: isTold ? 0 : walk.count, brokenAt: walk?.brokenAt ?? 0 };
    const message = { kind: 'audit-checkpoint', serial, ...mark, base: shortHead(base), ...walked } as const;
    await session.publish('ctl', encodeControl<'audit-checkpoint'>({ ...message, milliseconds, signature }));
  }
}
