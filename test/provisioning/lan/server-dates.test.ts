import t from 'tap';
import { isServerDue, planServerDates } from '../../../provisioning/lan/server-dates.js';

const day = 86_400_000;
const today = Date.UTC(2027, 5, 1);
const end = today + 20 * 365 * day;

/** Whether a workstation whose clock is right takes it, so many days from today. */
function holds({ notBeforeMilliseconds, notAfterMilliseconds }: ReturnType<typeof planServerDates>, days = 0): boolean {
  const at = today + days * day;
  return notBeforeMilliseconds <= at && at <= notAfterMilliseconds;
}

t.test('[T42] whatever the clock of the box says, workstations with a right one take its certificate', async (t) => {
  const plan = (floorDays: number, nowDays: number) =>
    planServerDates({ floorMilliseconds: today + floorDays * day, nowMilliseconds: today + nowDays * day }, end);
  t.ok(holds(plan(0, 0)) && holds(plan(0, 0), 396), 'a right clock');
  t.ok(holds(plan(-180, -180)), 'a dead battery, off for half a year: the floor counts');
  t.ok(holds(plan(-300, 0)), 'a right clock, off for long, no hub yet');
  t.ok(holds(plan(-30, 3_650)), 'ten years ahead');
  t.ok(holds(plan(-30, 365 * 79)), 'in 2106');
  for (const now of [-30, 0, 400, 900, 3_650]) {
    const { notBeforeMilliseconds, notAfterMilliseconds } = plan(-30, now);
    t.ok(notAfterMilliseconds - notBeforeMilliseconds <= 825 * day, 'Apple takes no longer ones');
  }
  t.equal(planServerDates({ floorMilliseconds: end, nowMilliseconds: end }, end).notAfterMilliseconds, end);
});

t.test('[T42] a wrong clock makes no new certificate at each look, and one of the future is replaced', async (t) => {
  const plan = (floor: number, now: number) =>
    planServerDates({ floorMilliseconds: today + floor * day, nowMilliseconds: today + now * day }, end);
  t.notOk(isServerDue(plan(0, 3_650), plan(1, 3_651)), 'ahead');
  t.notOk(isServerDue(plan(0, 3_650), plan(0, 0)), 'healed: what it holds is good still');
  t.ok(isServerDue(plan(100, 100), plan(0, 0)), 'the hub took an earlier word back (T21)');
  t.ok(isServerDue(plan(0, 0), plan(61, 61)));
  t.notOk(isServerDue(plan(0, 0), plan(59, 59)));
});
