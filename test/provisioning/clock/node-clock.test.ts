import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { releaseMilliseconds } from '../../../protocol/clock-floor.js';
import { ClockFile, type FloorStore } from '../../../provisioning/clock/clock-file.js';
import { type Healing, NodeClock } from '../../../provisioning/clock/node-clock.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const minute = 60_000;
const day = 24 * 60 * minute;
const present = releaseMilliseconds + 100 * day;

/** A node's clock whose wall, steady count and file are the test's. */
function openClock(store: FloorStore, wall = 0) {
  const steady = { milliseconds: 0 };
  const box = { wall };
  const errors: unknown[] = [];
  let keep = () => {};
  const timers = {
    elapsedMilliseconds: () => steady.milliseconds,
    every: (_milliseconds: number, act: () => void) => {
      keep = act;
      return () => {
        keep = () => {};
      };
    },
  };
  const clock = new NodeClock({ wall: () => box.wall, timers, store, onError: (error) => errors.push(error) });
  clock.start();
  const pass = (milliseconds: number) => {
    steady.milliseconds += milliseconds;
    box.wall += milliseconds;
    keep();
  };
  return { clock, box, errors, pass };
}

t.test('[T20] what was reached is kept: a box that boots in 1970 goes on from there', async (t) => {
  const file = new ClockFile(join(temporaryFolder(t), 'clock.json'));
  const first = openClock(file, present);
  t.equal(first.clock.state, 'sure');
  first.clock.follow(present);
  first.pass(3 * 60 * minute);
  first.clock.stop();

  const second = openClock(file, 0);
  t.equal(second.clock.state, 'unsure');
  t.equal(second.clock.now(), present + 180 * minute);
  second.pass(5 * minute);
  t.equal(second.clock.now(), present + 185 * minute, 'time passes all the same');
  t.equal(second.clock.wall(), 5 * minute);
  t.same(second.clock.moment(), { floorMilliseconds: present + 185 * minute, state: 'unsure' });
});

t.test('[T20] a wall clock that is far ahead raises no floor: nothing has proven it', async (t) => {
  const file = new ClockFile(join(temporaryFolder(t), 'clock.json'));
  file.keep(present);
  const { clock, pass } = openClock(file, Date.UTC(2106, 1));
  pass(30 * minute);
  clock.stop();
  t.equal(file.read(), present + 30 * minute);
});

t.test('[T21] the hub’s word heals at once, is told with the distance, and is kept', async (t) => {
  const file = new ClockFile(join(temporaryFolder(t), 'clock.json'));
  const { clock, box, pass } = openClock(file, present + 3_650 * day);
  const healings: Healing[] = [];
  clock.onHealed((healing) => healings.push(healing));
  pass(minute);
  clock.follow(present);
  t.equal(clock.now(), present);
  t.strictSame(healings, [{ byMilliseconds: -3_650 * day - minute, sinceMilliseconds: present + 3_650 * day }]);
  t.equal(file.read(), present);
  clock.follow(present + 1_000);
  t.equal(healings.length, 1, 'a clock that is right is not healed again');
  box.wall = present + 1_500;
  t.equal(clock.now(), present + 1_500, 'somebody has set the clock: it counts again');
});

t.test('[T21] a floor that a wrong hub has set is taken back by a right one', async (t) => {
  const file = new ClockFile(join(temporaryFolder(t), 'clock.json'));
  const { clock } = openClock(file, present);
  clock.follow(Date.UTC(2106, 1));
  t.equal(file.read(), Date.UTC(2106, 1));
  const again = openClock(file, present);
  t.equal(again.clock.state, 'unsure');
  again.clock.follow(present);
  t.equal(again.clock.now(), present);
  t.equal(file.read(), present);
});

t.test('[T20] a floor that was damaged or cannot be written stops nothing', async (t) => {
  const path = join(temporaryFolder(t), 'clock.json');
  for (const text of ['', 'x', '{"floorMilliseconds":"y"}', 'null', '{}']) {
    writeFileSync(path, text);
    t.equal(new ClockFile(path).read(), undefined, text);
  }
  const broken = { read: () => undefined, keep: () => t.fail('') };
  const { clock, errors } = openClock({ ...broken, keep: () => void JSON.parse('x') });
  clock.stop();
  t.equal(errors.length, 1);
  t.equal(clock.state, 'unsure');
  t.equal(clock.now(), releaseMilliseconds);
});
