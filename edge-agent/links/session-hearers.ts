import type { AttachmentMessage } from '../../config/running/attachment-exchange.js';
import type { AuditAnchored } from '../../protocol/control/audit-anchored.js';
import type { BackupAnswer } from '../../protocol/control/backup-answer.js';
import type { Bootstrap } from '../../protocol/control/bootstrap.js';
import type { Confirmed } from '../../protocol/control/confirmed.js';
import type { ControlMessage } from '../../protocol/control/control.js';
import type { DigestAnswer } from '../../protocol/control/digest-answer.js';
import type { Erasure } from '../../protocol/control/erasure.js';
import type { ErasureAsk } from '../../protocol/control/erasure-ask.js';
import type { Fetched } from '../../protocol/control/fetched.js';
import type { LeaseCheck } from '../../protocol/control/lease-check.js';
import type { LinkSamplesKept } from '../../protocol/control/link-samples-kept.js';
import type { Order } from '../../protocol/control/order.js';
import type { Receipt } from '../../protocol/control/receipt.js';
import type { Refusal } from '../../protocol/control/refusal.js';
import type { ReturnedHeld } from '../../protocol/control/returned-held.js';
import type { ReturnedRefused } from '../../protocol/control/returned-refused.js';
import type { Used } from '../../protocol/control/used.js';
import type { Lane } from '../../protocol/lane.js';
import type { OpenSession } from './open-session.js';

/** Who hears what the hub says in a session. */
export interface SessionHearers {
  readonly onBatch: (session: OpenSession, lane: Lane, payload: Uint8Array) => void;
  /** The hub asks whether this run is still there; what to answer. */
  readonly onLeaseCheck: (check: LeaseCheck) => Uint8Array | undefined;
  readonly onReturned: (session: OpenSession, answer: ReturnedHeld | ReturnedRefused) => void;
  readonly onReceipt: (session: OpenSession, receipt: Receipt) => void;
  readonly onDigestAnswer: (session: OpenSession, answer: DigestAnswer) => void;
  readonly onConfirmed: (session: OpenSession, confirmed: Confirmed) => void;
  /** The hub asks for the receipt of a lane of its feed. */
  readonly onAsk: (session: OpenSession, lane: Lane) => void;
  readonly onRefusal: (session: OpenSession, refusal: Refusal) => void;
  /** The hub has heard which lanes the session carries. */
  readonly onUsed: (session: OpenSession, used: Used) => void;
  readonly onBootstrap: (bootstrap: Bootstrap) => void;
  readonly onFetched: (fetched: Fetched) => void;
  readonly onAttachment: (session: OpenSession, message: AttachmentMessage | BackupAnswer) => void;
  /** The hub says how far it has been told of this site's audit. */
  readonly onAuditAnchored: (session: OpenSession, anchored: AuditAnchored) => void;
  /** The hub orders something of this site. */
  readonly onOrder: (order: Order) => void;
  /** The hub says what was erased by order of law, or asks what was here. */
  readonly onErasure: (message: Erasure | ErasureAsk) => void;
  /** How far the hub has what it was told of the links. */
  readonly onLinkSamplesKept: (session: OpenSession, kept: LinkSamplesKept) => void;
  readonly onError: (error: unknown) => void;
}

/** Hands a control message to who hears it. */
export function hearControl(hearers: SessionHearers, session: OpenSession, message: ControlMessage): void {
  switch (message.kind) {
    case 'receipt':
      hearers.onReceipt(session, message);
      return;
    case 'refusal':
      hearers.onRefusal(session, message);
      return;
    case 'used':
      hearers.onUsed(session, message);
      return;
    case 'fetched':
      hearers.onFetched(message);
      return;
    case 'digest-answer':
      hearers.onDigestAnswer(session, message);
      return;
    case 'confirmed':
      hearers.onConfirmed(session, message);
      return;
    case 'order':
      hearers.onOrder(message);
      return;
    case 'erasure':
    case 'erasure-ask':
      hearers.onErasure(message);
      return;
    case 'audit-anchored':
      hearers.onAuditAnchored(session, message);
      return;
    case 'bootstrap':
      hearers.onBootstrap(message);
      return;
    case 'ask':
      hearers.onAsk(session, message.lane);
      return;
    case 'chunk-want':
    case 'chunk':
    case 'chunk-done':
    case 'backup-answer':
      hearers.onAttachment(session, message);
      return;
    case 'link-samples-kept':
      hearers.onLinkSamplesKept(session, message);
      return;
    case 'returned-held':
    case 'returned-refused':
      hearers.onReturned(session, message);
      return;
    case 'lease-check': {
      const answer = hearers.onLeaseCheck(message);
      if (answer !== undefined) session.publish('ctl', answer).catch(hearers.onError);
      return;
    }
    // What only a site says, and what opened the session.
    default:
      return;
  }
}
