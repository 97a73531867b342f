import t from 'tap';
import { hasLostLog, isAtStart } from '../../../central-hub/fanout/bootstrap-desk.js';
import { cursorStart } from '../../../protocol/change.js';
import type { Hello } from '../../../protocol/control/hello.js';
import { parseSiteCode } from '../../../protocol/ids.js';

const site = parseSiteCode('7KD');
const { chain } = cursorStart({ direction: 'dn', site, epoch: 4, lane: 2 });
const at = (seq: number) => ({ lane: 2 as const, seq, chain });
const hello = (told: Partial<Hello>) => ({ hubEpoch: 4, downs: [], heads: [], ...told }) as unknown as Hello;
const up = (seq: number) => ({ lane: 2 as const, durable: { seq, chain }, safeSeq: 0, creditBytes: 1 });

t.test('[F12] a site is at the start of its feed when it has applied nothing of it', async (t) => {
  t.ok(isAtStart(hello({ hubEpoch: 0 }), 4), 'it never heard of a hub');
  t.ok(isAtStart(hello({ downs: [at(0)] }), 4));
  t.notOk(isAtStart(hello({ downs: [at(0), { ...at(1), lane: 5 }] }), 4));
  t.notOk(isAtStart(hello({ hubEpoch: 3, downs: [at(0)] }), 4), 'what it had before the hub was restored it has still');
});

t.test('[F12] a site has lost of its log when the hub holds more of it', async (t) => {
  t.ok(hasLostLog(hello({}), [up(7)]));
  t.ok(hasLostLog(hello({ heads: [at(6)] }), [up(7)]));
  t.notOk(hasLostLog(hello({ heads: [at(7)] }), [up(7)]));
  t.notOk(hasLostLog(hello({ heads: [at(9)] }), [up(7)]));
  t.notOk(hasLostLog(hello({}), []), 'a new site');
});
