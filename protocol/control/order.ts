import { orderLimits } from '../orders/order-kinds.js';
import type { ControlCodec } from './codec.js';

/** The hub orders something of a site (rule L45). Said again under the same id it has one effect. */
export interface Order {
  readonly kind: 'order';
  /** UUIDv7 of the order; the answer repeats it. */
  readonly id: string;
  /** One of `orderKinds`; a newer hub may know more, which a site answers as not supported. */
  readonly order: string;
  /** The link that it is about; '' where none is named. */
  readonly link: string;
  /** Who ordered it, as they sign in at the hub. */
  readonly by: string;
  /** How long it may still be begun; 0: it may not, and only what became of it is asked. */
  readonly leftMilliseconds: number;
  /** The hub's signature, base64url, of an order about keys (rule K14). */
  readonly seal?: string;
}

export const orderCodec: ControlCodec<Order> = {
  number: 26,
  write(writer, { id, order, link, by, leftMilliseconds, seal }) {
    writer.text(id).text(order).text(link).text(by).integer(leftMilliseconds);
    if (seal !== undefined) writer.text(seal);
  },
  read: (reader) => ({
    kind: 'order',
    id: reader.text(64),
    order: reader.text(64),
    link: reader.text(64),
    by: reader.text(orderLimits.byBytesMax),
    leftMilliseconds: reader.integer(),
    ...(!reader.done && { seal: reader.text(orderLimits.sealCharactersMax) }),
  }),
};
