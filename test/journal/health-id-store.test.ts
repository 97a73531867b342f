import t from 'tap';
import { parseSiteCode } from '../../protocol/ids.js';
import { nextBoxNumber } from '../../record/identity/box-number.js';
import { healthIdSystem, nextHealthId, readHealthId } from '../../record/identity/health-id.js';
import {
  addSite,
  carry,
  downTo,
  journalFile,
  openHub,
  openSite,
  patient,
  settle,
  upOf,
  write,
} from '../support/journal-fixtures.js';

const site = parseSiteCode('7KD');

/** The first identifiers of the site, as `record/` counts them. */
function firstIds(count: number, code = site, box = 0): readonly string[] {
  const ids: string[] = [];
  for (let counter = 0; ids.length < count; ) {
    const next = nextHealthId(code, counter, box);
    counter = next.counter;
    ids.push(next.healthId.text);
  }
  return ids;
}

const bearing = (id: string, value: string, system: string = healthIdSystem) =>
  patient(id, { identifier: [{ system, value }] });

t.test('health identifiers are dense, each given once, also to those who ask together', async (t) => {
  const { healthIds } = openSite(t, site);
  const given = await Promise.all(Array.from({ length: 40 }, () => healthIds.take()));
  t.same(given, firstIds(40));
  t.ok(given.every((text) => readHealthId(text)?.site === site));
});

t.test('[W1] what was given is not given again after the journal was opened again', async (t) => {
  const file = journalFile(t);
  const journal = openSite(t, site, { file });
  const [first, second] = [await journal.healthIds.take(), await journal.healthIds.take()];
  journal.close();
  const third = await openSite(t, site, { file }).healthIds.take();
  t.same([first, second, third], firstIds(3));
});

t.test('what a patient bears already is passed over, however it was typed; other systems do not count', async (t) => {
  const [first, second, third, fourth, fifth] = firstIds(5);
  if (!first || !second || !third || !fourth || !fifth) throw new Error('ids');
  const journal = openSite(t, site);
  await write(journal, bearing('p1', first));
  await write(journal, bearing('p2', second.toLowerCase()));
  await write(journal, bearing('p3', third, 'urn:other'));
  await write(journal, bearing('p4', fourth.replaceAll('-', '')));
  t.equal(await journal.healthIds.take(), third);
  t.equal(await journal.healthIds.take(), fifth);
});

t.test('a restored folder does not give again what the feed brought back', async (t) => {
  const hub = openHub(t);
  const [code, otherCode] = [await addSite(hub), await addSite(hub)];
  // A number that the site has identifiers of: one code in six hundred has none in box 0.
  const boxNumber = nextBoxNumber(code, 1, []);
  const [lost, other] = [openSite(t, code, { boxNumber }), openSite(t, otherCode)];
  const given = await lost.healthIds.take();
  await write(lost, bearing('p1', given));
  await carry(lost, hub, upOf(code));
  await settle(hub);
  await write(other, bearing('p1', given));
  await carry(other, hub, upOf(otherCode));
  await settle(hub);
  const restored = openSite(t, code, { boxNumber });
  await carry(hub, restored, downTo(code));
  t.equal(await restored.healthIds.take(), firstIds(2, code, boxNumber)[1]);
});

t.test('[E30] another box of the site repeats nothing, also of what never reached the hub', async (t) => {
  const [first, second] = [openSite(t, site, { boxNumber: 1 }), openSite(t, site, { boxNumber: 2 })];
  const given = new Set<string>();
  for (const box of [first, second]) for (let count = 0; count < 50; count += 1) given.add(await box.healthIds.take());
  t.equal(given.size, 100);
});

t.test('the hub gives none', async (t) => {
  await t.rejects(openHub(t).healthIds.take(), { code: 'usage-wrong' });
});
