import t, { type Test } from 'tap';
import { openJournal } from '../../../journal/open.js';
import { hubCode } from '../../../protocol/ids.js';
import { journalFile, testKey } from '../../support/journal-fixtures.js';
import { alertOf, alertStoreContract } from './alert-store.contract.js';

function open(t: Test) {
  const options = { file: journalFile(t), key: testKey, role: 'hub', site: hubCode, epoch: 1 } as const;
  let journal = openJournal(options);
  t.teardown(() => journal.close());
  const reopen = () => {
    journal.close();
    journal = openJournal(options);
    return journal.alerts;
  };
  return { alerts: journal.alerts, reopen };
}

alertStoreContract(t, open);

t.test('what a newer program kept, and this one has no words for, is left out', async (t) => {
  const { alerts } = open(t);
  await alerts.keep([alertOf('new', { kind: 'of-tomorrow' as never }), alertOf('known')], '');
  t.same(
    (await alerts.open()).map(({ id }) => id),
    ['known'],
  );
  t.equal(await alerts.find('new'), undefined);
});
