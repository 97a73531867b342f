import t from 'tap';
import { apiLimits } from '../../../fhir-api/limits.js';
import { Attempts } from '../../../fhir-api/session/attempts.js';

t.test('many people guessed from one address make the address wait', async (t) => {
  let now = 0;
  const attempts = new Attempts(() => now);
  for (let index = 0; index < apiLimits.attemptsPerAddressMax; index += 1) {
    t.equal(attempts.begin(`person${index}`, '10.0.0.7'), 0);
  }
  t.equal(attempts.begin('another', '10.0.0.7'), apiLimits.lockoutMillisecondsMin);
  t.equal(attempts.begin('another', '10.0.0.8'), 0);
  now += apiLimits.attemptsForgottenMillisecondsMin + 1;
  t.equal(attempts.begin('another', '10.0.0.7'), 0);
});

t.test('waits grow to a quarter of an hour and no further; success forgives', async (t) => {
  let now = 0;
  const attempts = new Attempts(() => now);
  const waits: number[] = [];
  for (let round = 0; round < 16; round += 1) {
    const wait = attempts.begin('doctor', '10.0.0.7');
    if (wait > 0) waits.push(wait / 60_000);
    now += wait;
  }
  t.strictSame(waits, [1, 2, 4, 8, 15, 15]);
  now += 15 * 60_000;
  attempts.begin('doctor', '10.0.0.7');
  attempts.succeed('doctor', '10.0.0.7');
  for (let index = 0; index < 4; index += 1) t.equal(attempts.begin('doctor', '10.0.0.7'), 0);
});

t.test('what is remembered is bounded', async (t) => {
  const attempts = new Attempts(() => 0);
  for (let index = 0; index < 5; index += 1) attempts.begin('doctor', 'first');
  t.not(attempts.begin('doctor', 'first'), 0);
  for (let index = 0; index < apiLimits.attemptsRememberedMax; index += 1) attempts.begin('x', `address${index}`);
  t.equal(attempts.begin('doctor', 'first'), 0);
});
