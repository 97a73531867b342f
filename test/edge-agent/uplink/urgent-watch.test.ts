import t from 'tap';
import { UrgentWatch } from '../../../edge-agent/uplink/urgent-watch.js';
import { parseSiteCode } from '../../../protocol/ids.js';
import { observation, openSite, resourceOf, write } from '../../support/journal-fixtures.js';
import { eventually } from '../../support/programs-records.js';

const code = parseSiteCode('7KD');

function setUp(t: Parameters<typeof openSite>[0]) {
  const journal = openSite(t, code);
  const told: boolean[] = [];
  let asked: readonly unknown[] = [];
  const watch = new UrgentWatch({
    ...{ sync: journal.sync, now: Date.now, onWaits: (waits) => told.push(waits) },
    remote: { unanswered: async () => asked as never },
    onError: (error) => {
      throw error;
    },
  });
  t.teardown(() => watch.stop());
  watch.start();
  const ask = (count: number) => {
    asked = Array.from({ length: count });
    watch.wake();
  };
  return { journal, watch, told, ask };
}

t.test('[L54] an urgent change that the hub lacks waits, a clinical one does not', async (t) => {
  const { journal, watch, told } = setUp(t);
  await write(journal, observation('pulse', 'anna'));
  watch.wake();
  await new Promise((resolve) => setTimeout(resolve, 300));
  t.strictSame(told, []);
  const allergy = { resourceType: 'AllergyIntolerance', id: 'nuts', patient: { reference: 'Patient/anna' } };
  await write(journal, resourceOf({ ...allergy, code: { text: 'nuts' } }));
  watch.wake();
  await eventually('told', () => told.length > 0);
  t.strictSame(told, [true]);
});

t.test('[L54] so does a question of a person, until it is answered', async (t) => {
  const { told, ask } = setUp(t);
  ask(1);
  await eventually('waits', () => told.length === 1);
  ask(0);
  await eventually('answered', () => told.length === 2);
  t.strictSame(told, [true, false]);
});

t.test('[L54] what the hub sends in urgent lanes has more behind it', async (t) => {
  const { watch, told } = setUp(t);
  watch.noteComing(2);
  await new Promise((resolve) => setTimeout(resolve, 300));
  t.strictSame(told, []);
  watch.noteComing(1);
  await eventually('comes', () => told.length === 1);
  t.strictSame(told, [true]);
});
