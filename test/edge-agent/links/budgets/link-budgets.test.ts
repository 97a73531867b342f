import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { LedgerFile, type LedgerStore } from '../../../../edge-agent/links/budgets/ledger-file.js';
import { LinkBudgets } from '../../../../edge-agent/links/budgets/link-budgets.js';
import { parseLinkName } from '../../../../protocol/ids.js';
import { handTimers } from '../../../support/hand-timers.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';

const geo = parseLinkName('geo');
const capBytes = 10_000_000;
const november = Date.parse('2026-11-20T10:00:00Z');

function setUp(options: { readonly store?: LedgerStore; readonly isMetered?: boolean } = {}) {
  const timers = handTimers();
  const told: boolean[] = [];
  const warned: string[] = [];
  const budgets = new LinkBudgets({
    ...{ capBytes: new Map([[geo, capBytes]]), released: false, isMetered: options.isMetered ?? true, timers },
    ...{ now: () => november, ...(options.store && { store: options.store }) },
    logger: {
      info: () => {},
      warn: (_fields, text) => void warned.push(text),
      error: (_fields, text) => void warned.push(text),
    },
    onExhausted: (_link, exhausted) => told.push(exhausted),
  });
  budgets.start();
  budgets.noteHubTime(november);
  const policy = budgets.policyOf({ link: geo });
  if (policy === undefined) throw new Error('no policy');
  return { budgets, policy, timers, told, warned };
}

t.test('[L50][L52] what the meter sees is used, and when the month is spent it is told once', async (t) => {
  const { budgets, policy, told, warned } = setUp();
  budgets.note(geo, { up: 100_000, down: 50_000 });
  t.match(budgets.show().get(geo), { usedBytes: 150_000, month: '2026-11', capBytes, level: 'ok' });
  t.ok(policy.mayFlow(3));
  budgets.note(geo, { up: 9_000_000, down: 0 });
  budgets.note(geo, { up: 1_000, down: 0 });
  t.strictSame(told, [true]);
  t.equal(warned.length, 1);
  t.notOk(policy.mayFlow(2));
  t.ok(policy.mayFlow(1));
});

t.test('[L51] on the next day clinical records flow again', async (t) => {
  const { budgets, policy, timers, told } = setUp();
  budgets.note(geo, { up: 6_000_000, down: 0 });
  t.strictSame(told, [true], 'a week’s share is used in one day');
  timers.pass(14 * 3_600_000 + 20_000);
  t.strictSame(told, [true, false]);
  t.ok(policy.mayFlow(2));
  t.match(budgets.show().get(geo), { pacedBytesToday: 0, usedBytes: 6_000_000 });
});

t.test('[L50] where nothing is counted, what is sent is reckoned', async (t) => {
  const { budgets, policy } = setUp({ isMetered: false });
  policy.noteSent(2, 10_000);
  t.match(budgets.show().get(geo), { usedBytes: 11_360 });
});

t.test('[L52] records that are not urgent overrun a month by half a percent at most', async (t) => {
  const batches = fc.record({
    lane: fc.constantFrom(1 as const, 2 as const, 3 as const),
    bytes: fc.integer({ min: 100, max: 16_000 }),
    pauseMilliseconds: fc.integer({ min: 0, max: 900 }),
    seenLate: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(batches, { minLength: 200, maxLength: 500 }), (sent) => {
      const { budgets, policy, timers } = setUp();
      budgets.note(geo, { up: 8_000_000, down: 0 });
      timers.pass(14 * 3_600_000 + 20_000);
      let onTheWay = 0;
      let overrun = 0;
      for (const { lane, bytes, pauseMilliseconds, seenLate } of sent) {
        const { usedBytes = 0 } = budgets.show().get(geo) ?? {};
        const wire = Math.round(bytes * 1.1) + 100;
        if (policy.mayFlow(lane)) {
          policy.noteSent(lane, bytes);
          onTheWay += wire;
          if (lane > 1) overrun = Math.max(overrun, usedBytes + onTheWay - capBytes * 0.9);
        }
        timers.pass(pauseMilliseconds);
        if (seenLate) continue;
        budgets.note(geo, { up: onTheWay, down: 0 });
        onTheWay = 0;
      }
      return overrun <= capBytes * 0.005;
    }),
    { numRuns: 50 },
  );
  t.pass();
});

t.test('[L53] a restart goes on where the last run ended, in a file for its owner only', async (t) => {
  const path = join(temporaryFolder(t), 'budgets.json');
  const before = setUp({ store: new LedgerFile(path) });
  before.budgets.note(geo, { up: 9_500_000, down: 0 });
  before.budgets.stop();
  t.equal(statSync(path).mode & 0o777, 0o600);
  const after = setUp({ store: new LedgerFile(path) });
  t.match(after.budgets.show().get(geo), { usedBytes: 9_500_000, level: 'spent' });
  t.strictSame(after.told, [true], 'told again: it is another run');
  t.notOk(after.policy.mayFlow(2));
});

t.test('[L53] a crash forgets little of what was used', async (t) => {
  const path = join(temporaryFolder(t), 'budgets.json');
  const { budgets, timers } = setUp({ store: new LedgerFile(path) });
  for (let second = 0; second < 90; second += 1) {
    timers.pass(1_000);
    budgets.note(geo, { up: 20_000, down: 0 });
  }
  const { links } = JSON.parse(readFileSync(path, 'utf8')) as { links: Record<string, { usedBytes: number }> };
  const kept = links['geo']?.usedBytes ?? 0;
  t.ok(1_800_000 - kept <= capBytes * 0.005, `${kept} of 1800000`);
});

t.test('[L53] a damaged file is told, and counting begins anew', async (t) => {
  const path = join(temporaryFolder(t), 'budgets.json');
  for (const text of ['{', '{"links":{"geo":{"month":"x"}}}', '{"links":{"geo":null}}']) {
    writeFileSync(path, text);
    const { budgets, warned } = setUp({ store: new LedgerFile(path) });
    t.equal(warned.length, 1, text);
    t.match(budgets.show().get(geo), { usedBytes: 0 });
  }
});

t.test('[L53] a file that cannot be written is told, and counting goes on', async (t) => {
  const { budgets, warned } = setUp({ store: new LedgerFile(join(temporaryFolder(t), 'away', 'budgets.json')) });
  budgets.note(geo, { up: 1_000, down: 0 });
  budgets.stop();
  t.equal(warned.length, 1);
  t.match(budgets.show().get(geo), { usedBytes: 1_000 });
});

t.test('[L53] a hub whose time is before the month of the ledger refills nothing, and it is told', async (t) => {
  const { budgets, warned } = setUp();
  budgets.note(geo, { up: 9_500_000, down: 0 });
  warned.length = 0;
  budgets.noteHubTime(Date.parse('2026-10-31T00:00:00Z'));
  t.match(warned, [/no refill/]);
  t.match(budgets.show().get(geo), { month: '2026-11', level: 'spent' });
});
