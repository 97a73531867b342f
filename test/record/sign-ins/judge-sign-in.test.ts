import fc from 'fast-check';
import t from 'tap';
import { answered, type Habits, learnt, noHabits, placesKnownMax } from '../../../record/sign-ins/habits.js';
import { judgeSignIn, type SignInGround } from '../../../record/sign-ins/judge-sign-in.js';
import type { SignIn, SignInReason } from '../../../record/sign-ins/sign-in.js';

const hour = 3_600_000;
const day = 24 * hour;
const start = Date.parse('2026-01-05T00:00:00Z');
const usual: SignInGround = { lately: [], isPlaceOfOthers: false, isClockSure: true };

function at(days: number, hours: number, address = 'ward'): SignIn {
  return { milliseconds: start + days * day + hours * hour, address };
}

/** Habits after sign-ins, each judged as the program does, and what was unusual of each. */
function lived(signIns: readonly SignIn[], before = noHabits): { habits: Habits; reasons: readonly SignInReason[][] } {
  let habits = before;
  const reasons = signIns.map((signIn) => {
    const found = judgeSignIn(habits, signIn, usual);
    habits = learnt(habits, signIn, found);
    return [...found];
  });
  return { habits, reasons };
}

const days = (count: number, hours: number, address?: string) =>
  Array.from({ length: count }, (_, index) => at(index, hours, address));

t.test('[R30] nothing is unusual of who is not known yet', async (t) => {
  const { reasons } = lived([at(0, 7), at(1, 3, 'a'), at(2, 23, 'b'), at(3, 12, 'c'), at(4, 18, 'd')]);
  t.strictSame(reasons.flat(), []);
});

t.test(
  '[R30] whatever hours somebody learnt, one that is far from all of them is unusual, and one near is not',
  async () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 23 }), (own, other) => {
        const { habits } = lived(days(6, own));
        const apart = Math.min(Math.abs(own - other), 24 - Math.abs(own - other));
        const reasons = judgeSignIn(habits, at(7, other), usual);
        return reasons.includes('hour') === apart > 2;
      }),
    );
  },
);

t.test('[R30] who works in shifts is told nothing of a shift that they had before', async () => {
  const shifts = [6, 14, 22] as const;
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 84, maxLength: 84 }),
      fc.integer({ min: 3, max: 14 }),
      (early, daysEach) => {
        // Half a year of shifts that go round; a sign-in within an hour of the beginning.
        const signIns = early.map((by, index) =>
          at(1 + index * 2, (shifts[Math.floor(index / daysEach) % 3] ?? 6) + by),
        );
        const { reasons } = lived(signIns);
        const afterOneRound = reasons.slice(3 * daysEach);
        return afterOneRound.every((each) => !each.includes('hour'));
      },
    ),
    { numRuns: 60 },
  );
});

t.test(
  '[R30] the first night is told once and the second, and then is a habit; at once where its person says so',
  async (t) => {
    const { habits } = lived(days(20, 8));
    const nights = lived([at(21, 22), at(22, 22), at(23, 22), at(24, 23)], habits);
    t.strictSame(nights.reasons, [['hour'], ['hour'], [], []]);
    const [first] = [at(21, 22)];
    const told = learnt(habits, first, ['hour']);
    t.strictSame(judgeSignIn(answered(told, first, true), at(22, 22), usual), []);
    const denied = answered(told, first, false);
    t.strictSame(
      judgeSignIn(learnt(denied, at(22, 22), ['hour']), at(23, 22), usual),
      ['hour'],
      'a night that was not theirs',
    );
  },
);

t.test('[R30] a place that somebody never used is unusual, whatever the place', async (t) => {
  const { habits } = lived(days(6, 8));
  fc.assert(fc.property(fc.ipV4(), (address) => judgeSignIn(habits, at(7, 8, address), usual).join() === 'place'));
  t.strictSame(judgeSignIn(habits, at(7, 8, 'x'), { ...usual, isPlaceOfOthers: true }), ['place']);
});

t.test('[R30] for who goes around a place is new where nobody else signs in', async (t) => {
  const wards = ['a', 'b', 'c', 'd', 'e'];
  const { habits } = lived(days(6, 8).map((signIn, index) => ({ ...signIn, address: wards[index % 5] ?? '' })));
  t.strictSame(judgeSignIn(habits, at(7, 8, 'f'), { ...usual, isPlaceOfOthers: true }), []);
  t.strictSame(judgeSignIn(habits, at(7, 8, 'f'), usual), ['place']);
});

t.test('[R30] nobody is at two places within a minute, nor signs in ten times in ten minutes', async (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 300_000 }), fc.boolean(), (gap, isSame) => {
      const now = at(0, 8, 'here');
      const before = { milliseconds: now.milliseconds - gap, address: isSame ? 'here' : 'there' };
      const reasons = judgeSignIn(noHabits, now, { ...usual, lately: [before] });
      return reasons.includes('pace') === (!isSame && gap < 60_000);
    }),
  );
  const lately = Array.from({ length: 10 }, (_, index) => ({
    ...at(0, 8),
    milliseconds: start + 8 * hour - index * 59_000,
  }));
  t.strictSame(judgeSignIn(noHabits, at(0, 8), { ...usual, lately }), ['pace']);
  t.strictSame(judgeSignIn(noHabits, at(0, 8), { ...usual, lately: lately.slice(1) }), []);
});

t.test('[R30] by a clock that is unsure only the place is judged', async (t) => {
  const { habits } = lived(days(6, 8));
  const wrong = { milliseconds: 0, address: 'elsewhere' };
  t.strictSame(judgeSignIn(habits, wrong, { ...usual, isClockSure: false, lately: [at(0, 8)] }), ['place']);
  t.strictSame(judgeSignIn(habits, { ...wrong, address: 'ward' }, { ...usual, isClockSure: false }), []);
});

t.test('[R30] what is known of a person stays small, and goes after half a year', async (t) => {
  const many = Array.from({ length: 400 }, (_, index) => at(index / 10, index % 24, `place ${index}`));
  const { habits } = lived(many);
  t.equal(habits.places.size, placesKnownMax);
  t.ok(habits.hours.size <= 24);
  const again = learnt(habits, at(400, 8), []);
  t.equal(again.places.size + again.hours.size, 2);
  t.equal(again.whole.days, 1);
});
