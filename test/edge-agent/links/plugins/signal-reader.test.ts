import t from 'tap';
import type { LinkProbePlugin } from '../../../../edge-agent/links/plugins/link-probe-plugin.js';
import { SignalReader } from '../../../../edge-agent/links/plugins/signal-reader.js';
import { parseLinkName } from '../../../../protocol/ids.js';
import type { Signal } from '../../../../protocol/links/link-signal.js';
import { timersOf, VirtualTime } from '../../../simulation/virtual-time.js';
import { seededRandom } from '../../../support/seeded-random.js';

const link = parseLinkName('fibre');
const fibre = (carrier: boolean): Signal => ({ kind: 'fibre', device: 'eth1', carrier, errors: 0, drops: 0 });

/** What is resolved goes on. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A reader of one plug-in, in a time that is made. */
async function open(read: () => Promise<Signal | undefined>, pauseMilliseconds = 30_000) {
  const time = new VirtualTime();
  const counts = { reads: 0, underWay: 0, most: 0, stops: 0 };
  const plugin: LinkProbePlugin = {
    pauseMilliseconds,
    read: async () => {
      counts.reads += 1;
      counts.underWay += 1;
      counts.most = Math.max(counts.most, counts.underWay);
      try {
        return await read();
      } finally {
        counts.underWay -= 1;
      }
    },
    stop: () => {
      counts.stops += 1;
    },
  };
  const told: (Signal | undefined)[] = [];
  const errors: unknown[] = [];
  const reader = new SignalReader({
    ...{ plugins: new Map([[link, plugin]]), timers: timersOf(time, seededRandom(1), () => true) },
    onSignal: (_link, signal) => told.push(signal),
    onError: (error) => errors.push(error),
  });
  reader.start();
  await turn();
  return { reader, time, counts, told, errors };
}

t.test(
  '[L60] a reading now and then, told with its figures every half minute and at once when it means something else',
  async (t) => {
    let carrier = true;
    const { reader, time, counts, told } = await open(async () => fibre(carrier), 250);
    await time.runUntil(29_000);
    t.ok(counts.reads > 100 && counts.reads < 120, `${counts.reads} reads`);
    t.strictSame(told, [fibre(true)]);
    carrier = false;
    await time.runUntil(29_600);
    t.strictSame(told, [fibre(true), fibre(false)]);
    t.strictSame(reader.latest(link), fibre(false));
    await time.runUntil(60_000);
    t.equal(told.length, 3);
    reader.stop();
    const { reads } = counts;
    await time.runUntil(90_000);
    t.equal(counts.reads, reads);
    t.equal(counts.stops, 1);
  },
);

t.test('[L60] a device is asked every half minute, and out of turn about a link in trouble', async (t) => {
  const { reader, time, counts } = await open(async () => fibre(true));
  await time.runUntil(61_000);
  t.equal(counts.reads, 3);
  await time.runUntil(66_000);
  for (let times = 0; times < 5; times += 1) reader.suspect(link);
  reader.suspect(parseLinkName('other'));
  await turn();
  await time.runUntil(66_500);
  reader.suspect(link);
  await time.runUntil(67_000);
  t.equal(counts.reads, 4, 'once, and not again within 5 s');
  await time.runUntil(96_500);
  t.equal(counts.reads, 5, 'the next one half a minute later');
});

t.test('[L60] a plug-in that hangs has no signal and is not asked again; one that throws is told of', async (t) => {
  let answer: (signal: Signal) => void = () => {};
  let hangs = false;
  const { reader, time, counts, told, errors } = await open(() => {
    if (!hangs) return Promise.resolve(fibre(true));
    return new Promise((resolve) => {
      answer = resolve;
    });
  });
  await time.runUntil(1_000);
  hangs = true;
  await time.runUntil(10 * 60_000);
  reader.suspect(link);
  t.match(counts, { reads: 2, most: 1 });
  t.strictSame(told, [fibre(true), undefined]);
  t.equal(reader.latest(link), undefined);
  hangs = false;
  answer(fibre(false));
  await turn();
  await time.runUntil(11 * 60_000);
  t.match(told.slice(2), [fibre(false), fibre(true)], 'it came back');
  t.strictSame(errors, []);
  const throwing = await open(() => Promise.reject(new Error('broken')));
  await throwing.time.runUntil(31_000);
  t.match(throwing.errors, [{ message: 'broken' }, { message: 'broken' }]);
  t.equal(throwing.reader.latest(link), undefined);
});
