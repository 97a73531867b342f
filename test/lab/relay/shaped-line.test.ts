import t from 'tap';
import { seededRandom } from '../../support/seeded-random.js';
import { browned, headerBytes, type LineShape, ShapedLine } from './shaped-line.js';

const plain: LineShape = {
  ...{ delayMilliseconds: 100, jitterMilliseconds: 0, lossShare: 0, bytesPerSecond: 0, queueBytesMax: 10_000 },
};
const packet = new Uint8Array(1000 - headerBytes);

t.test('a packet is under way as long as the line is, and packets keep their order in spite of jitter', async (t) => {
  const line = new ShapedLine({ ...plain, jitterMilliseconds: 50 }, seededRandom(1).fraction);
  for (let index = 0; index < 20; index += 1) line.take(Uint8Array.of(index), index);
  t.strictSame(line.arrived(99), []);
  t.strictSame(
    line.arrived(200).map(([first]) => first),
    Array.from({ length: 20 }, (_, index) => index),
  );
  t.equal(line.nextMilliseconds, undefined);
});

t.test(
  'a line takes its time for each byte, headers included, and drops what finds no room in its queue',
  async (t) => {
    const line = new ShapedLine(
      { ...plain, delayMilliseconds: 0, bytesPerSecond: 10_000, queueBytesMax: 3_000 },
      () => 1,
    );
    for (let index = 0; index < 5; index += 1) line.take(packet, 0);
    t.strictSame(
      [99, 100, 199, 200, 300, 1_000].map((now) => line.arrived(now).length),
      [0, 1, 0, 1, 1, 0],
    );
    t.match(line.count, { packets: 5, bytes: 5_000, lost: 0, dropped: 2 });
  },
);

t.test('a share of packets is lost, and all of them while the line is cut, those under way too', async (t) => {
  const line = new ShapedLine({ ...plain, lossShare: 0.1 }, seededRandom(7).fraction);
  for (let index = 0; index < 2_000; index += 1) line.take(packet, index);
  const arrived = line.arrived(5_000).length;
  t.ok(arrived > 1_740 && arrived < 1_860, `${arrived}`);
  line.take(packet, 6_000);
  line.cut = true;
  line.take(packet, 6_001);
  t.strictSame(line.arrived(7_000), []);
  line.cut = false;
  t.strictSame(line.arrived(8_000), []);
  t.equal(line.count.lost + arrived, 2_002);
});

t.test('a line that goes bad loses more and is longer, and is else as it was', async (t) => {
  t.strictSame(browned(plain, { lossShare: 0.3, delayFactor: 3 }), {
    ...plain,
    lossShare: 0.3,
    delayMilliseconds: 300,
  });
  t.strictSame(browned({ ...plain, lossShare: 0.02 }, {}), { ...plain, lossShare: 0.02 });
});
