import { encodeControl } from '../../protocol/control/control.js';
import type { LaneDurability } from '../../protocol/control/durability.js';
import type { Receipt } from '../../protocol/control/receipt.js';
import { lane as laneNumbers } from '../../protocol/lane.js';
import type { OpenSession } from './open-session.js';

type Said = Pick<LaneDurability, 'durable' | 'safeSeq' | 'creditBytes'>;

export interface Reply {
  /** It answers a question that waits. */
  readonly isReply: boolean;
  /** It says what the session has said before: nobody has to keep it. */
  readonly isKnown: boolean;
}

/**
 * Asks the hub over a session whether it is there (rule L70), by the smallest question to which its program answers and not
 * only its broker: for the receipt of a lane as it stands (rule S22), here that over which least goes.
 */
export class SessionAsker {
  readonly #onError: (error: unknown) => void;
  readonly #waiting = new WeakSet<OpenSession>();
  readonly #said = new WeakMap<OpenSession, Said>();

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  ask(session: OpenSession): void {
    this.#waiting.add(session);
    session.publish('ctl', encodeControl({ kind: 'ask', lane: laneNumbers.control })).catch(this.#onError);
  }

  /** Any receipt of the lane that comes behind a question shows the hub as well as its answer does. */
  hear(session: OpenSession, receipt: Receipt): Reply {
    if (receipt.lane !== laneNumbers.control) return { isReply: false, isKnown: false };
    const before = this.#said.get(session) ?? session.welcome.ups.find(({ lane }) => lane === laneNumbers.control);
    this.#said.set(session, receipt);
    const isReply = this.#waiting.delete(session);
    return { isReply, isKnown: isReply && before !== undefined && saysTheSame(before, receipt) };
  }
}

function saysTheSame(before: Said, { durable, safeSeq, creditBytes, rejects, mended = [] }: Receipt): boolean {
  const isSame = before.durable.seq === durable.seq && before.safeSeq === safeSeq && before.creditBytes === creditBytes;
  return isSame && rejects.length === 0 && mended.length === 0;
}
