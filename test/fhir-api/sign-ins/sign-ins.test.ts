import t, { type Test } from 'tap';
import { apiLimits } from '../../../fhir-api/limits.js';
import { type FhirServer, password, refusalOf, send, startFhirServer } from '../../support/fhir-server.js';
import { ask, cookieOf } from '../../support/session-requests.js';

const hour = 3_600_000;
const day = 24 * hour;

function signIn({ app }: FhirServer, user: string, remoteAddress: string, secret = password) {
  return app.inject({
    method: 'POST',
    url: '/api/session',
    remoteAddress,
    headers: { 'content-type': 'application/json' },
    payload: JSON.stringify({ user, password: secret }),
  });
}

/** Six mornings at one workstation. */
async function startKnown(t: Test): Promise<FhirServer> {
  const server = await startFhirServer(t);
  for (let index = 0; index < 6; index += 1) {
    await signIn(server, 'doctor', '10.0.0.5');
    server.clock.milliseconds += day;
  }
  return server;
}

const unusual = ({ audited }: FhirServer) => audited.filter(({ action }) => action.startsWith('unusual-sign-in'));

interface Own {
  readonly signIns: readonly { readonly id: number; readonly reasons: readonly string[]; readonly address: string }[];
  readonly mayConfirm: boolean;
}

async function own(server: FhirServer, cookie: string): Promise<Own> {
  return (await ask(server, cookie, 'GET', '/api/sign-ins/own')).json() as Own;
}

t.test(
  '[R30] a sign-in at another hour and place is let in, is in the audit, and is told at the next one',
  async (t) => {
    const server = await startKnown(t);
    t.strictSame(unusual(server), []);
    server.clock.milliseconds += 14 * hour;
    const strange = await signIn(server, 'doctor', '10.0.0.99');
    t.equal(strange.statusCode, 200, 'nobody is kept out');
    t.match(unusual(server), [
      { author: 'Practitioner/doctor', action: 'unusual-sign-in hour place', outcome: 'done' },
    ]);
    t.strictSame(
      await own(server, cookieOf(strange)),
      { signIns: [], mayConfirm: false },
      'who is in it is told nothing',
    );
    server.clock.milliseconds += 10 * hour;
    const next = cookieOf(await signIn(server, 'doctor', '10.0.0.5'));
    const told = await own(server, next);
    t.match(told, { signIns: [{ address: '10.0.0.99', reasons: ['hour', 'place'] }], mayConfirm: true });
    const admin = cookieOf(await signIn(server, 'admin', '10.0.0.1'));
    const events = await ask(server, admin, 'GET', '/fhir/AuditEvent?subtype=urn:carnet:audit|unusual-sign-in');
    t.match(events.json(), { entry: [{ resource: { entity: [{ description: 'hour place' }] } }] });
  },
);

t.test(
  '[R31] what was theirs is a habit, what was not ends; and a session that is unusual confirms nothing',
  async (t) => {
    const server = await startKnown(t);
    const strange = cookieOf(await signIn(server, 'doctor', '10.0.0.98'));
    server.clock.milliseconds += hour;
    const again = cookieOf(await signIn(server, 'doctor', '10.0.0.99'));
    const [first] = (await own(server, again)).signIns;
    const answerFrom = (cookie: string, id: number | undefined, answer: string) =>
      ask(server, cookie, 'POST', `/api/sign-ins/own/${id}`, { answer });
    t.equal((await answerFrom(again, first?.id, 'mine')).statusCode, 403, 'from an unusual one');
    server.clock.milliseconds += hour;
    const usual = cookieOf(await signIn(server, 'doctor', '10.0.0.5'));
    const told = (await own(server, usual)).signIns;
    t.strictSame(
      told.map(({ address }) => address),
      ['10.0.0.99', '10.0.0.98'],
    );
    t.equal((await answerFrom(usual, told[0]?.id, 'mine')).statusCode, 204);
    t.equal((await answerFrom(usual, told[0]?.id, 'not-mine')).statusCode, 412, 'once');
    t.equal((await answerFrom(usual, told[1]?.id, 'not-mine')).statusCode, 204);
    t.equal((await answerFrom(usual, told[1]?.id, 'perhaps')).statusCode, 400);
    t.equal((await ask(server, strange, 'GET', '/api/session')).statusCode, 401, 'its session has ended');
    t.equal((await ask(server, usual, 'GET', '/api/session')).statusCode, 200);
    t.strictSame((await own(server, usual)).signIns, []);
    const before = unusual(server).length;
    server.clock.milliseconds += day;
    await signIn(server, 'doctor', '10.0.0.99');
    t.equal(unusual(server).length, before, 'theirs');
    server.clock.milliseconds += hour;
    await signIn(server, 'doctor', '10.0.0.98');
    t.match(unusual(server).slice(before), [{ action: 'unusual-sign-in place' }]);
  },
);

