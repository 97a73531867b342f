import t from 'tap';
import {
  floorAt,
  mayStillHold,
  reachedAtStart,
  reachedByHub,
  reckonTime,
  releaseMilliseconds,
} from '../../protocol/clock-floor.js';
import { limits } from '../../protocol/limits.js';

const day = 86_400_000;
const present = releaseMilliseconds + 100 * day;

t.test('[T20] the floor is the latest of release and what was kept, carried on by the steady clock', async (t) => {
  t.ok(releaseMilliseconds <= Date.now(), 'the release is made before it is tested');
  t.equal(floorAt(reachedAtStart(undefined, 500), 1_500), releaseMilliseconds + 1_000);
  t.equal(floorAt(reachedAtStart(5, 0), 0), releaseMilliseconds, 'nothing is earlier than the release');
  t.equal(floorAt(reachedAtStart(present, 0), day), present + day);
  t.equal(floorAt(reachedAtStart(present, 100), 50), present, 'a steady clock that went back moves nothing');
});

t.test('[T20] a wall clock below the floor is unsure, and the floor counts in its place', async (t) => {
  const reached = reachedAtStart(present, 0);
  for (const wall of [0, Date.UTC(2000, 0), present - 30 * day]) {
    t.strictSame(reckonTime(wall, reached, 7), { milliseconds: present + 7, state: 'unsure' }, String(wall));
  }
  for (const wall of [present, present + 180 * day, Date.UTC(2106, 1)]) {
    t.strictSame(reckonTime(wall, reached, 7), { milliseconds: wall, state: 'sure' }, String(wall));
  }
  const nearly = present - limits.clockAheadWarnMillisecondsMax;
  t.strictSame(reckonTime(nearly, reached, 0), { milliseconds: nearly, state: 'sure' }, 'clocks are never quite equal');
});

t.test('[T21] once the hub has spoken its time counts, and the wall clock only while it is near', async (t) => {
  const reached = reachedByHub(present, 1_000);
  for (const wall of [0, present - 30 * day, present + 3_650 * day]) {
    t.strictSame(reckonTime(wall, reached, 61_000), { milliseconds: present + 60_000, state: 'sure' }, String(wall));
  }
  const near = present + limits.clockAheadMillisecondsMax;
  t.equal(reckonTime(near, reached, 1_000).milliseconds, near);
  t.equal(reckonTime(near + 1, reached, 1_000).milliseconds, present);
  t.equal(floorAt(reachedByHub(present - day, 0), 0), present - day, 'its last word counts, also an earlier one');
  t.equal(floorAt(reachedByHub(0, 0), 0), releaseMilliseconds, 'but no hub is older than the release');
});

t.test('[T22] a certificate that was over before the floor is refused, except while the clock is unsure', async (t) => {
  const at = (state: 'sure' | 'unsure') => ({ floorMilliseconds: present, state }) as const;
  t.equal(mayStillHold(present, at('sure')), true);
  t.equal(mayStillHold(present - 1, at('sure')), false);
  t.equal(mayStillHold(present - 1, at('unsure')), true);
});
