import { type OrderKind, orderKinds } from '../../../protocol/orders/order-kinds.js';
import { fieldsOf, listOf, textOf, timeOf, wordOf } from '../../kit/http/read-fields.js';

export const orderStates = ['waiting', 'sent', 'done', 'failed', 'expired'] as const;

/** What somebody asked a site to do, and what came of it; times in milliseconds since 1970. */
export interface Order {
  readonly id: string;
  readonly kind: OrderKind | 'other';
  readonly link: string | undefined;
  readonly by: string;
  readonly at: number;
  readonly expiresAt: number | undefined;
  readonly state: (typeof orderStates)[number];
  readonly doneAt: number | undefined;
  /** As the site told it. */
  readonly outcome: Readonly<Record<string, unknown>> | undefined;
}

/** Reads `GET /api/sites/:code/orders`; the newest first. */
export function readOrders(value: unknown): readonly Order[] {
  const orders = listOf(fieldsOf(value)['orders']).flatMap((item): readonly Order[] => {
    const order = fieldsOf(item);
    const at = timeOf(order['at']);
    if (at === undefined) return [];
    const outcome = order['outcome'];
    return [
      {
        ...{ at, id: textOf(order['id']), by: textOf(order['by']), link: textOf(order['link']) || undefined },
        kind: wordOf(orderKinds, order['kind']) ?? 'other',
        expiresAt: timeOf(order['expiresAt']),
        state: wordOf(orderStates, order['state']) ?? 'waiting',
        doneAt: timeOf(order['doneAt']),
        outcome: typeof outcome === 'object' && outcome !== null ? fieldsOf(outcome) : undefined,
      },
    ];
  });
  return orders.sort((one, other) => other.at - one.at);
}
