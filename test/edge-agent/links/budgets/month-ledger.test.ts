import fc from 'fast-check';
import t from 'tap';
import {
  budgetOf,
  isLedgerAhead,
  noteUsed,
  openLedger,
  turnLedger,
} from '../../../../edge-agent/links/budgets/month-ledger.js';

const cap = 30_000_000;
const sure = (date: string) => ({ milliseconds: Date.parse(date), isSure: true });
const unsure = (date: string) => ({ milliseconds: Date.parse(date), isSure: false });

t.test('[L51] a month begins with its share for each day, and what is saved is there for the days left', async (t) => {
  const first = openLedger(sure('2026-11-01T00:00:00Z'));
  t.match(budgetOf(first, cap, sure('2026-11-01T12:00:00Z')), {
    ...{ month: '2026-11', capBytes: cap, usedBytes: 0, urgentReserveBytes: 3_000_000, level: 'ok' },
    ...{ exhaustedAt: null, pacedBytesToday: 0, dayBytes: 900_000 },
  });
  const used = noteUsed(first, 500_000, cap, sure('2026-11-01T13:00:00Z'));
  const eleventh = turnLedger(used, sure('2026-11-11T00:00:01Z'));
  t.match(budgetOf(eleventh, cap, sure('2026-11-11T00:00:01Z')), {
    usedBytes: 500_000,
    pacedBytesToday: 0,
    dayBytes: 1_325_000,
  });
  t.match(turnLedger(eleventh, sure('2026-12-01T00:00:00Z')), { month: '2026-12', day: 1, usedBytes: 0 });
});

t.test('[L52] three quarters, 95 % and all of what is not kept for urgent records are told apart', async (t) => {
  const time = sure('2026-11-10T00:00:00Z');
  const levelAt = (bytes: number) => budgetOf(noteUsed(openLedger(time), bytes, cap, time), cap, time).level;
  t.strictSame([20_249_999, 20_250_000, 25_650_000, 27_000_000, 40_000_000].map(levelAt), [
    'ok',
    'warn-75',
    'warn-95',
    'spent',
    'spent',
  ]);
});

t.test('[L52] it is said when a month will be used up at its pace, or was, and nothing when it lasts', async (t) => {
  const first = openLedger(sure('2026-11-01T00:00:00Z'));
  const half = noteUsed(first, 13_500_000, cap, sure('2026-11-10T00:00:00Z'));
  t.equal(budgetOf(half, cap, sure('2026-11-10T00:00:00Z')).exhaustedAt, Date.parse('2026-11-19T00:00:00Z'));
  const little = noteUsed(first, 1_000_000, cap, sure('2026-11-10T00:00:00Z'));
  t.equal(budgetOf(little, cap, sure('2026-11-10T00:00:00Z')).exhaustedAt, null);
  const all = noteUsed(half, 20_000_000, cap, sure('2026-11-12T00:00:00Z'));
  const later = noteUsed(all, 1_000, cap, sure('2026-11-20T00:00:00Z'));
  t.equal(budgetOf(later, cap, sure('2026-11-21T00:00:00Z')).exhaustedAt, Date.parse('2026-11-12T00:00:00Z'));
});

t.test('[L53] neither a clock that is not sure nor one that goes back gives anything again', async (t) => {
  const spent = noteUsed(openLedger(sure('2026-11-20T00:00:00Z')), 27_000_000, cap, sure('2026-11-20T00:00:00Z'));
  for (const time of [
    unsure('2026-12-05T00:00:00Z'),
    unsure('1970-01-01T00:00:00Z'),
    sure('2026-10-05T00:00:00Z'),
    sure('2026-11-02T00:00:00Z'),
  ]) {
    t.equal(turnLedger(spent, time), spent, `${time.milliseconds}`);
  }
  t.ok(isLedgerAhead(spent, sure('2026-10-05T00:00:00Z')));
  t.notOk(isLedgerAhead(spent, sure('2026-11-05T00:00:00Z')));
  t.notOk(isLedgerAhead(spent, unsure('2026-10-05T00:00:00Z')));
});

t.test('[L53] what is used before the date is known counts in the month that it turns out to be', async (t) => {
  const guessed = noteUsed(openLedger(unsure('1970-01-01T00:00:00Z')), 5_000, cap, unsure('1970-01-01T00:00:00Z'));
  const known = turnLedger(guessed, sure('2026-11-20T08:00:00Z'));
  t.match(known, { month: '2026-11', day: 20, usedBytes: 5_000, isGuessed: false });
  t.match(turnLedger(known, sure('2026-11-21T00:00:00Z')), { usedBytes: 5_000, usedBeforeTodayBytes: 5_000 });
});

t.test('[L53] whatever clocks say, a month’s bytes are given once a month', async (t) => {
  const times = fc.record({
    milliseconds: fc.integer({ min: Date.parse('2026-01-01'), max: Date.parse('2027-12-31') }),
    isSure: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(times, { maxLength: 60 }), (clocks) => {
      let ledger = openLedger(sure('2026-01-01T00:00:00Z'));
      const refills = new Set<string>();
      for (const time of clocks) {
        const next = noteUsed(turnLedger(ledger, time), 1_000, cap, time);
        if (next.usedBytes < ledger.usedBytes + 1_000) {
          if (refills.has(next.month)) return false;
          refills.add(next.month);
        }
        ledger = next;
      }
      return true;
    }),
  );
  t.pass();
});
