import t from 'tap';
import { feedCursorsOf, isOvertaken, refusalOfHello } from '../../../central-hub/session/judge-hello.js';
import { chainStart } from '../../../protocol/change.js';
import type { Hello } from '../../../protocol/control/hello.js';
import { parseSiteCode } from '../../../protocol/ids.js';
import { lanes } from '../../../protocol/lane.js';
import { plainHello } from '../../support/protocol-arbitraries.js';

const site = parseSiteCode('7KD');
const hello: Hello = {
  ...{ kind: 'hello', protocol: 1, schema: 1, site, epoch: 3, bootId: 'b', dictionaries: [], heads: [], hubEpoch: 5 },
  ...plainHello,
  downs: [{ lane: 2, seq: 9, chain: new Uint8Array(32).fill(7) }],
};
const known = { code: site, state: 'active' } as const;

t.test('[S2] a hello may be judged further when it agrees with the hub’s register', async (t) => {
  t.equal(refusalOfHello(hello, site, known), undefined);
  t.equal(refusalOfHello(hello, parseSiteCode('7KE'), known), 'scope-forged');
  t.equal(refusalOfHello({ ...hello, protocol: 2 }, site, known), 'version-unsupported');
  t.equal(refusalOfHello(hello, site, undefined), 'certificate-refused');
  t.equal(refusalOfHello(hello, site, { ...known, state: 'revoked' }), 'certificate-refused');
});

t.test('[F1][S2] the site’s word on the feed counts under the hub epoch that it was given under', async (t) => {
  const cursors = feedCursorsOf(hello, 5);
  t.strictSame(
    cursors.map(({ lane }) => lane),
    lanes,
  );
  t.equal(cursors[2]?.durable.seq, 9);
  t.equal(cursors[1]?.durable.seq, 0);
  const other = feedCursorsOf(hello, 6);
  t.ok(other.every(({ durable }) => durable.seq === 0));
  t.strictSame(other[2]?.durable.chain, chainStart({ direction: 'dn', site, epoch: 6, lane: 2 }));
});

t.test('[S98] a hello of an epoch that its run has left says nothing', async (t) => {
  const open = { bootId: 'b', epoch: 4 };
  t.equal(isOvertaken(hello, open), true);
  t.equal(isOvertaken({ ...hello, epoch: 4 }, open), false, 'of the same one it begins the session again');
  t.equal(isOvertaken({ ...hello, epoch: 5 }, open), false);
  t.equal(isOvertaken({ ...hello, bootId: 'c' }, open), false, 'another run is judged by its lease');
  t.equal(isOvertaken(hello, undefined), false);
});
