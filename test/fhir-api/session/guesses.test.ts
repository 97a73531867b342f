import fc from 'fast-check';
import t from 'tap';
import { apiLimits } from '../../../fhir-api/limits.js';
import { Guesses, type GuessPlace } from '../../../fhir-api/session/guesses.js';

const { guessesMilliseconds: hour, guessesPerPlaceMax: most } = apiLimits;

t.test('[N29] within any hour a password is tried a hundred times at most, however they come', async (t) => {
  const steps = fc.array(
    fc.record({
      pause: fc.nat(hour / 60),
      place: fc.constantFrom<GuessPlace>('usual', 'other'),
      isRight: fc.boolean(),
    }),
    { minLength: 200, maxLength: 600 },
  );
  let waited = 0;
  fc.assert(
    fc.property(steps, fc.integer({ min: 0, max: 10 }), (all, rights) => {
      let now = 1_800_000_000_000;
      const guesses = new Guesses(() => now);
      const wrong: number[] = [];
      for (const { pause, place, isRight } of all) {
        now += pause;
        if (guesses.begin('awa', place).waitMilliseconds > 0) waited += 1;
        else if (isRight && rights === 0) guesses.takeBack('awa', place);
        else wrong.push(now);
      }
      return wrong.every((end) => wrong.filter((at) => at <= end && end - at < hour).length <= 2 * most);
    }),
    { numRuns: 200 },
  );
  t.ok(waited > 1_000, `${waited} had to wait`);
});

t.test('[N29] who guesses from elsewhere keeps nobody from where they usually sign in, and the reverse', async (t) => {
  let now = 1_800_000_000_000;
  const guesses = new Guesses(() => now);
  for (let count = 0; count < most; count += 1) t.equal(guesses.begin('awa', 'other').waitMilliseconds, 0);
  t.strictSame(guesses.begin('awa', 'other'), { waitMilliseconds: hour, told: most });
  t.strictSame(guesses.begin('awa', 'other'), { waitMilliseconds: hour }, 'told once');
  t.strictSame(guesses.begin('awa', 'usual'), { waitMilliseconds: 0 });
  t.strictSame(guesses.begin('bela', 'other'), { waitMilliseconds: 0 }, 'another account');
  now += hour;
  t.strictSame(guesses.begin('awa', 'other'), { waitMilliseconds: 0 }, 'after an hour');
});

t.test('[N29] a right password counts for nothing, and a clock that is set back holds nobody', async (t) => {
  let now = 1_800_000_000_000;
  const guesses = new Guesses(() => now);
  for (let count = 0; count < 3 * most; count += 1) {
    t.equal(guesses.begin('awa', 'other').waitMilliseconds, 0);
    guesses.takeBack('awa', 'other');
  }
  for (let count = 0; count < most; count += 1) guesses.begin('awa', 'other');
  now -= 10 * hour;
  t.equal(guesses.begin('awa', 'other').waitMilliseconds, 0);
});
