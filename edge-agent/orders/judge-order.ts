import type { HoldChange, Holds, NewTakenOrder, OrderResult } from '../../journal/orders/taken-order-store.js';
import type { Order } from '../../protocol/control/order.js';
import type { LinkName } from '../../protocol/ids.js';
import { type CustodyOrderKind, isCustodyOrder, isOrderKind, orderLimits } from '../../protocol/orders/order-kinds.js';
import type { ProblemCode } from '../../protocol/problem.js';

/** What an order comes to: done within the transaction that remembers it, or begun after it. */
export type Judged =
  | { readonly kind: 'now'; readonly result: OrderResult; readonly change?: HoldChange }
  | { readonly kind: 'path-test'; readonly link: LinkName | undefined }
  | { readonly kind: 'diagnostics' }
  | { readonly kind: 'custody'; readonly custody: CustodyOrderKind };

export interface OrderGround {
  readonly links: readonly LinkName[];
  readonly holds: Holds;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Why an order about keys is not heeded; without, none is. */
  readonly refusalOfCustody?: (order: Order) => ProblemCode | undefined;
}

/** What to do about an order that was not heard of before (rules L46 to L49). */
export function judgeOrder(order: Order, ground: OrderGround): Judged {
  const { order: kind, leftMilliseconds } = order;
  if (!isOrderKind(kind) && !isCustodyOrder(kind)) return refuse('method-unsupported');
  if (leftMilliseconds === 0) return { kind: 'now', result: { end: 'expired', outcome: { code: 'time-out' } } };
  if (isCustodyOrder(kind)) return judgeCustody(order, kind, ground);
  const link = order.link === '' ? undefined : ground.links.find((name) => name === order.link);
  if (order.link !== '' && link === undefined) return refuse('not-found');
  const { holds, now } = ground;
  switch (kind) {
    case 'force-link':
      return link === undefined ? refuse('parameter-malformed') : forceLink(link, order.by, now);
    case 'release-link':
      return done({ link: holds.force?.link ?? null }, { kind: 'force' });
    case 'pause-bulk': {
      const bulk = { by: order.by, atBox: false, sinceMilliseconds: now };
      return done({ since: now }, { kind: 'bulk', bulk });
    }
    case 'resume-bulk':
      return done({ pausedSince: holds.bulk?.sinceMilliseconds ?? null }, { kind: 'bulk' });
    case 'path-test':
      return { kind, link };
    case 'diagnostics':
      return { kind };
  }
}

function judgeCustody(order: Order, custody: CustodyOrderKind, { refusalOfCustody }: OrderGround): Judged {
  const refusal = refusalOfCustody === undefined ? 'method-unsupported' : refusalOfCustody(order);
  return refusal === undefined ? { kind: 'custody', custody } : refuse(refusal);
}

function forceLink(link: LinkName, by: string, now: number): Judged {
  const untilMilliseconds = now + orderLimits.forceMillisecondsMax;
  const force = { link, by, atBox: false, sinceMilliseconds: now, untilMilliseconds };
  const outcome = { link, until: untilMilliseconds, forMilliseconds: orderLimits.forceMillisecondsMax };
  return done(outcome, { kind: 'force', force });
}

function done(outcome: OrderResult['outcome'], change: HoldChange): Judged {
  return { kind: 'now', result: { end: 'done', outcome }, change };
}

function refuse(code: ProblemCode): Judged {
  return { kind: 'now', result: { end: 'failed', outcome: { code } } };
}

export function takenOf(order: Order, now: number): NewTakenOrder {
  const { id, order: kind, link, by } = order;
  return { id, kind, link, by, atMilliseconds: now };
}
