import fc from 'fast-check';
import t from 'tap';
import { lanes } from '../../../protocol/lane.js';
import { mayFlowMetered, noteMetered, openBucket } from '../../../protocol/sender/metered-policy.js';

const day = 24 * 60 * 60 * 1000;
const monthBytes = 30_000_000;

t.test(
  '[L4] urgent and clinical changes flow whatever is left; administrative ones and attachments wait for the next bytes',
  async (t) => {
    let bucket = openBucket(monthBytes, 0);
    for (const lane of lanes) t.equal(mayFlowMetered(bucket, lane, 0, false), lane <= 4);
    bucket = noteMetered(bucket, 1_500_000, 0);
    for (const lane of lanes) t.equal(mayFlowMetered(bucket, lane, 0, false), lane <= 2);
    t.equal(mayFlowMetered(bucket, 3, day / 4, false), false, 'what urgent changes took is paid back first');
    t.equal(mayFlowMetered(bucket, 3, day, false), true);
  },
);

t.test('[L4] bulk goes on a person’s word, and not beyond what is left', async (t) => {
  const bucket = openBucket(monthBytes, 0);
  t.notOk(mayFlowMetered(bucket, 5, 0, false));
  t.ok(mayFlowMetered(bucket, 5, 0, true));
  t.notOk(mayFlowMetered(noteMetered(bucket, 1_000_000, 0), 5, 0, true));
});

t.test('[L4] whatever administrative traffic comes, a month costs little more than its budget', async (t) => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 200_000 }), { minLength: 200, maxLength: 400 }), (batches) => {
      let bucket = openBucket(monthBytes, 0);
      let sent = 0;
      for (const [index, bytes] of batches.entries()) {
        const now = (index * 30 * day) / batches.length;
        if (!mayFlowMetered(bucket, 3, now, false)) continue;
        bucket = noteMetered(bucket, bytes, now);
        sent += bytes;
      }
      return sent <= monthBytes + monthBytes / 30 + 200_000;
    }),
  );
  t.pass();
});

t.test('[L4] a clock that stands or goes back gives nothing', async (t) => {
  const empty = noteMetered(openBucket(monthBytes, 1_000), 2_000_000, 1_000);
  t.notOk(mayFlowMetered(empty, 3, 0, false));
  t.notOk(mayFlowMetered(empty, 3, 1_000, false));
});
