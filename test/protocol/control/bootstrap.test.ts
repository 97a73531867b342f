import fc from 'fast-check';
import t from 'tap';
import { decodeControl, encodeControl } from '../../../protocol/control/control.js';
import { problemOf } from '../../support/problem-of.js';

const seqs = fc.nat();
const messages = fc.record(
  {
    kind: fc.constant('bootstrap' as const),
    expected: seqs,
    clinicalSeq: seqs,
    administrativeSeq: seqs,
    bulkSeq: seqs,
  },
  { requiredKeys: ['kind', 'expected'] },
);

t.test('[F13] what comes back is told as it is; what is not known yet stays unsaid', async (t) => {
  fc.assert(
    fc.property(messages, (message) => {
      t.same(decodeControl(encodeControl(message)), message);
    }),
  );
  t.equal(Buffer.from(encodeControl({ kind: 'bootstrap', expected: 300, bulkSeq: 0 })).toString('hex'), '14ac02000001');
  t.equal(
    problemOf(() => decodeControl(Buffer.of(20, 1, 0))),
    'batch-malformed',
  );
});
