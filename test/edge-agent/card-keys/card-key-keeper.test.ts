import t from 'tap';
import { isCardKeyDue } from '../../../edge-agent/card-keys/card-key-due.js';
import { CardKeyKeeper } from '../../../edge-agent/card-keys/card-key-keeper.js';
import { KnownCardKeys } from '../../../journal/card-keys/known-card-keys.js';
import type { Journal } from '../../../journal/open.js';
import { parseSiteCode } from '../../../protocol/ids.js';
import { newCardKey } from '../../../record/card-keys/card-key.js';
import { cardKeyAuthor, cardKeyResource } from '../../../record/card-keys/card-key-resource.js';
import { parseResource } from '../../../record/parse.js';
import { handTimers } from '../../support/hand-timers.js';
import { addSite, carry, downTo, openHub, openSite, settle, upOf } from '../../support/journal-fixtures.js';

const site = parseSiteCode('7KD');
const day = 86_400_000;
const start = Date.parse('2026-11-21T09:00:00Z');

type Teardown = Parameters<typeof openSite>[0];

/** A keeper over a real journal, in a time that the test moves. */
function openKeeper(t: Teardown, journal: Journal = openSite(t, site), code = site) {
  const time = { milliseconds: start };
  const known = new KnownCardKeys(journal.cardKeys, journal.sync);
  const timers = handTimers();
  const errors: unknown[] = [];
  const keeper = new CardKeyKeeper({
    ...{ site: code, issuer: 'https://hub.example.cm', store: journal.cardKeys, records: journal.records, known },
    ...{ daysMax: 365, now: () => time.milliseconds, timers, onError: (error: unknown) => errors.push(error) },
  });
  return { journal, known, keeper, timers, errors, time };
}

const payloadAt = (milliseconds: number) => JSON.stringify({ nbf: milliseconds / 1000 });

t.test('[H1] a site makes a key once, keeps it, tells of it, and signs with it', async (t) => {
  const { journal, known, keeper } = openKeeper(t);
  await t.rejects(keeper.sign('{}'), /no key/);
  await keeper.start();
  const [key] = await known.read();
  t.match(await journal.cardKeys.own(), [{ kid: key?.kid, sinceMilliseconds: start }]);
  const card = await keeper.sign(payloadAt(start));
  t.match(await keeper.verify(card), { kind: 'valid', key: { site, kid: key?.kid } });
  await keeper.stop();
  const again = openKeeper(t, journal);
  await again.keeper.start();
  t.equal((await journal.cardKeys.own()).length, 1);
  t.equal((await journal.cardKeys.told()).length, 1, 'told once');
  t.match(await again.keeper.verify(card), { kind: 'valid' });
  await again.keeper.stop();
});

t.test('[H1] the private half is in no version and in no log', async (t) => {
  const { journal, keeper } = openKeeper(t);
  await keeper.start();
  await keeper.stop();
  const [own] = await journal.cardKeys.own();
  const secret = (own?.privateKeyPem ?? '').split('\n')[1] ?? '';
  t.ok(secret.length > 40);
  t.notMatch(JSON.stringify(await journal.cardKeys.told()), secret);
});

t.test('[H7] after its time another key signs; cards under the earlier one stay good', async (t) => {
  const { known, keeper, time, timers } = openKeeper(t);
  known.start();
  t.teardown(() => known.stop());
  await keeper.start();
  const early = await keeper.sign(payloadAt(time.milliseconds));
  time.milliseconds += 364 * day;
  timers.pass(3_600_000);
  await keeper.look();
  t.equal((await known.read()).length, 1);
  time.milliseconds += day;
  timers.pass(3_600_000);
  await keeper.look();
  t.equal((await known.read()).length, 2);
  const late = await keeper.sign(payloadAt(time.milliseconds));
  const [one, two] = [await keeper.verify(early), await keeper.verify(late)];
  if (one.kind !== 'valid' || two.kind !== 'valid') throw new Error('a card is not good');
  t.not(one.key.kid, two.key.kid);
  await keeper.stop();
});

t.test('[H7] a key is due where there is none, or its day is still to come, or the hub has ended it', async (t) => {
  const key = newCardKey(start);
  t.equal(isCardKeyDue(undefined, [], start, 365), true);
  t.equal(isCardKeyDue(key, [], start, 365), false);
  t.equal(isCardKeyDue(key, [], start - day, 365), false, 'a clock may be set a little');
  t.equal(isCardKeyDue(key, [], start - day - 1, 365), true);
  t.equal(isCardKeyDue(key, [{ ...key, site, endedMilliseconds: start }], start, 365), true);
  t.equal(isCardKeyDue(key, [{ ...newCardKey(start), site, endedMilliseconds: start }], start, 365), false);
});

t.test('[H3] what another site writes over a key takes it away nowhere, and its site says it again', async (t) => {
  const hub = openHub(t);
  const [site, otherCode] = [await addSite(hub), await addSite(hub)];
  const { journal, known, keeper } = openKeeper(t, openSite(t, site), site);
  known.start();
  t.teardown(() => known.stop());
  await keeper.start();
  const [own] = await journal.cardKeys.own();
  if (own === undefined) throw new Error('no key');
  const other = openSite(t, otherCode);
  const forged = { ...newCardKey(start), kid: own.kid };
  const resource = parseResource(JSON.stringify(cardKeyResource(site, forged, 'https://other.example')));
  await carry(journal, hub, upOf(site));
  await settle(hub);
  // It knows the key that it writes over, so that nothing is merged and its version alone shows.
  await carry(hub, other, downTo(otherCode));
  await other.records.commitBundle({ author: cardKeyAuthor, entries: [{ verb: 'update', resource }] });
  await carry(other, hub, upOf(otherCode));
  await settle(hub);
  const atHub = new KnownCardKeys(hub.cardKeys, hub.sync);
  t.match(await atHub.read(), [{ kid: own.kid, site, jwk: own.jwk }], 'the forged version does not count');
  t.equal((await atHub.read()).length, 1);
  await carry(hub, journal, downTo(site));
  await keeper.look();
  const shown = await journal.records.read({ type: resource.type, id: resource.id });
  t.match(shown, { origin: site, author: cardKeyAuthor });
  await keeper.stop();
});

t.test('what cannot be written is told, and tried again at the next look', async (t) => {
  const { journal, keeper, errors } = openKeeper(t);
  const commit = journal.records.commitBundle.bind(journal.records);
  Object.assign(journal.records, { commitBundle: () => Promise.reject(new Error('full')) });
  await keeper.start();
  t.match(errors, [{ message: 'full' }]);
  Object.assign(journal.records, { commitBundle: commit });
  await keeper.look();
  t.equal((await journal.cardKeys.told()).length, 1);
  t.equal((await journal.cardKeys.own()).length, 1, 'the same key');
  await keeper.stop();
});
