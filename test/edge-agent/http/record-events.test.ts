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

t.test('[R22][R25] a live event names what is hidden to those only who may see it', async (t) => {
  const journal = openSite(t, parseSiteCode('7KD'));
  const subject = { reference: 'Patient/p' };
  const open = resourceOf({ resourceType: 'Condition', id: 'c', subject });
  const hidden = resourceOf({ resourceType: 'MedicationRequest', id: 'm', subject, ...labelled() });
  await write(journal, patient('p', labelled()), open, hidden);
  const touched = [
    ...[patient('p'), open, hidden].map(({ type, id }) => ({ type, id, patient: parseResourceId('p') })),
    { type: parseResourceType('Condition'), id: parseResourceId('never') },
  ];
  const event = await recordEvent({ ...journal, now: Date.now }, { source: 'local', touched });
  const seenBy = (role: Role) => {
    const data = viewOf(event, person(role))?.data as { touched: readonly { id: string }[] } | undefined;
    return data?.touched.map(({ id }) => id);
  };
  t.strictSame(seenBy('nurse'), ['p', 'c']);
  t.strictSame(seenBy('doctor'), ['p', 'c', 'm']);
  t.strictSame(seenBy('reception'), ['p']);
  t.equal(seenBy('admin'), undefined);
  await journal.records.commitBundle({
    author: 'carnet:import',
    entries: [patient('q'), resourceOf({ ...open.value, id: 'd', subject: { reference: 'Patient/q' } } as never)].map(
      (resource) => ({ verb: 'update', resource }),
    ),
  });
  const outside = [{ type: open.type, id: parseResourceId('d'), patient: parseResourceId('q') }];
  const unheard = await recordEvent({ ...journal, now: Date.now }, { source: 'remote', touched: outside });
  t.equal(viewOf(unheard, person('doctor')), undefined, 'nor of whom nobody here cares for');
  t.notMatch(JSON.stringify(viewOf(event, person('nurse'))), /isConfidential|"m"/, 'nor that there was something');
});
