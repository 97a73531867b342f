import t from 'tap';
import { isAtStart } from '../../../central-hub/fanout/bootstrap-desk.js';
import { cursorStart } from '../../../protocol/change.js';
import type { Hello } from '../../../protocol/control/hello.js';
import { parseSiteCode } from '../../../protocol/ids.js';

const site = parseSiteCode('7KD');
const { chain } = cursorStart({ direction: 'dn', site, epoch: 4, lane: 2 });
const at = (seq: number) => ({ lane: 2 as const, seq, chain });
const hello = (told: Partial<Hello>) => ({ hubEpoch: 4, downs: [], heads: [], ...told }) as unknown as Hello;

t.test('[F12] a site is at the start of its feed when it has applied nothing of it', async (t) => {
  t.ok(isAtStart(hello({ hubEpoch: 0 }), 4), 'it never heard of a hub');
  t.ok(isAtStart(hello({ downs: [at(0)] }), 4));
  t.notOk(isAtStart(hello({ downs: [at(0), { ...at(1), lane: 5 }] }), 4));
  t.notOk(isAtStart(hello({ hubEpoch: 3, downs: [at(0)] }), 4), 'what it had before the hub was restored it has still');
});
