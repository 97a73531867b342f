import { copyFileSync } from 'node:fs';
import t, { type Test } from 'tap';
import { FeedReturner, type FeedReturnerOptions } from '../../../edge-agent/epochs/feed-returner.js';
import type { OpenSession } from '../../../edge-agent/links/open-session.js';
import type { Journal } from '../../../journal/open.js';
import { decodeBatch } from '../../../protocol/batch.js';
import { parseLane } from '../../../protocol/lane.js';
import { AuthoritySeals, splitSeal } from '../../../protocol/session/feed-seal.js';
import { handTimers } from '../../support/hand-timers.js';
import {
  addSite,
  batchesBetween,
  downTo,
  journalFile,
  openHub,
  openSite,
  patient,
  referral,
  settle,
  welcomeOf,
  write,
} from '../../support/journal-fixtures.js';
import { carryUp } from '../../support/journal-star.js';
import { eventually } from '../../support/programs-records.js';

/** How a hub that was put back takes a piece that is returned. */
type Fate = 'taken' | 'lost' | 'unanswered' | 'failed' | 'refused';

const seals = new AuthoritySeals(new Uint8Array(32).fill(7));

/**
 * A hub that has lost all that a site wrote, and another site that was fed it, one change a batch, under an earlier hub
 * epoch; the hub has taken the next one.
 */
async function putBack(t: Test) {
  const [file, kept] = [journalFile(t), journalFile(t)];
  const before = openHub(t, { file });
  const [author, holder] = [await addSite(before), await addSite(before)];
  before.close();
  copyFileSync(file, kept);
  const hub = openHub(t, { file });
  const writing = openSite(t, author);
  await write(writing, patient('p1'), referral('r1', 'p1', holder));
  for (const active of [false, true, false]) await write(writing, patient('p1', { active }));
  await carryUp(hub, { code: author, journal: writing });
  await settle(hub);
  const site = openSite(t, holder);
  const feed = await batchesBetween(hub.sync, site.sync, downTo(holder), 1);
  const sealed = feed.map((command) => {
    const { lane, to, chainAfter } = command.batch.header;
    return { ...command, seal: seals.seal({ ...downTo(holder), lane }, { seq: to, chain: chainAfter }) };
  });
  for (const { problem } of await site.sync.applyBatches(sealed)) if (problem !== undefined) throw problem;
  const back = openHub(t, { file: kept });
  const welcome = { ...welcomeOf(1, []), hubEpoch: await back.hubEpochs.newHubEpoch(1, Date.now()) };
  await site.siteEpochs.adoptHubEpoch(welcome);
  return { site, hub: back, welcome, pieces: feed.length };
}

/** The site's returner, with a hub whose treatment of each piece that comes is given in order; all further ones are taken. */
function returning(t: Test, { site, hub, welcome }: Awaited<ReturnType<typeof putBack>>, fates: readonly Fate[]) {
  const timers = handTimers();
  const came: string[] = [];
  const warned: string[] = [];
  const open = (): OpenSession => {
    const session = { welcome, publish } as unknown as OpenSession;
    return session;
    async function publish(channel: number | 'ctl', payload: Uint8Array) {
      const fate = fates[came.length] ?? 'taken';
      const { batch: bytes } = splitSeal(payload);
      const batch = decodeBatch(bytes, new Map());
      const { lane, to: seq, epoch: hubEpoch } = batch.header;
      came.push(`${channel}:${seq}`);
      if (fate === 'failed') throw new Error('the connection is gone');
      if (fate === 'lost') return;
      const place = { hubEpoch, lane: parseLane(lane), seq };
      if (fate === 'refused') {
        returner.hear(session, { kind: 'returned-refused', code: 'scope-forged', ...place });
        return;
      }
      await take(hub, (await site.sync.identity()).site, batch);
      if (fate === 'taken') returner.hear(session, { kind: 'returned-held', ...place });
    }
  };
  const { siteEpochs } = site;
  let meanwhile = () => {};
  const epochs = {
    async earlierFeed() {
      meanwhile();
      meanwhile = () => {};
      return siteEpochs.earlierFeed();
    },
    commonMark: siteEpochs.commonMark.bind(siteEpochs),
    sealedRun: siteEpochs.sealedRun.bind(siteEpochs),
    settleFeed: siteEpochs.settleFeed.bind(siteEpochs),
  };
  const logger = { warn: (_detail: unknown, message: string) => void warned.push(message) };
  const returner = new FeedReturner({
    ...{ epochs, timers, logger: logger as unknown as FeedReturnerOptions['logger'] },
    ...{ onMore: () => {}, onError: () => {} },
  });
  t.teardown(() => returner.stop());
  const whileLookedUp = (act: () => void) => {
    meanwhile = act;
  };
  return { returner, timers, came, warned, open, whileLookedUp };
}

