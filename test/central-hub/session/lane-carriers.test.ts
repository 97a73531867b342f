import fc from 'fast-check';
import t from 'tap';
import type { SitePeer } from '../../../central-hub/broker/site-transport.js';
import { LaneCarriers } from '../../../central-hub/session/lane-carriers.js';
import { LaneClaims } from '../../../edge-agent/links/lane-claims.js';
import type { LaneClaim } from '../../../protocol/control/lane-claim.js';
import { type LinkName, parseLinkName, parseSiteCode } from '../../../protocol/ids.js';
import { type Lane, lanes } from '../../../protocol/lane.js';

const site = parseSiteCode('7KD');
const linkNames = ['fibre', 'radio', 'geo'].map((name) => parseLinkName(name));
const peers = new Map(
  linkNames.map((link) => [link, { site, link, partition: 0, fingerprint: link } as unknown as SitePeer]),
);
const peerOf = (link: LinkName): SitePeer => {
  const peer = peers.get(link);
  if (peer === undefined) throw new Error(link);
  return peer;
};

/** What a site claims in one run, in the order in which it says so. */
const stories = fc
  .array(
    fc.record({
      link: fc.constantFrom(...linkNames),
      some: fc.uniqueArray(fc.constantFrom(...lanes), { minLength: 1 }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((steps) => {
    const claims = new LaneClaims();
    return steps.flatMap(({ link, some }) => {
      const claim = claims.take(link, some);
      return claim === undefined ? [] : [{ link, claim }];
    });
  });

t.test(
  '[L6] whatever order claims come in, and however often, the hub and the site mean the same carrier',
  async () => {
    fc.assert(
      fc.property(stories, fc.infiniteStream(fc.nat()), (story, draws) => {
        const meant = new Map<Lane, LinkName>();
        for (const { link, claim } of story) for (const lane of claim.lanes) meant.set(lane, link);
        const carriers = new LaneCarriers();
        const arrivals = [...story, ...story]
          .map((each) => ({ each, at: draws.next().value ?? 0 }))
          .sort((left, right) => left.at - right.at);
        for (const { each } of arrivals) carriers.claim(peerOf(each.link), 'boot', each.claim);
        return lanes.every((lane) => carriers.of(site, lane)?.link === meant.get(lane));
      }),
    );
  },
);

t.test('[L6] a claim that came before takes nothing, and a new run begins anew', async (t) => {
  const carriers = new LaneCarriers();
  const claim: LaneClaim = { generation: 3, lanes: [1, 2] };
  t.strictSame(carriers.claim(peerOf(parseLinkName('fibre')), 'boot', claim), [1, 2]);
  t.strictSame(carriers.claim(peerOf(parseLinkName('fibre')), 'boot', claim), [], 'said twice');
  t.strictSame(carriers.claim(peerOf(parseLinkName('geo')), 'boot', { generation: 2, lanes }), [0, 3, 4, 5]);
  t.strictSame(carriers.carriedBy(peerOf(parseLinkName('fibre'))), [1, 2]);
  t.strictSame(carriers.claim(peerOf(parseLinkName('geo')), 'next', { generation: 1, lanes: [1] }), [1]);
  t.strictSame(carriers.carriedBy(peerOf(parseLinkName('fibre'))), []);
});

t.test(
  '[L6] a site claims what moved, once; a connection that begins anew holds what it says and no more',
  async (t) => {
    const claims = new LaneClaims();
    const [fibre, radio] = linkNames;
    if (fibre === undefined || radio === undefined) throw new Error('links');
    t.strictSame(claims.begin(fibre, lanes), { generation: 1, lanes });
    t.equal(claims.take(fibre, lanes), undefined);
    t.strictSame(claims.take(radio, [1]), { generation: 2, lanes: [1] });
    t.strictSame(claims.begin(fibre, []).lanes, []);
    t.strictSame(claims.take(fibre, [0, 2]), { generation: 4, lanes: [0, 2] });
  },
);

t.test('[L6][L52] a hello that claims less gives up the rest, and one that comes late or twice does not', async (t) => {
  const carriers = new LaneCarriers();
  const fibre = peerOf(parseLinkName('fibre'));
  carriers.begin(fibre, 'run', { generation: 1, lanes });
  carriers.begin(fibre, 'run', { generation: 2, lanes: [0, 1] });
  t.strictSame(carriers.carriedBy(fibre), [0, 1]);
  t.strictSame(carriers.claim(fibre, 'run', { generation: 1, lanes }), [], 'what was claimed before it is too late');
  carriers.claim(fibre, 'run', { generation: 3, lanes: [2] });
  carriers.begin(fibre, 'run', { generation: 2, lanes: [0, 1] });
  t.strictSame(carriers.carriedBy(fibre), [0, 1, 2]);
});
