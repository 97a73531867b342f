import { setImmediate } from 'node:timers/promises';
import t, { type Test } from 'tap';
import type { SitePeer } from '../../../central-hub/broker/site-transport.js';
import { ErasureDesk } from '../../../central-hub/erasures/erasure-desk.js';
import { createLogger } from '../../../config/running/logger.js';
import { SiteErasures } from '../../../edge-agent/erasures/site-erasures.js';
import type { OpenSession } from '../../../edge-agent/links/open-session.js';
import type { Journal } from '../../../journal/open.js';
import { ownAbilities } from '../../../protocol/control/abilities.js';
import { decodeControl } from '../../../protocol/control/control.js';
import type { ErasureOrder } from '../../../protocol/erasures/erasure-order.js';
import { NodeErasures } from '../../../provisioning/erasure/node-erasures.js';
import { eraseWholly, erasureOf } from '../../support/erasures.js';
import { type HandTimers, handTimers } from '../../support/hand-timers.js';
import { addSite, observation, openHub, openSite, patient, write } from '../../support/journal-fixtures.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const logger = createLogger('test', 'silent');
const attachments = { destroy: async () => true };
const onError = (error: unknown) => t.error(error);
const isSealed = ({ seal }: ErasureOrder) => seal === 'sealed';

function nodeOf(t: Test, { erasures }: Journal, timers: HandTimers): NodeErasures {
  return new NodeErasures({ dir: temporaryFolder(t), erasures, attachments, timers, onError });
}

/** A hub and a site that hear each other over a line that takes away what a test says. */
async function setUp(t: Test, seal = 'sealed') {
  const timers = handTimers();
  const hub = openHub(t);
  const code = await addSite(hub);
  const site = openSite(t, code);
  const line = { isLost: (_kind: string) => false, said: [] as string[], isUp: true };
  const peer = { site: code, link: 'fibre' } as unknown as SitePeer;
  const pass = (payload: Uint8Array, hear: (message: ReturnType<typeof decodeControl>) => unknown) => {
    const message = decodeControl(payload);
    line.said.push(message.kind);
    if (line.isUp && !line.isLost(message.kind)) void hear(message);
  };
  const verdicts: string[] = [];
  const desk: ErasureDesk = new ErasureDesk({
    ...{ erasures: hub.erasures, logger, now: () => 1_000, timers, onError },
    hub: { node: nodeOf(t, hub, timers), seal: () => seal, isSealed },
    carrier: () => (line.isUp ? peer : undefined),
    transport: {
      publish: async (_peer, _channel, payload) =>
        pass(payload, (message) => {
          if (message.kind === 'erasure' || message.kind === 'erasure-ask') there.hear(message);
        }),
    },
  });
  const there = new SiteErasures({
    ...{ erasures: site.erasures, logger, onError },
    ground: { node: nodeOf(t, site, timers), isSealed },
  });
  const publish = async (_channel: unknown, payload: Uint8Array) =>
    pass(payload, async (message) => {
      if (message.kind === 'erased' || message.kind === 'erasure') verdicts.push(await desk.hear(peer, message));
    });
  there.use({ publish } as unknown as OpenSession);
  desk.start();
  t.teardown(() => desk.stop());
  const hello = async () => desk.open(peer, { abilities: ownAbilities, erasures: await site.erasures.digest() });
  const rest = async () => {
    for (let turns = 0; turns < 60; turns += 1) await setImmediate();
  };
  const waiting = async () => (await hub.erasures.unconfirmed(code, 9)).length;
  return { hub, site, code, desk, peer, line, verdicts, timers, hello, rest, waiting };
}

