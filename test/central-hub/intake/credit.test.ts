import fc from 'fast-check';
import t from 'tap';
import { creditBytesOf, creditSharedBytesMax } from '../../../central-hub/intake/credit.js';
import { type Lane, lanes } from '../../../protocol/lane.js';
import { limits } from '../../../protocol/limits.js';

const anyLane = fc.constantFrom<Lane>(...lanes);

t.test(
  '[S23] credit is a share of what may wait, at least a batch; urgent lanes have one change of the largest size',
  async (t) => {
    fc.assert(
      fc.property(anyLane, fc.integer({ min: 1, max: 5000 }), (lane, sessions) => {
        const bytes = creditBytesOf(lane, sessions);
        if (lane <= 1) return bytes > limits.bodyBytesMax;
        const bounded = sessions * bytes <= Math.max(creditSharedBytesMax, sessions * limits.batchBytesMax);
        return bounded && bytes >= limits.batchBytesMax && bytes <= limits.creditBytesMax;
      }),
    );
    t.equal(creditBytesOf(2, 1), limits.creditBytesMax);
  },
);
