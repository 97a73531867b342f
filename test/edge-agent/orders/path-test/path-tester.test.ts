import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import t from 'tap';
import { readInterfaceMtu } from '../../../../edge-agent/orders/path-test/interface-mtu.js';
import { PathTester } from '../../../../edge-agent/orders/path-test/path-tester.js';
import { type LinkName, parseLinkName } from '../../../../protocol/ids.js';
import { timersOf, VirtualTime } from '../../../simulation/virtual-time.js';
import { seededRandom } from '../../../support/seeded-random.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';

const [fibre, radio, geo] = [parseLinkName('fibre'), parseLinkName('radio'), parseLinkName('geo')];

/** Three links; the radio has never had a session. Each answer comes after 40 ms. */
function setUp() {
  const time = new VirtualTime();
  const sent = new Map<LinkName, number[]>();
  const tester: PathTester = new PathTester({
    links: [fibre, radio, geo].map((name) => ({
      ...{ name, metered: name === geo },
      readMtuBytes: async () => (name === geo ? 1280 : undefined),
    })),
    send: (link) => {
      if (link === radio) return undefined;
      const times = sent.get(link) ?? [];
      sent.set(link, [...times, time.elapsedMilliseconds]);
      const answer = { sequence: times.length + 1, roundTripMilliseconds: 40, lostUp: 0, lostDown: 0 };
      time.after(40, () => tester.hear(link, answer));
      return answer.sequence;
    },
    timers: timersOf(time, seededRandom(1), () => true),
  });
  return { time, sent, tester };
}

t.test('[L49] all links that cost nothing are tested at once; a metered one when it is named', async (t) => {
  const { time, sent, tester } = setUp();
  t.equal(tester.progress, undefined);
  const report = tester.run();
  await turn();
  await time.runUntil(6_000);
  t.strictSame(tester.progress, { doneMilliseconds: 6_000, allMilliseconds: 12_000 });
  await time.runUntil(12_000);
  t.match(await report, {
    links: [{ link: 'fibre', sent: 100, answered: 100, lossFraction: 0, bytes: 10_400, interfaceMtuBytes: null }],
    skipped: [
      { link: 'radio', reason: 'never-open' },
      { link: 'geo', reason: 'metered' },
    ],
  });
  t.equal(tester.progress, undefined);
  t.equal(sent.get(geo), undefined, 'nothing was paid for');

  const named = tester.run(geo);
  await turn();
  await time.runUntil(30_000);
  const { links, skipped } = await named;
  t.match(links, [{ link: 'geo', sent: 20, roundTrip: { median: 40 }, bytes: 2_080, interfaceMtuBytes: 1280 }]);
  t.strictSame(skipped, []);
  await t.rejects(tester.run(parseLinkName('none')), { code: 'not-found' });
});

t.test('one test runs at a time, and none after the program has stopped', async (t) => {
  const { time, sent, tester } = setUp();
  const [first, second] = [tester.run(fibre), tester.run(fibre)];
  await turn();
  await time.runUntil(11_999);
  t.equal(sent.get(fibre)?.length, 100, 'the second waits');
  await time.runUntil(12_000);
  t.match(await first, { links: [{ sent: 100 }] });
  await time.runUntil(15_000);
  const rejected = t.rejects(second, { code: 'time-out' });
  await tester.stop();
  await rejected;
  await t.rejects(tester.run(fibre), { code: 'time-out' });
  const count = sent.get(fibre)?.length;
  await time.runUntil(60_000);
  t.equal(sent.get(fibre)?.length, count, 'nothing goes out any more');
});

t.test('the MTU of an interface is read where there is one', async (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'wg-geo'));
  writeFileSync(join(folder, 'wg-geo', 'mtu'), '1280\n');
  t.equal(await readInterfaceMtu('wg-geo', folder), 1280);
  t.equal(await readInterfaceMtu('wg-none', folder), undefined);
  t.equal(await readInterfaceMtu('../wg-geo', folder), undefined);
  t.equal(await readInterfaceMtu(undefined, folder), undefined);
});
