import fc from 'fast-check';
import t from 'tap';
import { ReplayWindow, replayWindowMax } from '../../../protocol/probe/replay-window.js';

t.test('[L13] each number is taken once, late ones within the window too', async (t) => {
  const window = new ReplayWindow();
  t.notOk(window.take(0));
  t.ok(window.take(1));
  t.notOk(window.take(1));
  t.ok(window.take(3));
  t.ok(window.take(2), 'late');
  t.notOk(window.take(2));
  t.ok(window.take(3 + replayWindowMax - 1));
  t.notOk(window.take(3), 'here before');
  t.ok(window.take(4), 'the oldest that can be told');
  t.ok(window.take(0xffff_ffff));
  t.notOk(window.take(5), 'too old');
});

t.test('[L13] it does what a list of all numbers would do', async (t) => {
  const steps = fc.array(fc.integer({ min: -200, max: 200 }), { maxLength: 300 });
  fc.assert(
    fc.property(steps, (jumps) => {
      const window = new ReplayWindow();
      const seen = new Set<number>();
      let at = 1000;
      let latest = 0;
      for (const jump of jumps) {
        at = Math.max(1, at + jump);
        const isNew = !seen.has(at) && at + replayWindowMax > latest;
        if (window.take(at) !== isNew) return false;
        if (!isNew) continue;
        seen.add(at);
        latest = Math.max(latest, at);
      }
      return true;
    }),
    { numRuns: 500 },
  );
  t.pass();
});
