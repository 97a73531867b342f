import t from 'tap';
import type { RetentionStore, SweptKind } from '../../../journal/retention/retention-store.js';
import { migrations } from '../../../journal/schema/migrations.js';
import { openDatabase } from '../../../journal/sqlite/open-database.js';
import { parseResourceId, parseSiteCode } from '../../../protocol/ids.js';
import {
  type RetentionDays,
  retentionDefaults,
  retentionKinds,
  retentionRules,
} from '../../../record/privacy/retention.js';
import {
  author,
  journalFile,
  observation,
  openSite,
  patient,
  resourceOf,
  testKey,
} from '../../support/journal-fixtures.js';

const day = 24 * 3_600_000;
const now = Date.UTC(2026, 10, 24);
const site = parseSiteCode('7KD');
const awa = {
  ...{ name: 'awa', displayName: 'Awa B.', role: 'nurse' as const, passwordHash: 'scrypt$1' },
  ...{ author: 'Practitioner/awa', disabled: false },
};

async function opened(t: Parameters<typeof openSite>[0]) {
  const clock = { milliseconds: now };
  const journal = openSite(t, site, { now: () => clock.milliseconds });
  await journal.people.addUser(awa);
  return { journal, clock };
}

type World = Awaited<ReturnType<typeof opened>>['journal'];

const sweepsIn = async ({ auditEntries, audit }: World) => {
  const { count } = await audit.mark();
  const entries = await Promise.all(Array.from({ length: count }, (_, index) => auditEntries.entry(index + 1)));
  return entries.flatMap((entry) =>
    /^(sweep|retention)/.test(entry?.action ?? '') ? [`${entry?.author} ${entry?.action}`] : [],
  );
};

async function sweepAll(retention: RetentionStore, kind: SweptKind): Promise<readonly number[]> {
  const rounds: number[] = [];
  do rounds.push(await retention.sweep(kind, now));
  while ((rounds.at(-1) ?? 0) > 0);
  return rounds;
}

function signIn(daysAgo: number, reasons: readonly 'hour'[] = ['hour']) {
  return {
    user: 'awa',
    credential: `c${daysAgo}`,
    milliseconds: now - daysAgo * day,
    address: '10.0.0.5',
    reasons,
    accounts: 0,
  };
}

t.test(
  '[R44] times are the defaults until somebody sets others, within their bounds, and the audit has it',
  async (t) => {
    const { journal } = await opened(t);
    const { retention } = journal;
    t.strictSame(await retention.days(), retentionDefaults);
    await retention.setDays({ 'sign-ins': 400, habits: 90 }, 'carnet:operator/paul');
    t.strictSame(await retention.days(), { ...retentionDefaults, 'sign-ins': 400, habits: 90 });
    for (const kind of retentionKinds) {
      const { daysMin, daysMax, daysDefault } = retentionRules[kind];
      t.ok(daysMin <= daysDefault && daysDefault <= daysMax, kind);
      for (const days of [daysMin - 1, daysMax + 1, 50.5, Number.NaN]) {
        const wrong = { habits: 91, [kind]: days } as Partial<RetentionDays>;
        await t.rejects(retention.setDays(wrong, 'x'), { code: 'usage-wrong' }, `${kind} ${days}`);
      }
    }
    for (const kind of ['records', 'audit', 'everything']) {
      await t.rejects(retention.setDays({ [kind]: 100 }, 'x'), { code: 'usage-wrong' }, kind);
    }
    t.equal((await retention.days()).habits, 90, 'one that is wrong changes none');
    t.strictSame(await sweepsIn(journal), [
      'carnet:operator/paul retention sign-ins 400',
      'carnet:operator/paul retention habits 90',
    ]);
  },
);

t.test('[R45] a sweep deletes what is over and nothing else, a little at a time, with its audit row', async (t) => {
  const { journal } = await opened(t);
  const { signIns, retention } = journal;
  for (let count = 0; count < 1_201; count += 1) await signIns.add(signIn(366 + count));
  await signIns.add(signIn(364));
  t.strictSame(await sweepAll(retention, 'sign-ins'), [500, 500, 201, 0]);
  t.match(await signIns.unusual(), [{ credential: 'c364' }]);
  t.strictSame(await sweepsIn(journal), [
    ...['carnet:retention sweep sign-ins 500', 'carnet:retention sweep sign-ins 500'],
    'carnet:retention sweep sign-ins 201',
  ]);
  await retention.setDays({ 'sign-ins': 30 }, 'carnet:operator');
  t.equal(await retention.sweep('sign-ins', now), 1, 'by the time that is set');
  t.ok(journal.verify().audit, 'and the chain of the audit is whole');
});

t.test('[R45] habits of who comes no more go; those of who comes stay', async (t) => {
  const { journal } = await opened(t);
  const { signIns, retention, people } = journal;
  await people.addUser({ ...awa, name: 'gone', author: 'Practitioner/gone' });
  const habit = (daysAgo: number) => ({ days: 3, doubtfulDays: 0, lastMilliseconds: now - daysAgo * day });
  const habits = (daysAgo: number) => ({
    whole: habit(daysAgo),
    hours: new Map([[7, habit(daysAgo)]]),
    places: new Map([['10.0.0.5', habit(daysAgo)]]),
  });
  await signIns.add(signIn(1, []), habits(1));
  await signIns.add({ ...signIn(181, []), user: 'gone' }, habits(181));
  t.strictSame(await sweepAll(retention, 'habits'), [3, 0]);
  t.equal((await signIns.habitsOf('awa')).places.size, 1);
  t.equal((await signIns.habitsOf('gone')).whole.days, 0);
});