async function take(hub: Journal, site: Awaited<ReturnType<typeof addSite>>, batch: ReturnType<typeof decodeBatch>) {
  await hub.hubEpochs.applyReturned({ site, batch, receivedMilliseconds: Date.now() });
}

const isSettled = (site: Journal) => async () => (await site.siteEpochs.earlierFeed()) === undefined || undefined;

for (const fate of ['lost', 'unanswered', 'failed'] as const) {
  t.test(`[E16] a piece of a returned feed that is ${fate} comes again, though the session stands`, async (t) => {
    const there = await putBack(t);
    const { returner, timers, came, open } = returning(t, there, ['taken', fate, 'taken', fate]);
    returner.use(open());
    await eventually('all were sent once', () => {
      if (fate === 'failed') timers.pass(1_000);
      return new Set(came).size === there.pieces || undefined;
    });
    await timers.turn();
    t.ok(await there.site.siteEpochs.earlierFeed(), 'what is unanswered is not held to be there');
    const sentBefore = came.length;
    timers.pass(20_000);
    await eventually('the feed is settled', isSettled(there.site));
    t.equal(came.length, sentBefore + 2, 'what was answered is not sent again');
    t.same(await there.hub.records.read(patient('p1')), await there.site.records.read(patient('p1')));
    t.equal(there.hub.counts().versions, there.site.counts().versions);
    timers.pass(3_600_000);
    await timers.turn();
    t.equal(came.length, sentBefore + 2);
  });
}

t.test('[E16] a hub that stays silent is asked less and less often', async (t) => {
  const there = await putBack(t);
  const { returner, timers, came, open } = returning(t, there, Array<Fate>(1_000).fill('lost'));
  returner.use(open());
  await eventually('four are under way', () => came.length === 4 || undefined);
  const at: number[] = [];
  for (let second = 1; second <= 3_600; second += 1) {
    const before = came.length;
    timers.pass(1_000);
    await timers.turn();
    if (came.length > before) at.push(second);
    t.ok(came.length - before <= 4);
  }
  t.same(at.slice(0, 7), [20, 60, 140, 300, 620, 1_220, 1_820]);
});

t.test('[E16] a session that gives way to another while the feed is looked up returns it over that one', async (t) => {
  const there = await putBack(t);
  const { returner, came, open, whileLookedUp } = returning(t, there, []);
  whileLookedUp(() => returner.use(open()));
  returner.use(open());
  await eventually('the feed is settled', isSettled(there.site));
  t.equal(came.length, there.pieces);
});

t.test('[E16] a piece that the hub does not know its seal on holds up nothing', async (t) => {
  const there = await putBack(t);
  const { returner, timers, came, warned, open } = returning(t, there, Array<Fate>(there.pieces - 1).fill('refused'));
  returner.use(open());
  await eventually('all was answered', isSettled(there.site));
  timers.pass(3_600_000);
  await timers.turn();
  t.equal(came.length, there.pieces, 'none comes again in this session');
  t.equal(warned.length, there.pieces - 1);
});
