import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { OpenSession } from '../../../edge-agent/links/open-session.js';
import { toldBytesAtStart, toldShareMax } from '../../../edge-agent/telemetry/allowance.js';
import { TelemetryTeller } from '../../../edge-agent/telemetry/telemetry-teller.js';
import { openHubHistory, openSiteHistory } from '../../../journal/telemetry/open-telemetry.js';
import { decodeControl } from '../../../protocol/control/control.js';
import type { LinkSamples } from '../../../protocol/control/link-samples.js';
import { noRoundTrips } from '../../../protocol/telemetry/round-trips.js';
import { contractSite, keptDecision } from '../../journal/telemetry/link-history.contract.js';
import { timersOf, VirtualTime } from '../../simulation/virtual-time.js';
import { testKey } from '../../support/journal-fixtures.js';
import { plainWelcome } from '../../support/protocol-arbitraries.js';
import { seededRandom } from '../../support/seeded-random.js';
import { fibre, geo, morning } from '../../support/telemetry-arbitraries.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

/** A site that tells and a hub that keeps, with their files, in a time that is made; the line between them may lose anything. */
function pair(t: Test) {
  const time = new VirtualTime();
  const random = seededRandom(7);
  const timers = timersOf(time, random, () => true);
  const now = () => morning + time.elapsedMilliseconds;
  const place = (name: string) => ({
    ...{ file: join(temporaryFolder(t), name), key: testKey, now, randomBytes: () => new Uint8Array(8).fill(1) },
    onAnew: () => {},
  });
  const site = openSiteHistory(place('site.db'), contractSite);
  const hub = openHubHistory(place('hub.db'));
  t.teardown(() => site.close());
  t.teardown(() => hub.close());
  const line = { losesUp: () => false, losesDown: () => false, carried: 0 };
  const told: LinkSamples[] = [];
  const teller = new TelemetryTeller({
    ...{ history: site, now, timers, isTunnelled: () => false, onError: (error) => t.fail(String(error)) },
    bytes: () => ({ up: line.carried, down: 0 }),
    standings: () => [{ link: fibre, state: 'active', cause: 'none', since: morning, budget: null, signal: null }],
  });
  const sessionOver = (link: typeof fibre, metered: boolean): OpenSession => {
    const session: OpenSession = {
      ...{ link, metered, kind: 'other', answerMilliseconds: 1 },
      welcome: {
        ...{ kind: 'welcome', protocol: 1, schema: 1, hubEpoch: 1, epoch: 1, hubMilliseconds: 0 },
        ...{ dictionaries: [], ups: [], ...plainWelcome },
      },
      sign: () => new Uint8Array(),
      publish: async (_channel, payload) => {
        line.carried += payload.length + 360;
        const message = decodeControl(payload);
        if (message.kind !== 'link-samples') throw new Error(message.kind);
        told.push(message);
        if (line.losesUp()) return;
        const { kept } = await hub.take(contractSite, message, now());
        if (!line.losesDown()) time.after(50, () => void teller.hear(session, kept));
      },
    };
    return session;
  };
  let stretches = 0;
  /** Lets minutes go by in which both links are measured, and each carries so many bytes beside. */
  const measure = async (minutes: number, othersPerStretch: number) => {
    for (const end = stretches + minutes * 6; stretches < end; stretches += 1) {
      const at = morning + stretches * 10_000;
      const sample = { at, sent: 10, answered: 0, roundTrips: noRoundTrips, bytesUp: 9, bytesDown: 9 };
      const standing = { state: 'down', cause: 'blackhole' } as const;
      await site.record(
        [fibre, geo].map((link) => ({ link, ...sample, ...standing })),
        at + 20_000,
      );
      line.carried += othersPerStretch;
      teller.wake();
      await time.runUntil((stretches + 1) * 10_000);
    }
  };
  const countAtHub = async (resolution: 60_000 | 900_000) =>
    (await hub.samples({ site: contractSite, resolution, from: 0 })).length;
  /** Lets the round under way come to its end, in its own time. */
  const end = async () => {
    const ended = teller.stop();
    await time.runUntil(time.elapsedMilliseconds + 1_000);
    await ended;
  };
  return { end, random, site, hub, line, told, teller, sessionOver, measure, countAtHub };
}

