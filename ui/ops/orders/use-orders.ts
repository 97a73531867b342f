import { useCallback, useEffect, useState } from 'preact/hooks';
import type { OrderKind } from '../../../protocol/orders/order-kinds.js';
import { watchLive } from '../../kit/http/live.js';
import { request } from '../../kit/http/request.js';
import { type Order, readOrders } from './orders.js';

export interface OrdersState {
  /** `undefined` before the first answer. */
  readonly orders: readonly Order[] | 'failed' | undefined;
  /** @throws Failure when the hub did not take the order */
  give(kind: OrderKind, link?: string): Promise<void>;
}

const askAgainMilliseconds = 15_000;

/** The orders of a site, asked again after each event about orders. */
export function useOrders(site: string): OrdersState {
  const [orders, setOrders] = useState<OrdersState['orders']>(undefined);
  const path = `/api/sites/${encodeURIComponent(site)}/orders`;
  const ask = useCallback(async () => {
    try {
      setOrders(readOrders((await request('GET', path)).value));
    } catch {
      setOrders((before) => (before === undefined ? 'failed' : before));
    }
  }, [path]);
  useEffect(() => {
    const unwatch = watchLive((kind) => {
      if (kind === 'orders' || kind === 'reopened') void ask();
    });
    const interval = setInterval(() => void ask(), askAgainMilliseconds);
    void ask();
    return () => {
      clearInterval(interval);
      unwatch();
    };
  }, [ask]);
  const give = async (kind: OrderKind, link?: string) => {
    await request('POST', path, { body: link === undefined ? { kind } : { kind, link } });
    await ask();
  };
  return { orders, give };
}