t.test('[S94] what is lost on the way is said again until it is settled, and then nothing is said', async (t) => {
  const { site, desk, line, timers, hello, rest, waiting } = await setUp(t);
  await write(site, patient('p1'), observation('o1', 'p1'));
  await hello();
  await rest();
  t.strictSame(line.said, [], 'nothing is said where there is nothing');
  line.isLost = (kind) => kind === 'erasure';
  await desk.order(erasureOf('p1'));
  await rest();
  timers.pass(10_000);
  await rest();
  t.strictSame(line.said, ['erasure'], 'not before its time');
  line.isLost = (kind) => kind === 'erased';
  timers.pass(30_000);
  await rest();
  t.match(await site.records.read(observation('o1', 'p1')), { erased: true });
  t.equal(await waiting(), 1, 'its word was lost');
  line.isLost = () => false;
  timers.pass(70_000);
  await rest();
  t.equal(await waiting(), 0);
  const { length } = line.said;
  timers.pass(2 * 60 * 60_000);
  await rest();
  t.equal(line.said.length, length);
});

t.test('[S94] what is not answered is said again after 30 s, then twice as long each time up to an hour', async (t) => {
  const { desk, line, timers, hello, rest } = await setUp(t);
  await hello();
  await rest();
  line.isLost = () => true;
  await desk.order(erasureOf('p1'));
  await rest();
  const pauses: number[] = [];
  for (let seconds = 30, saidAt = 0; pauses.length < 9 && seconds < 12_000; seconds += 30) {
    const { length } = line.said;
    timers.pass(30_000);
    await rest();
    if (line.said.length === length) continue;
    pauses.push(seconds - saidAt);
    saidAt = seconds;
  }
  t.strictSame(pauses, [30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600]);
});

t.test(
  '[S95][S96] a hello that agrees is a confirmation; one that does not is asked, and gets what it lacks',
  async (t) => {
    const { hub, site, code, desk, line, hello, rest, waiting } = await setUp(t);
    line.isUp = false;
    for (const id of ['p1', 'p2', 'p3']) await desk.order(erasureOf(id));
    await eraseWholly(site, { ...erasureOf('p2'), seal: 'sealed' });
    line.isUp = true;
    await hello();
    await rest();
    t.strictSame(line.said, ['erasure-ask', 'erased', 'erasure', 'erasure', 'erased', 'erased']);
    t.equal(await waiting(), 0);
    t.match(await site.erasures.digest(), await hub.erasures.digest());
    line.said.length = 0;
    await hub.erasures.confirmPage(code, { after: '', ids: [] }, 1);
    t.equal(await waiting(), 3, 'as at a hub that has lost what it was told');
    await hello();
    await rest();
    t.strictSame([await waiting(), line.said], [0, []], 'the hello alone says it');
  },
);

t.test('[S94] an order without the word of the authority is not heeded, and one from a site neither', async (t) => {
  const { hub, site, desk, verdicts, peer, hello, rest, waiting } = await setUp(t, 'forged');
  await write(site, patient('p1'));
  await hello();
  await rest();
  await desk.order(erasureOf('p1'));
  await rest();
  t.match(await site.records.read(patient('p1')), { deleted: false });
  t.equal(await waiting(), 1);
  const returned = { kind: 'erasure', order: { ...erasureOf('p2'), seal: 'forged' } } as const;
  t.equal(await desk.hear(peer, returned), 'foreign');
  t.equal(await hub.erasures.find(returned.order.id), undefined);
  t.strictSame(verdicts, []);
});

t.test('[S97] a hub that has lost an order asks for it, carries it out and tells the others', async (t) => {
  const { hub, site, line, hello, rest, waiting } = await setUp(t);
  await write(hub, patient('p1'));
  await eraseWholly(site, { ...erasureOf('p1'), seal: 'sealed' });
  await hello();
  await rest();
  t.strictSame(line.said.slice(0, 4), ['erasure-ask', 'erased', 'erasure-ask', 'erasure']);
  t.match(await hub.records.read(patient('p1')), { erased: true });
  await hello();
  await rest();
  t.equal(await waiting(), 0);
});

t.test('[S93] to a program that does not know of erasures none is said', async (t) => {
  const { desk, peer, line, rest } = await setUp(t);
  desk.open(peer, {});
  await desk.order(erasureOf('p1'));
  await rest();
  t.strictSame(line.said, []);
});
