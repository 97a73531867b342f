import t from 'tap';
import { feedCursorsOf, refusalOfHello } from '../../../central-hub/session/judge-hello.js';
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
