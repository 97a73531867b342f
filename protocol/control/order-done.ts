import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { type OrderEnd, type OrderOutcome, orderLimits } from '../orders/order-kinds.js';
import { Problem } from '../problem.js';
import type { ControlCodec } from './codec.js';

/** A site tells what became of an order (rule L46). */
export interface OrderDone {
  readonly kind: 'order-done';
  readonly id: string;
  readonly end: OrderEnd;
  readonly outcome: OrderOutcome;
}

/** The number on the wire is the place in this list. */
const ends: readonly OrderEnd[] = ['done', 'failed', 'expired'];

export const orderDoneCodec: ControlCodec<OrderDone> = {
  number: 27,
  write(writer, message) {
    writer.text(message.id).integer(ends.indexOf(message.end)).bytes(deflateOutcome(message.outcome));
  },
  read(reader) {
    const id = reader.text(64);
    const end = ends[reader.integer()];
    if (end === undefined) throw new Problem('batch-malformed', 'end of an order');
    return { kind: 'order-done', id, end, outcome: inflateOutcome(reader.bytes(orderLimits.outcomeBytesMax)) };
  },
};

/** @throws Problem `too-large` */
export function deflateOutcome(outcome: OrderOutcome): Uint8Array {
  const bytes = deflateRawSync(JSON.stringify(outcome));
  if (bytes.length > orderLimits.outcomeBytesMax) throw new Problem('too-large', 'outcome of an order');
  return bytes;
}

/** @throws Problem `batch-malformed` */
function inflateOutcome(bytes: Uint8Array): OrderOutcome {
  let value: unknown;
  try {
    value = JSON.parse(
      inflateRawSync(bytes, { maxOutputLength: orderLimits.outcomeInflatedBytesMax }).toString('utf8'),
    );
  } catch (cause) {
    throw new Problem('batch-malformed', 'outcome of an order', [], { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Problem('batch-malformed', 'outcome of an order');
  }
  return value as OrderOutcome;
}
