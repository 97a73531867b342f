import t from 'tap';
import { parseResourceId, parseSiteCode } from '../../protocol/ids.js';
import { limits } from '../../protocol/limits.js';
import { openSite } from '../support/journal-fixtures.js';

const site = parseSiteCode('7KD');
const patient = parseResourceId('p1');
const nobody = { family: '', given: '', birthDate: '', healthId: '', nationalId: '' };
const day = limits.remoteAskMillisecondsMax;
const start = 1_800_000_000_000;
const question = (id: string, author = 'Practitioner/n') => ({
  ...{ id, author, role: 'nurse', purpose: 'emergency' as const, askedMilliseconds: start },
  ask: { kind: 'search' as const, ...nobody, family: 'Ngono', given: 'Marie' },
});
const candidate = { patient, healthId: '', family: 'Ngono', given: 'Marie', gender: 'female', birthDate: '', site };

t.test('[F11] a question waits in the encrypted journal, is answered once, and forgotten after a day', async (t) => {
  const { remote, ...journal } = openSite(t, site, { now: () => start });
  await remote.add(question('r1'));
  t.match(await remote.unanswered(start), [{ id: 'r1', ask: { family: 'Ngono' } }]);
  t.match(await remote.list('Practitioner/n', start), [{ id: 'r1', state: 'waiting', candidates: [] }]);
  t.same(await remote.list('Practitioner/other', start), [], 'a question is shown to its author only');
  t.equal(await remote.settle('r9', { kind: 'own' }), undefined, 'nobody asked that');
  t.equal(await remote.settle('r1', { kind: 'own' }), undefined, 'no answer to this');
  t.match(await remote.settle('r1', { kind: 'candidates', candidates: [candidate] }), { state: 'answered' });
  t.same(await remote.unanswered(start), []);
  t.match(await remote.find('r1'), { state: 'answered', candidates: [candidate] });
  await remote.add(question('r2'));
  t.match(await remote.settle('r2', { kind: 'refused', code: 'too-many-attempts' }), {
    state: 'refused',
    code: 'too-many-attempts',
  });
  t.equal(await remote.expire(start + day - 1), 0);
  t.same(await remote.unanswered(start + day), [], 'one that is over is not asked any more');
  t.equal(await remote.expire(start + day), 2);
  t.equal(await remote.find('r1'), undefined);
  t.match(journal.verify(), { audit: true });
});

t.test('[F11] so many may wait of one person, and of all', async (t) => {
  const { remote } = openSite(t, site, { now: () => start });
  for (let count = 0; count < limits.remoteAsksWaitingPerAuthorMax; count += 1) await remote.add(question(`r${count}`));
  await t.rejects(remote.add(question('more')), { code: 'too-many-attempts' });
  t.equal(await remote.find('more'), undefined);
  await remote.settle('r0', { kind: 'candidates', candidates: [] });
  await remote.add(question('after'));
  for (let count = limits.remoteAsksWaitingPerAuthorMax; count < limits.remoteAsksWaitingMax; count += 1) {
    await remote.add(question(`s${count}`, `Practitioner/${count}`));
  }
  await t.rejects(remote.add(question('last', 'Practitioner/new')), { code: 'too-many-attempts' });
});
