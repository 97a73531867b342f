import t from 'tap';
import { createLogger } from '../../../config/running/logger.js';
import { isRenewalDue, lookAgainMilliseconds } from '../../../edge-agent/renewal/renewal-due.js';
import { RenewalKeeper } from '../../../edge-agent/renewal/renewal-keeper.js';
import { Problem } from '../../../protocol/problem.js';
import type { OwnPair } from '../../../provisioning/renewal/site-identity.js';
import { timersOf, VirtualTime } from '../../simulation/virtual-time.js';
import { seededRandom } from '../../support/seeded-random.js';
import { testCertificate } from '../../support/test-certificate.js';

const day = 86_400_000;
const minute = 60_000;

t.test('[T25] a certificate of 90 days is renewed from day 30 on, and looked at each hour or two', async (t) => {
  const end = 90 * day;
  t.equal(isRenewalDue(end, 30 * day - 1), false);
  t.equal(isRenewalDue(end, 30 * day), true);
  t.equal(isRenewalDue(end, 500 * day), true);
  t.equal(lookAgainMilliseconds(0, 0), 60 * minute);
  t.ok(lookAgainMilliseconds(0, 0.999) < 120 * minute);
  t.ok(lookAgainMilliseconds(1, 0) <= 5_000, 'a site that is kept out does not wait an hour');
  t.ok(lookAgainMilliseconds(50, 0.999) <= 30 * minute);
});

type Answer = string | Problem;

/** A keeper of a certificate that lasts 397 days, whose hub answers as the test says. */
async function openKeeper(answer: (signer: string) => Answer | Promise<Answer>, wall = { behind: 0 }) {
  const { key: keyPem, cert: certificatePem } = await testCertificate();
  const time = new VirtualTime();
  const timers = timersOf(time, seededRandom(1), () => true);
  const start = Date.now();
  const asked: string[] = [];
  const told: string[] = [];
  const errors: unknown[] = [];
  const pair: OwnPair = { keyPem, certificatePem };
  const keeper = new RenewalKeeper({
    identity: {
      current: { ...pair, authorityPem: '' },
      signers: () => [pair, { keyPem: 'before', certificatePem: 'before' }],
      request: async () => 'request',
      keepNext: (pem) => pem === 'next',
      noteUsed: () => told.push('used'),
      noteRefused: () => told.push('refused'),
    },
    ask: async ({ keyPem: signer }) => {
      asked.push(signer === 'before' ? 'before' : 'current');
      const answered = await answer(signer);
      if (answered instanceof Problem) throw answered;
      return answered;
    },
    now: () => start - wall.behind + timers.elapsedMilliseconds(),
    ...{ random: () => 0.5, timers, logger: createLogger('test', 'silent') },
    onRenewed: () => told.push('renewed'),
    onError: (error) => errors.push(error),
  });
  const pass = async (milliseconds: number) => {
    await time.runUntil(time.elapsedMilliseconds + milliseconds);
    // What was begun outside of the time of the test goes on in microtasks.
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { keeper, pass, asked, told, errors };
}

t.test('[T25] it is left alone while it is good, and renewed when its time has come', async (t) => {
  const { keeper, pass, asked, told } = await openKeeper(() => 'next');
  keeper.start();
  await pass(330 * day);
  t.strictSame(asked, []);
  await pass(8 * day);
  t.equal(asked[0], 'current');
  t.equal(told[0], 'renewed');
  await keeper.stop();
});

t.test('[T21][T25] when the clock is healed it is looked at with the right time, and not in an hour', async (t) => {
  const wall = { behind: 400 * day };
  const { keeper, pass, asked, told } = await openKeeper(() => 'next', wall);
  keeper.start();
  await pass(340 * day);
  t.strictSame(asked, []);
  wall.behind = 0;
  keeper.noteHealed();
  await pass(1);
  t.strictSame([asked[0], told[0]], ['current', 'renewed']);
  await keeper.stop();
  asked.length = 0;
  keeper.noteHealed();
  await pass(1);
  t.strictSame(asked, [], 'nothing begins after the stop');
});

t.test('[T21][T25] a renewal that was under way when the clock was healed, and failed, is begun anew', async (t) => {
  const wall = { behind: -3_650 * day };
  let fail: (problem: Problem) => void = () => {};
  const answers = [new Promise<Answer>((resolve) => (fail = resolve)), 'next'];
  const { keeper, pass, asked, told } = await openKeeper(() => answers.shift() ?? 'next', wall);
  keeper.start();
  await pass(1);
  t.strictSame(asked, ['current'], 'by a clock of in ten years');
  wall.behind = -380 * day;
  keeper.noteHealed();
  await pass(1);
  t.strictSame(asked, ['current'], 'one at a time');
  fail(new Problem('hub-unreachable'));
  await pass(1);
  t.strictSame([asked.length, told], [2, ['renewed']]);
  await keeper.stop();
});

t.test('[T26] a hub that keeps the site out is asked at once, and less often while it says no', async (t) => {
  const { keeper, pass, asked, errors } = await openKeeper(() => new Problem('certificate-refused'));
  keeper.start();
  await pass(minute);
  t.strictSame(asked, [], 'there is no reason');
  keeper.noteRefused();
  await pass(1_000);
  t.strictSame(asked, ['current', 'before'], 'a hub that was put back knows the one before');
  for (let count = 0; count < 30; count += 1) {
    keeper.noteRefused();
    await pass(minute);
  }
  t.ok(asked.length < 40, `${asked.length} questions in half an hour`);
  keeper.noteUsed('x');
  await pass(2 * minute);
  const settled = asked.length;
  await pass(5 * day);
  t.ok(asked.length <= settled + 2, 'it is in again');
  t.strictSame(errors, []);
  await keeper.stop();
});

t.test('[T27] an answer for another box is not taken, and a hub that is away is asked again', async (t) => {
  const answers: (string | Problem)[] = [new Problem('hub-unreachable'), 'other', 'next'];
  const { keeper, pass, told } = await openKeeper(() => answers.shift() ?? 'next');
  keeper.start();
  keeper.noteRefused();
  for (let count = 0; count < 6 && !told.includes('renewed'); count += 1) await pass(10 * minute);
  t.equal(answers.length, 0);
  t.ok(told.includes('renewed'));
  await keeper.stop();
});
