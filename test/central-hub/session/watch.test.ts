import t from 'tap';
import type { SitePeer } from '../../../central-hub/broker/site-transport.js';
import type { Session } from '../../../central-hub/session/session.js';
import { Sessions } from '../../../central-hub/session/session.js';
import { SessionWatch } from '../../../central-hub/session/watch.js';
import { createLogger } from '../../../config/running/logger.js';
import { systemTimers } from '../../../config/running/timers.js';
import { parseLinkName, parseSiteCode } from '../../../protocol/ids.js';

const site = parseSiteCode('7KD');
const peerOf = (link: string): SitePeer =>
  ({ site, link: parseLinkName(link), partition: 0, fingerprint: 'f' }) as never;

/** A watch over two sessions of a site, in a time of the test's own. */
function setUp() {
  const peers = [peerOf('fibre'), peerOf('geo')];
  const sessions = new Sessions();
  const downlink = { isSilent: () => false, stop: async () => {} };
  for (const peer of peers) {
    sessions.open({ peer, bootId: 'b', epoch: 1, hubEpoch: 1, downlink, gapToldAt: new Map() } as unknown as Session);
  }
  const world = { now: 0, active: peers[0] as SitePeer | undefined, ended: [] as string[] };
  const watch = new SessionWatch({
    transport: { peers: () => peers, disconnect: (peer: SitePeer) => void world.ended.push(peer.link) } as never,
    ...{ sessions, siteOfCertificate: async () => site, refusals: {} as never, checkMilliseconds: 1_000 },
    active: () => world.active,
    timers: { ...systemTimers, elapsedMilliseconds: () => world.now },
    logger: createLogger('test', 'silent'),
    onError: (error) => {
      throw error;
    },
  });
  const lookAt = async (milliseconds: number) => {
    world.now = milliseconds;
    watch.look();
    await watch.stop();
  };
  return { world, lookAt };
}

t.test('[L7] sessions of a site that claims nothing are ended, a claim in time keeps them', async (t) => {
  const { world, lookAt } = setUp();
  await lookAt(0);
  world.active = undefined;
  await lookAt(60_000);
  await lookAt(69_000);
  t.strictSame(world.ended, [], 'it has some seconds to claim them');
  world.active = peerOf('geo');
  await lookAt(75_000);
  world.active = undefined;
  await lookAt(76_000);
  await lookAt(85_000);
  t.strictSame(world.ended, [], 'they are counted anew');
  await lookAt(87_000);
  t.strictSame(world.ended, ['fibre', 'geo']);
});

t.test('[E5] a certificate that leaves the list while a look is under way is found by another, at once', async (t) => {
  const peers = [peerOf('fibre'), peerOf('geo')];
  const ended: string[] = [];
  const passes: (() => void)[] = [];
  let isListed = true;
  const watch = new SessionWatch({
    transport: { peers: () => peers, disconnect: (peer: SitePeer) => void ended.push(peer.link) } as never,
    sessions: new Sessions(),
    siteOfCertificate: async () => {
      const answer = isListed ? site : undefined;
      if (isListed) await new Promise<void>((resolve) => passes.push(resolve));
      return answer;
    },
    ...{ refusals: { note: () => {} } as never, checkMilliseconds: 3_600_000, active: () => peers[0] },
    logger: createLogger('test', 'silent'),
    onError: (error) => t.error(error),
  });
  watch.look();
  t.equal(passes.length, 1, 'it looks at the first');
  isListed = false;
  const looked = watch.lookAfresh();
  for (const pass of passes) pass();
  await looked;
  t.strictSame([...new Set(ended)].sort(), ['fibre', 'geo']);
  await watch.stop();
});