t.test('[L33] cuts, lost messages and lost answers lose nothing of what is told and double nothing', async (t) => {
  const { end, site, hub, line, teller, sessionOver, measure, random, countAtHub } = pair(t);
  line.losesUp = () => random.fraction() < 0.3;
  line.losesDown = () => random.fraction() < 0.3;
  for (let round = 0; round < 12; round += 1) {
    teller.use(round % 3 === 2 ? undefined : sessionOver(fibre, false));
    await site.noteDecision(keptDecision(morning + round));
    await measure(10, 20_000);
  }
  line.losesUp = () => false;
  line.losesDown = () => false;
  teller.use(sessionOver(fibre, false));
  await measure(5, 20_000);
  await end();
  const decisions = await hub.decisions({ site: contractSite, count: 99 });
  t.same(
    decisions.map(({ at }) => at - morning),
    [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
  );
  t.same(decisions[0], keptDecision(morning + 11), 'with its evidence');
  const [minutes, atSite] = [
    await countAtHub(60_000),
    await site.samples({ site: contractSite, resolution: 60_000, from: 0 }),
  ];
  t.ok(minutes >= 2 * 122, `${minutes} samples of a minute`);
  t.same(await hub.samples({ site: contractSite, resolution: 60_000, from: 0 }), atSite.slice(0, minutes));
  t.equal(await countAtHub(900_000), 16);
});

t.test(
  '[L32] over a metered link samples of 15 minutes only are told, and no more than 3 % of what it carries',
  async (t) => {
    const { line, told, teller, sessionOver, measure, countAtHub, site, end } = pair(t);
    teller.use(sessionOver(geo, true));
    await measure(60, 200);
    const cost = teller.toldBytes(geo);
    t.ok(cost <= toldBytesAtStart + toldShareMax * (line.carried - cost), `${cost} of ${line.carried}`);
    t.equal(await countAtHub(60_000), 0);
    t.equal(await countAtHub(900_000), 6);
    t.ok(told.length <= 6, `${told.length} messages in an hour`);
    t.ok(told.slice(1).every(({ standings }) => standings.length === 0 || told.length > 2));
    // Something free again: what is of the last day is told by the minute, too.
    teller.use(sessionOver(fibre, false));
    line.carried += 1e6;
    await measure(3, 20_000);
    t.ok((await countAtHub(60_000)) >= 2 * 60);
    await end();
    await site.prune(morning);
  },
);

t.test('[L32] where nothing is left of the allowance a link is told of first when it has earned it', async (t) => {
  const { site, line, told, teller, sessionOver, measure, end } = pair(t);
  teller.use(sessionOver(fibre, false));
  await measure(90, 0);
  const [before, cost] = [told.length, teller.toldBytes(fibre)];
  t.ok(cost <= toldBytesAtStart);
  await site.noteDecision(keptDecision(morning + 5_400_000));
  await measure(2, 0);
  t.equal(told.length, before, 'it has carried nothing else');
  line.carried += 60_000;
  await measure(1, 0);
  t.match(told.at(-1)?.decisions.items, [keptDecision(morning + 5_400_000)], 'decisions come first');
  await end();
});

t.test('[L33] a hub that does not answer is asked ever more rarely', async (t) => {
  const { line, told, teller, sessionOver, measure, end } = pair(t);
  line.losesUp = () => true;
  teller.use(sessionOver(fibre, false));
  await measure(60, 1e6);
  t.ok(told.length > 3 && told.length < 12, `${told.length} messages in an hour`);
  await teller.hear(sessionOver(geo, true), {
    ...{ kind: 'link-samples-kept', history: '01'.repeat(8), decisions: 9, coarse: 9, fine: 9 },
  });
  t.equal(told.length, told.length, 'the word of another session is passed over');
  await end();
});
