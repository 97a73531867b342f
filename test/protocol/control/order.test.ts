import { deflateRawSync } from 'node:zlib';
import t from 'tap';
import { ByteWriter } from '../../../protocol/bytes.js';
import { decodeControl, encodeControl } from '../../../protocol/control/control.js';
import type { Order } from '../../../protocol/control/order.js';
import type { OrderDone } from '../../../protocol/control/order-done.js';
import { isOrderKind, orderKinds, orderLimits } from '../../../protocol/orders/order-kinds.js';
import { problemOf } from '../../support/problem-of.js';

const order: Order = { kind: 'order', id: 'o1', order: 'force-link', link: 'geo', by: 'ops', leftMilliseconds: 300 };
const done: OrderDone = { kind: 'order-done', id: 'o1', end: 'failed', outcome: { code: 'not-found' } };

t.test('[L45][L46] an order and its outcome are golden on the wire, and come back as they were', async (t) => {
  const hex = Buffer.from(encodeControl<'order'>(order)).toString('hex');
  t.equal(hex, '1a026f310a666f7263652d6c696e6b0367656f036f7073ac02');
  t.strictSame(decodeControl(encodeControl<'order'>(order)), order);
  t.strictSame(decodeControl(encodeControl<'order-done'>(done)), done);
  t.equal(encodeControl<'order-done'>(done)[0], 27);
});

t.test('[L46] an order of a kind that is not known yet can be read, so that it can be answered', async (t) => {
  const newer = { ...order, order: 'sing' };
  t.strictSame(decodeControl(encodeControl<'order'>(newer)), newer);
  t.notOk(isOrderKind('sing'));
  for (const kind of orderKinds) t.ok(isOrderKind(kind));
});

t.test('[L49] an outcome is bounded, on the wire and unpacked, and is always an object', async (t) => {
  const withBytes = (end: number, bytes: Uint8Array) =>
    problemOf(() => decodeControl(new ByteWriter().integer(27).text('o1').integer(end).bytes(bytes).finish()));
  const bomb = deflateRawSync(Buffer.alloc(orderLimits.outcomeInflatedBytesMax + 100, 32));
  t.equal(withBytes(0, bomb), 'batch-malformed');
  t.equal(withBytes(0, Buffer.alloc(orderLimits.outcomeBytesMax + 1)), 'batch-malformed');
  t.equal(withBytes(0, Buffer.from('nothing deflated')), 'batch-malformed');
  t.equal(withBytes(9, deflateRawSync('{}')), 'batch-malformed', 'an end that is none');
  for (const text of ['[]', 'null', '1', '{']) t.equal(withBytes(0, deflateRawSync(text)), 'batch-malformed', text);
  const noise = Array.from({ length: 30_000 }, (_, index) => Math.sin(index));
  t.equal(
    problemOf(() => encodeControl<'order-done'>({ ...done, outcome: { noise } })),
    'too-large',
  );
});
