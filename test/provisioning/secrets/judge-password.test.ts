import { Worker } from 'node:worker_threads';
import t from 'tap';
import { judgePassword, ratePassword } from '../../../provisioning/secrets/judge-password.js';
import { builtThreads } from '../../support/built-threads.js';

const owner = { name: 'a.bello', displayName: 'Aïssatou Bello', place: 'Hôpital de Garoua' };
const judge = (chosen: string) => judgePassword(chosen, owner, builtThreads.startPasswordThread);

t.test('[N9] a password is long, and none that is guessed soon', async (t) => {
  for (const good of [
    'mil-café-42-or',
    'soleil mangue pirogue',
    'tH3-9Kq-zP2x',
    '🐘🌋🥭🛶🌧️🦜🥁🌴🐐🧵🪘🐝',
    'correct horse battery staple',
  ]) {
    t.equal(await judge(good), undefined, good);
  }
  for (const bad of [
    'motdepasse12',
    'azertyuiop12',
    'password1234',
    'aaaaaaaaaaaa',
    'bellobello26',
    'GarouaGaroua',
    'hopital12345',
    'Aïssatou Bello',
    'AïssatouBello',
    'Hôpital de Garoua',
  ]) {
    t.equal(await judge(bad), 'guessable', bad);
  }
  t.equal(await judge('onze-signes'), 'too-short');
  t.equal(await judge('🐘'.repeat(11)), 'too-short', 'a sign is one, whatever it takes to write');
  t.equal(await judge('é'.repeat(257)), 'too-long');
});

t.test('[N9] the longest is judged, and signs that may stand for many letters each', async (t) => {
  t.equal(await judge('@4({[<36!1/|05$7+%2'.repeat(14).slice(0, 256)), undefined);
  const signs = Array.from({ length: 256 }, (_, index) => String.fromCharCode(97 + ((index * 7) % 26)));
  t.equal(await judge(signs.join('')), undefined);
});

t.test('[N9] what cannot be judged is not taken', async (t) => {
  const dying = () => new Worker('throw new Error("no memory")', { eval: true });
  await t.rejects(judgePassword('soleil mangue pirogue', owner, dying), { message: 'no memory' });
});

t.test('[N34] what is said of a password is how it stands, and what would help', async (t) => {
  const rate = (chosen: string) => ratePassword(chosen, owner, builtThreads.startPasswordThread);
  for (const [chosen, level, hint] of [
    ['onze-signes', 'too-short', 'longer'],
    ['é'.repeat(257), 'too-long', 'shorter'],
    ['bellobello26', 'weak', 'no-names'],
    ['Hôpital de Garoua', 'weak', 'no-names'],
    ['azertyuiop12', 'weak', 'no-usual'],
    ['aaaaaaaaaaaa', 'weak', 'no-usual'],
    ['garoua-pw2z3', 'good', 'no-names'],
    ['12031991-1234', 'good', 'more-words'],
    ['soleil mangue pirogue', 'strong', 'none'],
  ] as const) {
    t.strictSame(await rate(chosen), { level, hint }, chosen);
  }
});
