import t, { type Test } from 'tap';
import { codeOfStep, stepAt } from '../../../fhir-api/session/second-factor/totp.js';
import { type FhirServer, password, refusalOf, send, startFhirServer } from '../../support/fhir-server.js';
import { ask, cookieOf, openSession } from '../../support/session-requests.js';
import { takeFactor } from '../../support/take-factor.js';

const secret = Buffer.alloc(20, 'doctor');
const next = 'une phrase à moi seul';

interface Changes {
  readonly maySee: boolean;
  readonly changes: readonly {
    readonly id: number;
    readonly change: string;
    readonly by: { readonly kind: string; readonly name: string };
    readonly address: string;
    readonly isNew: boolean;
    readonly answer: string | null;
  }[];
}

async function changesOf(server: FhirServer, cookie: string): Promise<Changes> {
  return (await ask(server, cookie, 'GET', '/api/account/changes')).json() as Changes;
}

const kindsOf = ({ changes }: Changes) => changes.map(({ change }) => change);
const newOf = ({ changes }: Changes) => changes.filter(({ isNew }) => isNew).map(({ change }) => change);

/** A doctor with a second factor; `code` is good once for each half minute. */
async function withFactor(t: Test) {
  const server = await startFhirServer(t);
  await takeFactor(server.journal.secondFactors, 'doctor', secret);
  const code = () => {
    server.clock.milliseconds += 30_000;
    return codeOfStep(secret, stepAt(server.clock.milliseconds));
  };
  const signIn = async (given: string, shown = code(), remoteAddress = '127.0.0.1') => {
    const payload = JSON.stringify({ user: 'doctor', password: given, code: shown });
    const headers = { 'content-type': 'application/json' };
    return server.app.inject({ method: 'POST', url: '/api/session', remoteAddress, headers, payload });
  };
  return { server, code, signIn };
}

t.test('[N24] what one changes is listed at once, and told in the next session until it was seen', async (t) => {
  const { server, code, signIn } = await withFactor(t);
  const cookie = cookieOf(await signIn(password));
  t.equal(
    (await ask(server, cookie, 'POST', '/api/account/pin', { password, code: code(), next: '4902' })).statusCode,
    204,
  );
  const renewed = await ask(server, cookie, 'POST', '/api/account/recovery-codes', { password, code: code() });
  const [recoveryCode = ''] = renewed.json<{ recoveryCodes: readonly string[] }>().recoveryCodes;
  const changed = await ask(server, cookie, 'POST', '/api/account/password', { password, code: code(), next });
  const own = cookieOf(changed);
  const here = await changesOf(server, own);
  t.strictSame(kindsOf(here), ['password', 'recovery-codes', 'pin']);
  t.strictSame(newOf(here), ['recovery-codes', 'pin'], 'the session that the new password began is not told of it');
  const later = cookieOf(await signIn(next, recoveryCode));
  const told = await changesOf(server, later);
  t.strictSame(kindsOf(told), ['recovery-code', 'password', 'recovery-codes', 'pin']);
  t.strictSame(newOf(told), ['password', 'recovery-codes', 'pin'], 'and that of a recovery code not of the code');
  t.match(told.changes[1], { by: { kind: 'self' }, address: '127.0.0.1', answer: null });
  const text = JSON.stringify([told, server.audited, server.log]);
  // As a word of its own: four digits may stand in a time or a hash.
  for (const typed of [next, recoveryCode, password]) t.notOk(text.includes(typed), 'no secret');
  t.notMatch(text, /\b4902\b/, 'nor the PIN');
  const seen = await ask(server, later, 'POST', `/api/account/changes/${told.changes[1]?.id}`, { answer: 'seen' });
  t.equal(seen.statusCode, 204);
  t.strictSame(newOf(await changesOf(server, later)), []);
  const last = cookieOf(await signIn(next));
  t.strictSame(newOf(await changesOf(server, last)), ['recovery-code'], 'it was not told of before');
  t.match(server.audited.at(-2), { author: 'Practitioner/doctor', action: 'account-answer seen password' });
});

