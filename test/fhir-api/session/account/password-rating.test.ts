import t from 'tap';
import { apiLimits } from '../../../../fhir-api/limits.js';
import { RatingTurns } from '../../../../fhir-api/session/account/rating-turns.js';
import { password, refusalOf, startFhirServer } from '../../../support/fhir-server.js';
import { ask, openSession } from '../../../support/session-requests.js';

const url = '/api/account/password-rating';

t.test('[N34] a password that somebody thinks of is rated for them, and stands nowhere', async (t) => {
  const server = await startFhirServer(t);
  const cookie = await openSession(server);
  const rate = async (next: unknown) => ask(server, cookie, 'POST', url, { next });
  t.match(refusalOf(await ask(server, '', 'POST', url, { next: 'x' })), { status: 401, code: 'unauthenticated' });
  t.match(refusalOf(await rate(7)), { status: 400, code: 'body-malformed' });
  t.equal((await rate('é'.repeat(3_000))).statusCode, 413);
  const thought = 'pirogue-zébu-lampadaire';
  const before = (await server.journal.people.findUser('doctor'))?.passwordHash;
  const said = await rate(thought);
  t.strictSame(said.json(), { level: 'strong', hint: 'none' });
  t.equal(said.headers['cache-control'], 'no-store');
  t.strictSame((await rate('doctordoctor')).json(), { level: 'weak', hint: 'no-names' }, 'their own name');
  t.strictSame((await rate(password)).json(), { level: 'too-short', hint: 'longer' }, 'not whether it is theirs');
  t.equal((await server.journal.people.findUser('doctor'))?.passwordHash, before);
  t.notOk(`${server.log.join('\n')}${JSON.stringify(server.trail())}`.includes(thought));
});

t.test('[N34] of one person 60 are rated in a minute, and others go on', async (t) => {
  const server = await startFhirServer(t);
  const cookie = await openSession(server);
  const rate = (of: string) => ask(server, of, 'POST', url, { next: 'court' });
  for (let count = 0; count < apiLimits.ratingsPerPersonMax; count += 1) t.equal((await rate(cookie)).statusCode, 200);
  const refused = await rate(cookie);
  t.match(refusalOf(refused), { status: 429, code: 'too-many-attempts' });
  t.match(refused.headers['retry-after'], '60');
  t.equal((await rate(await openSession(server, 'nurse'))).statusCode, 200);
  server.clock.milliseconds += apiLimits.ratingsMilliseconds;
  t.equal((await rate(cookie)).statusCode, 200);
});

t.test('[N34] not more than eight wait', async (t) => {
  const turns = new RatingTurns(() => 0);
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const take = (person: number) => turns.take(`person-${person}`, () => ended);
  const waiting = Array.from({ length: apiLimits.ratingsWaitingMax }, (_, person) => take(person));
  t.equal(await take(99), apiLimits.ratingWaitMilliseconds);
  end();
  await Promise.all(waiting);
  t.equal(await take(99), undefined);
  await t.rejects(
    turns.take('x', () => Promise.reject(new Error('no memory'))),
    { message: 'no memory' },
  );
});
