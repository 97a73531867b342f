import t from 'tap';
import { recordEvent, viewOf } from '../../../edge-agent/http/site-routes.js';
import type { Person } from '../../../fhir-api/actor.js';
import { parseResourceId, parseResourceType, parseSiteCode } from '../../../protocol/ids.js';
import type { Role } from '../../../record/role.js';
import { openSite, patient, resourceOf, write } from '../../support/journal-fixtures.js';
import { labelled } from '../../support/label.js';

const person = (role: Role): Person => ({
  ...{ role, name: role, displayName: role, author: `Practitioner/${role}`, expiresMilliseconds: 1 },
});

t.test('[R22] a live event names what is confidential to those only who may see it', async (t) => {
  const journal = openSite(t, parseSiteCode('7KD'));
  const subject = { reference: 'Patient/p' };
  const open = resourceOf({ resourceType: 'Condition', id: 'c', subject });
  const hidden = resourceOf({ resourceType: 'MedicationRequest', id: 'm', subject, ...labelled() });
  await write(journal, patient('p', labelled()), open, hidden);
  const touched = [
    ...[patient('p'), open, hidden].map(({ type, id }) => ({ type, id, patient: parseResourceId('p') })),
    { type: parseResourceType('Condition'), id: parseResourceId('never') },
  ];
  const event = await recordEvent(journal.records, { source: 'local', touched });
  const seenBy = (role: Role) => {
    const data = viewOf(event, person(role))?.data as { touched: readonly { id: string }[] } | undefined;
    return data?.touched.map(({ id }) => id);
  };
  t.strictSame(seenBy('nurse'), ['p', 'c', 'never']);
  t.strictSame(seenBy('doctor'), ['p', 'c', 'm', 'never']);
  t.strictSame(seenBy('reception'), ['p']);
  t.equal(seenBy('admin'), undefined);
  t.notMatch(JSON.stringify(viewOf(event, person('nurse'))), /isConfidential|"m"/, 'nor that there was something');
});
