import fc from 'fast-check';
import t from 'tap';
import {
  excuse,
  isSuppressed,
  noDamping,
  noteFailure,
  penaltyAt,
} from '../../../../edge-agent/links/decision/damping.js';

const minute = 60_000;

t.test('[L19] a failure costs 1000 and halves in 5 min; from 2000 on it is suppressed until 750', async (t) => {
  const once = noteFailure(noDamping, 0);
  t.equal(penaltyAt(once, 0), 1000);
  t.equal(penaltyAt(once, 5 * minute), 500);
  t.equal(once.cleanMilliseconds, 30_000);
  t.notOk(isSuppressed(once, 0));
  const twice = noteFailure(once, 1);
  t.notOk(isSuppressed(twice, 1), 'a little less than 2000');
  t.ok(twice.cleanMilliseconds > 200_000, 'but it has to prove itself for longer');
  const thrice = noteFailure(twice, 2);
  t.ok(isSuppressed(thrice, 2));
  const reuse = 5 * minute * Math.log2(penaltyAt(thrice, 2) / 750);
  t.ok(isSuppressed(thrice, reuse - 1_000));
  t.notOk(isSuppressed(thrice, reuse + 1_000));
});

t.test('[L19] however often it fails, it is suppressed for 30 min at most', async (t) => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 10 * minute }), { minLength: 1, maxLength: 200 }), (pauses) => {
      let at = 0;
      let damping = noDamping;
      for (const pause of pauses) {
        at += pause;
        damping = noteFailure(damping, at);
      }
      return !isSuppressed(damping, at + 30 * minute + 1) && damping.cleanMilliseconds <= 30 * minute;
    }),
  );
  t.pass();
});

t.test('[L19] a failure that was not the link’s own is taken back', async (t) => {
  t.equal(penaltyAt(excuse(noteFailure(noDamping, 0), 0), 0), 0);
  const earlier = noteFailure(noDamping, 0);
  t.equal(penaltyAt(excuse(noteFailure(earlier, 5 * minute), 5 * minute), 5 * minute), 500);
});