t.test(
  '[N24] what others change is told with who it was: the administrator, and licences by their author',
  async (t) => {
    const server = await startFhirServer(t);
    const practitioner = { resourceType: 'Practitioner', id: 'nurse', name: [{ text: 'Mme nurse' }] };
    await send(server, 'admin', 'PUT', 'Practitioner/nurse', practitioner);
    const cookie = await openSession(server, 'nurse');
    t.strictSame((await changesOf(server, cookie)).changes, []);
    const { sessions } = (await send(server, 'admin', 'GET', '/api/console/sessions')).json<{
      sessions: { id: string }[];
    }>();
    await send(server, 'admin', 'DELETE', `/api/console/sessions/${sessions[0]?.id}`);
    const period = { start: '2020', end: '2027-11-01' };
    const qualification = [{ code: { text: 'Ordre des infirmiers' }, period }];
    await send(server, 'admin', 'PUT', 'Practitioner/nurse', { ...practitioner, qualification });
    const again = await openSession(server, 'nurse');
    const { changes } = await changesOf(server, again);
    t.match(changes, [
      { change: 'licence', by: { kind: 'person', name: 'Mme admin' }, address: '', isNew: true },
      { change: 'session', by: { kind: 'person', name: 'Mme admin' }, address: '127.0.0.1', isNew: true },
    ]);
    t.strictSame((await changesOf(server, again)).changes, changes, 'once');
  },
);

t.test(
  '[N25] what was not theirs ends all their sessions, and the administrator sees it until they note it',
  async (t) => {
    const { server, code, signIn } = await withFactor(t);
    const thief = cookieOf(await signIn(password));
    await ask(server, thief, 'POST', '/api/account/pin', { password, code: code(), next: '4902' });
    const other = cookieOf(await signIn(password));
    const mine = cookieOf(await signIn(password));
    const [told] = (await changesOf(server, mine)).changes;
    const url = `/api/account/changes/${told?.id}`;
    const answer = await ask(server, mine, 'POST', url, { answer: 'not-mine' });
    t.equal(answer.statusCode, 204);
    t.match(answer.headers['set-cookie'], /Max-Age=0/);
    for (const each of [thief, other, mine]) {
      t.equal((await ask(server, each, 'GET', '/api/session')).statusCode, 401, 'every session');
    }
    const read = async () =>
      (await send(server, 'admin', 'GET', '/api/console/account-changes')).json<{ changes: readonly object[] }>()
        .changes;
    t.match(await read(), [{ user: 'doctor', change: 'pin', address: '127.0.0.1', isSeen: false }]);
    const seen = () => send(server, 'admin', 'POST', `/api/console/account-changes/${told?.id}/seen`);
    t.equal((await seen()).statusCode, 204);
    t.equal((await seen()).statusCode, 412);
    t.match(await read(), [{ isSeen: true }]);
    t.equal((await send(server, 'admin', 'POST', '/api/console/account-changes/99/seen')).statusCode, 404);
    t.equal((await send(server, 'chief', 'GET', '/api/console/account-changes')).statusCode, 403);
    t.match(
      server.audited.find(({ action }) => action.startsWith('account-answer')),
      { action: 'account-answer not-mine pin' },
    );
    t.equal((await send(server, 'doctor', 'GET', '/api/account/changes')).statusCode, 403, 'a token is told nothing');
    t.match(
      server.audited.find(({ action }) => action === 'account-review'),
      { subject: 'Practitioner/doctor' },
    );
  },
);

t.test(
  '[N25] nobody takes a notice away from a session that is unusual, in that of the change, or for others',
  async (t) => {
    const { server, code, signIn } = await withFactor(t);
    for (let count = 0; count < 6; count += 1) {
      await signIn(password);
      server.clock.milliseconds += 24 * 3_600_000;
    }
    const thief = cookieOf(await signIn(password, code(), '10.6.6.6'));
    await ask(server, thief, 'POST', '/api/account/pin', { password, code: code(), next: '4902' });
    const again = cookieOf(await signIn(password, code(), '10.6.6.6'));
    const { changes, maySee } = await changesOf(server, again);
    t.equal(maySee, false);
    const answer = (cookie: string, said: unknown) =>
      ask(server, cookie, 'POST', `/api/account/changes/${changes[0]?.id}`, { answer: said });
    t.match(refusalOf(await answer(again, 'seen')), { status: 403 });
    t.match(refusalOf(await answer(thief, 'seen')), { status: 403 });
    t.match(refusalOf(await answer(thief, 'mine')), { status: 400 });
    const nurse = await openSession(server, 'nurse');
    t.match(refusalOf(await answer(nurse, 'not-mine')), { status: 404 });
    const usual = cookieOf(await signIn(password));
    t.strictSame(newOf(await changesOf(server, usual)), ['pin']);
    t.equal((await answer(usual, 'seen')).statusCode, 204);
  },
);