t.test(
  '[R45] a change of an account that was not told, or was denied and not noted, is kept however old',
  async (t) => {
    const { journal } = await opened(t);
    const { people, accountChanges, retention } = journal;
    const at = now - 900 * day;
    const change = (session: string) =>
      ({ kind: 'password', milliseconds: at, author: 'x', address: '', session }) as const;
    for (const session of ['seen', 'waits', 'denied', 'noted'])
      await people.updateUser('awa', { passwordHash: session }, change(session));
    const idOf = async (session: string) =>
      (await accountChanges.list('awa')).find((each) => each.session === session)?.id ?? 0;
    await accountChanges.answer(await idOf('seen'), 'seen');
    for (const session of ['denied', 'noted']) await accountChanges.answer(await idOf(session), 'not-mine');
    await accountChanges.review(await idOf('noted'), 'admin', now);
    t.strictSame(await sweepAll(retention, 'account-changes'), [2, 0]);
    const left = (await accountChanges.list('awa')).map(({ session }) => session);
    t.strictSame([...left].sort(), ['denied', 'waits']);
  },
);

t.test(
  '[R44] exports and subscriptions that are off are forgotten by the same times, and the audit has it',
  async (t) => {
    const { journal, clock } = await opened(t);
    const { exportJobs, subscriptions, retention } = journal;
    await retention.setDays({ exports: 3, subscriptions: 2 }, 'carnet:operator');
    const job = await exportJobs.begin({
      ...{ id: 'e1', author, request: 'x', ofPatients: false, types: new Set<never>() },
    });
    while (await exportJobs.advance());
    t.equal(exportJobs.keptUntil((await exportJobs.find('e1')) ?? job), now + 3 * day);
    const owner = { kind: 'machine', name: 'a' } as const;
    const off = { author: 'Device/a', owner, base: '', body: '{}', status: 'off' } as const;
    await subscriptions.add({ ...off, id: parseResourceId('s1') });
    clock.milliseconds += 2.5 * day;
    await exportJobs.forget();
    await subscriptions.forget();
    t.ok(await exportJobs.find('e1'));
    t.equal(await subscriptions.find('s1'), undefined);
    clock.milliseconds += day;
    await exportJobs.forget();
    t.equal(await exportJobs.find('e1'), undefined);
    t.match(await sweepsIn(journal), [
      /./,
      /./,
      'carnet:retention sweep subscriptions 1',
      'carnet:retention sweep exports 1',
    ]);
  },
);

t.test('[R46] records without an entry for long are listed, page by page, and none is deleted', async (t) => {
  const { journal, clock } = await opened(t);
  const { records, retention } = journal;
  const write = (...resources: ReturnType<typeof patient>[]) =>
    records.commitBundle({ author, entries: resources.map((resource) => ({ verb: 'update' as const, resource })) });
  clock.milliseconds = now - 21 * 365.25 * day;
  for (let index = 0; index < 150; index += 1) await write(patient(`p${String(index).padStart(3, '0')}`));
  await write(resourceOf({ resourceType: 'Organization', id: 'o' }));
  clock.milliseconds = now - day;
  await write(observation('late', 'p007'));
  const before = now - 20 * 365.25 * day;
  const first = await retention.due(before, '');
  t.match(first, { next: 'p099' });
  t.equal(first.records.length, 99);
  const second = await retention.due(before, first.next ?? '');
  t.strictSame([second.next, second.records.length], [undefined, 50]);
  const ids = [...first.records, ...second.records].map(({ patient: id }) => id);
  t.notOk(ids.includes(parseResourceId('p007')), 'something was written in it since');
  for (const kind of ['sign-ins', 'habits', 'account-changes', 'mended-changes'] as const)
    await retention.sweep(kind, now);
  t.ok(await records.read({ type: patient('p000').type, id: patient('p000').id }));
});

t.test(
  '[R45] changes that were set aside go when they were applied and their author knows it, and no others',
  async (t) => {
    const file = journalFile(t);
    openSite(t, site, { file }).close();
    const connection = openDatabase({ file, key: testKey, cipher: 'aegis', migrationMax: migrations.length });
    const rows = [...['1, 1, 1, 100', '2, 1, 0, 100', '3, 0, 1, 100', '4, 0, 0, 100', '5, 1, 1, 89']].map((text) =>
      text.split(', ').map(Number),
    );
    connection.execute(`INSERT INTO stream (id, direction, site, epoch, lane, seq, chain)
    VALUES (1, 'dn', '7KD', 1, 0, 9, zeroblob(32))`);
    for (const [seq, mended, confirmed, days = 0] of rows) {
      connection.execute(`INSERT INTO dead_letter (stream, seq, code, received_milliseconds, batch, mended, confirmed)
      VALUES (1, ${seq}, 'body-malformed', ${now - days * day}, x'00', ${mended}, ${confirmed})`);
    }
    connection.close();
    const journal = openSite(t, site, { file, now: () => now });
    t.strictSame(await sweepAll(journal.retention, 'mended-changes'), [1, 0]);
    t.strictSame(await sweepsIn(journal), ['carnet:retention sweep mended-changes 1']);
  },
);