t.test('[R31] nobody reads or answers for somebody else, and no token does', async (t) => {
  const server = await startKnown(t);
  await signIn(server, 'doctor', '10.0.0.99');
  const [strange] = await server.journal.signIns.unusual();
  const nurse = cookieOf(await signIn(server, 'nurse', '10.0.0.5'));
  t.strictSame((await own(server, nurse)).signIns, []);
  const answer = await ask(server, nurse, 'POST', `/api/sign-ins/own/${strange?.id}`, { answer: 'mine' });
  t.strictSame(refusalOf(answer), { status: 404, code: 'not-found', path: undefined });
  const fresh = await startFhirServer(t);
  t.equal((await send(fresh, 'doctor', 'GET', '/api/sign-ins/own')).statusCode, 403);
});

t.test('[R32] wrong passwords for five accounts from one address are told once, and who mistypes is not', async (t) => {
  const server = await startFhirServer(t);
  const names = ['doctor', 'nurse', 'admin', 'nobody', 'lab', 'midwife', 'ops'];
  for (const name of names.slice(0, 4)) await signIn(server, name, '10.0.0.66', 'wrong');
  await signIn(server, 'doctor', '10.0.0.66');
  t.strictSame(unusual(server), [], 'four, and one of them is in');
  for (const name of names) await signIn(server, name, '10.0.0.77', 'wrong');
  await signIn(server, 'nobody', '10.0.0.88', 'wrong');
  t.match(unusual(server), [{ author: 'carnet:unknown', action: 'unusual-sign-in accounts', outcome: 'refused' }]);
  t.match(await server.journal.signIns.unusual(), [
    { user: '', address: '10.0.0.77', accounts: 5, reasons: ['accounts'] },
  ]);
  const log = JSON.stringify([server.log, server.trail(), await server.journal.signIns.unusual()]);
  t.notMatch(log, /nobody/, 'a name that nobody has is written nowhere');
});

t.test('[R30] by a clock that is unsure nothing is learnt, and only the place is judged', async (t) => {
  const server = await startKnown(t);
  server.clock.isSure = false;
  server.clock.milliseconds = 0;
  await signIn(server, 'doctor', '10.0.0.5');
  await signIn(server, 'doctor', '10.0.0.99');
  t.match(unusual(server), [{ action: 'unusual-sign-in place' }]);
  const { places } = await server.journal.signIns.habitsOf('doctor');
  t.strictSame([...places.keys()], ['10.0.0.5']);
});

t.test(
  '[N29] guessing from elsewhere is ended and told, and keeps nobody from where they usually sign in',
  async (t) => {
    const server = await startKnown(t);
    const statusOf = async (name: string, address: string, password?: string) =>
      (await signIn(server, name, address, password)).statusCode;
    const tries = apiLimits.guessesPerPlaceMax;
    for (const name of ['doctor', 'nobody']) {
      const answers: number[] = [];
      for (let count = 0; count < tries + 5; count += 1) answers.push(await statusOf(name, `10.1.${count}.9`, 'wrong'));
      t.strictSame(new Set(answers.slice(0, tries)), new Set([401]), name);
      t.strictSame(new Set(answers.slice(tries)), new Set([429]), `${name}: no more are judged`);
    }
    t.equal(await statusOf('doctor', '10.1.200.9'), 429, 'from elsewhere the right one waits, too');
    t.equal(await statusOf('nurse', '10.1.200.9'), 200, 'another account');
    const mine = await signIn(server, 'doctor', '10.0.0.5');
    t.equal(mine.statusCode, 200, 'from where they usually sign in');
    t.strictSame((await own(server, cookieOf(mine))).signIns, [], 'nobody came: there is nothing to say of it');
    t.match(
      (await server.journal.signIns.unusual()).filter(({ reasons }) => reasons.includes('guesses')),
      [{ user: 'doctor', accounts: tries, reasons: ['guesses'] }],
    );
    t.match(
      unusual(server).filter(({ action }) => action.endsWith('guesses')),
      [{ author: 'Practitioner/doctor' }],
    );
    server.clock.milliseconds += apiLimits.guessesMilliseconds;
    t.equal(await statusOf('doctor', '10.1.200.9'), 200, 'an hour later');
  },
);

t.test('[N29] a right password is no guess, however often it is typed', async (t) => {
  const server = await startFhirServer(t);
  const answers = new Set<number>();
  for (let count = 0; count < apiLimits.guessesPerPlaceMax + 5; count += 1) {
    answers.add((await signIn(server, 'doctor', '10.0.0.7')).statusCode);
  }
  t.strictSame(answers, new Set([200]));
});
