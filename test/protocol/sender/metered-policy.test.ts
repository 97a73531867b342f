import t from 'tap';
import { lanes } from '../../../protocol/lane.js';
import type { LinkBudget } from '../../../protocol/links/link-budget.js';
import { mayFlowMetered, wireBytesOf } from '../../../protocol/sender/metered-policy.js';

const fresh: LinkBudget = {
  ...{ month: '2026-11', capBytes: 30_000_000, usedBytes: 0, urgentReserveBytes: 3_000_000, level: 'ok' },
  ...{ exhaustedAt: null, pacedBytesToday: 0, dayBytes: 900_000 },
};
const flowing = (budget: LinkBudget, unseenBytes = 0, released = false) =>
  lanes.filter((lane) => mayFlowMetered(budget, unseenBytes, lane, released));

t.test('[L4] all lanes but bulk flow within the share of the day, and bulk too on a person’s word', async (t) => {
  t.strictSame(flowing(fresh), [0, 1, 2, 3, 4]);
  t.strictSame(flowing(fresh, 0, true), [0, 1, 2, 3, 4, 5]);
});

t.test('[L52] beyond the share of the day clinical records go on for a week’s, the others wait', async (t) => {
  t.strictSame(flowing({ ...fresh, usedBytes: 900_000, pacedBytesToday: 900_000 }, 0, true), [0, 1, 2]);
  t.strictSame(flowing({ ...fresh, usedBytes: 6_299_999, pacedBytesToday: 6_299_999 }), [0, 1, 2]);
  t.strictSame(flowing({ ...fresh, usedBytes: 6_300_000, pacedBytesToday: 6_300_000 }), [0, 1]);
});

t.test('[L52] the last tenth of the month is for what is urgent, and urgent records may pass even that', async (t) => {
  t.strictSame(flowing({ ...fresh, usedBytes: 26_999_999 }), [0, 1, 2, 3, 4]);
  t.strictSame(flowing({ ...fresh, usedBytes: 27_000_000 }, 0, true), [0, 1]);
  t.strictSame(flowing({ ...fresh, usedBytes: 60_000_000 }, 0, true), [0, 1]);
  t.strictSame(flowing({ ...fresh, usedBytes: 26_900_000 }, 100_000), [0, 1], 'what no meter has seen yet counts too');
});

t.test('[L50] until a meter has seen it, a batch counts with its headers', async (t) => {
  t.equal(wireBytesOf(0), 160);
  t.equal(wireBytesOf(10_000), 11_360);
});
