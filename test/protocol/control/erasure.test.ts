import t from 'tap';
import { type ControlMessage, decodeControl, encodeControl } from '../../../protocol/control/control.js';
import type { Erasure } from '../../../protocol/control/erasure.js';
import { digestOfErasures, erasureLimits } from '../../../protocol/erasures/erasure-order.js';
import { parseResourceId, parseResourceType } from '../../../protocol/ids.js';
import { problemOf } from '../../support/problem-of.js';

const order: Erasure['order'] = {
  ...{ id: '0199-1', patient: parseResourceId('p1'), reason: 'court-order', reference: 'TGI Mfoundi 12/2026 é' },
  ...{ by: 'amina', author: 'carnet:operator', orderedMilliseconds: 1_800_000_000_000, seal: 'abc.def' },
  resources: [{ type: parseResourceType('Binary'), id: parseResourceId('b1') }],
};
const through = (message: ControlMessage) => decodeControl(encodeControl(message));
const said = (message: ControlMessage) => problemOf(() => through(message));

t.test('[S94][S96] what is said of erasures arrives as it was said', async (t) => {
  const { patient: _, ...resourcesOnly } = order;
  const messages: readonly ControlMessage[] = [
    { kind: 'erasure', order },
    { kind: 'erasure', order: resourcesOnly },
    { kind: 'erasure-ask', after: '', wanted: [] },
    { kind: 'erasure-ask', after: 'a', wanted: ['b', 'c'] },
    { kind: 'erased', ids: ['a'] },
    { kind: 'erased', ids: [], page: { after: '', isLast: true } },
    { kind: 'erased', ids: ['b'], page: { after: 'a', isLast: false } },
  ];
  for (const message of messages) t.strictSame(through(message), message);
});

t.test('[S94][S6] an order that names nothing, or more than it may, is malformed', async (t) => {
  const { patient: _, ...rest } = order;
  t.equal(said({ kind: 'erasure', order: { ...rest, resources: [] } }), 'batch-malformed');
  t.equal(said({ kind: 'erasure', order: { ...order, id: '' } }), 'batch-malformed');
  t.equal(said({ kind: 'erasure', order: { ...order, patient: 'p 1' as never } }), 'batch-malformed');
  const [one] = order.resources;
  if (one === undefined) throw new Error('resource');
  const many = Array.from({ length: erasureLimits.resourcesMax + 1 }, () => one);
  t.equal(said({ kind: 'erasure', order: { ...order, resources: many } }), 'batch-malformed');
  t.equal(
    said({ kind: 'erasure', order: { ...order, resources: [{ ...one, type: 'x y' as never }] } }),
    'batch-malformed',
  );
  t.equal(said({ kind: 'erasure', order: { ...order, seal: 'x'.repeat(4_001) } }), 'batch-malformed');
  const ids = Array.from({ length: erasureLimits.namedOrdersMax + 1 }, String);
  t.equal(said({ kind: 'erased', ids }), 'batch-malformed');
  t.equal(
    problemOf(() => decodeControl(Buffer.of(41, 0, 3))),
    'batch-malformed',
    'a page of another kind',
  );
});

t.test('[S95] two ends with the same erasures say the same; with others, another word', async (t) => {
  const hex = (ids: readonly string[]) => Buffer.from(digestOfErasures(ids)).toString('hex');
  t.equal(hex([]), '');
  t.equal(hex(['a', 'b']).length, 32);
  t.equal(new Set([hex(['a', 'b']), hex(['a']), hex(['ab']), hex(['b'])]).size, 4);
});
