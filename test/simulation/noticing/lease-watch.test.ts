import t from 'tap';
import type { SitePeer } from '../../../central-hub/broker/site-transport.js';
import { parseSiteCode } from '../../../protocol/ids.js';
import { anyPublicKey } from '../plain-sessions.js';
import { LeaseWatch } from './lease-watch.js';

const site = parseSiteCode('7KD');
const [first, second] = [{ name: 'first' }, { name: 'second' }];

function peerOf(link: string): SitePeer {
  const certificate = { fingerprint: '', publicKey: anyPublicKey };
  return { site, link, partition: 0, ...certificate, connectedMilliseconds: 0 } as SitePeer;
}

t.test('[E12] a lease that goes to another run while its holder is in session and there is told', async (t) => {
  const peer = peerOf('fibre');
  const grantAt = (milliseconds: number, prepare: (watch: LeaseWatch) => void) => {
    const watch = new LeaseWatch();
    watch.opened(peer, first);
    prepare(watch);
    watch.granted(site, second, [peer], milliseconds);
    return watch.broken.size;
  };
  t.equal(
    grantAt(9_000, () => {}),
    1,
    'nobody asked',
  );
  t.equal(
    grantAt(9_000, (watch) => watch.asked(peer, 7_000)),
    1,
    'it still had time to answer',
  );
  t.equal(
    grantAt(9_000, (watch) => watch.asked(peer, 6_000)),
    0,
    'it was silent',
  );
  const answered = (watch: LeaseWatch) => {
    watch.asked(peer, 6_000);
    t.ok(watch.isAsked(peer));
    watch.heard(peer, 6_500);
  };
  t.equal(grantAt(9_000, answered), 1, 'it answered');
  t.equal(
    grantAt(9_000, (watch) => watch.closed(peer)),
    0,
    'it was in no session any more',
  );
});

t.test('[E12] who has the lease may have it again, and other sites are no matter', async (t) => {
  const watch = new LeaseWatch();
  const peer = peerOf('fibre');
  watch.opened(peer, first);
  watch.granted(site, first, [peer], 1);
  watch.granted(parseSiteCode('K3V'), second, [peer], 1);
  watch.granted(site, second, [], 1);
  t.strictSame([...watch.broken], []);
});
