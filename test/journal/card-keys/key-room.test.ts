import t from 'tap';
import { cardKeysOfSiteMax } from '../../../journal/card-keys/key-room.js';
import type { Journal } from '../../../journal/open.js';
import type { SiteCode } from '../../../protocol/ids.js';
import { newCardKey, type OwnCardKey } from '../../../record/card-keys/card-key.js';
import { cardKeyAuthor, cardKeyResource } from '../../../record/card-keys/card-key-resource.js';
import { cardKeysOf } from '../../../record/card-keys/card-key-set.js';
import { addSite, carry, openHub, openSite, patient, resourceOf, upOf, write } from '../../support/journal-fixtures.js';

const issuer = 'https://hub.example';

const entryOf = (site: SiteCode, key: OwnCardKey, more = {}) => ({
  verb: 'update' as const,
  resource: resourceOf({ ...(cardKeyResource(site, key, issuer) as Parameters<typeof resourceOf>[0]), ...more }),
});

const tell = (journal: Journal, site: SiteCode, keys: readonly OwnCardKey[], more = {}) =>
  journal.records.commitBundle({ author: cardKeyAuthor, entries: keys.map((key) => entryOf(site, key, more)) });

const newKeys = (count: number) => Array.from({ length: count }, () => newCardKey(Date.now()));

t.test('[H10][P1] a site that tells of ever more keys fills no set: what is too much is set aside', async (t) => {
  const hub = openHub(t);
  const [code, otherCode] = [await addSite(hub), await addSite(hub)];
  const [site, other] = [openSite(t, code), openSite(t, otherCode)];
  const keys = newKeys(cardKeysOfSiteMax);
  const held = async () => cardKeysOf(await hub.cardKeys.told()).filter((key) => key.site === code).length;
  const refused = async () =>
    (await hub.poison.untold(upOf(code))).flatMap(({ rejects }) => rejects.map((reject) => reject.code));

  // One key after the other, and many in one transaction.
  for (const key of keys.slice(0, 3)) await tell(site, code, [key]);
  await tell(site, code, keys.slice(3, -1));
  await tell(site, code, newKeys(2));
  await carry(site, hub, upOf(code));
  t.equal(await held(), cardKeysOfSiteMax - 1);
  t.same(await refused(), ['card-keys-too-many', 'card-keys-too-many'], 'a group is set aside whole');

  await tell(site, code, keys.slice(-1));
  await tell(site, code, newKeys(1));
  await tell(site, code, keys.slice(0, 1), { status: 'suspended' });
  await write(site, patient('p1'));
  await carry(site, hub, upOf(code));
  t.equal(await held(), cardKeysOfSiteMax, 'as many as may be');
  t.equal((await refused()).length, 3);
  t.same(await hub.poison.replay(), { tried: 3, mended: 0 }, 'nor does it come in when it is tried again');
  const [first] = keys;
  t.equal(
    (await hub.cardKeys.told()).filter(({ body }) => body.includes(first?.kid ?? '?')).length,
    2,
    'what is said again of a key that is there goes on',
  );
  t.match(await hub.records.read(patient('p1')), { type: 'Patient' }, 'and so does everything else');

  await tell(other, otherCode, newKeys(1));
  await carry(other, hub, upOf(otherCode));
  t.equal((await hub.cardKeys.told()).length, cardKeysOfSiteMax + 2, 'another site has room of its own');
});
