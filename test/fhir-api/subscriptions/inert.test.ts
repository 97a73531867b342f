import t from 'tap';
import { wholeExport } from '../../support/bulk-export.js';
import { onBothFaces } from '../../support/fhir-faces.js';
import { machineToken, refusalOf, send } from '../../support/fhir-server.js';
import { patient, resourceOf, settleFeeds, write } from '../../support/journal-fixtures.js';

/** As an earlier program kept it, or another node brought it. */
const subscription = resourceOf({
  ...{ resourceType: 'Subscription', id: 'old', status: 'active', reason: 'r', criteria: 'Patient' },
  channel: { type: 'rest-hook', endpoint: 'https://lab.example/', header: ['Authorization: Bearer s3cr3t'] },
});
const provenance = resourceOf({
  ...{ resourceType: 'Provenance', id: 'p', recorded: '2026-11-21T09:00:00Z' },
  target: [{ reference: 'Subscription/old' }, { reference: 'Patient/a' }],
  agent: [{ who: { display: 'x' } }],
});

onBothFaces(
  t,
  '[F112] a Subscription among the records does nothing and is shown to nobody',
  async (t, { name, server }) => {
    await write(server.journal, patient('a'), subscription, provenance);
    if (name === 'hub') await settleFeeds(server.journal);
    const machine = await machineToken(server, 'all', 'system/*.cruds');
    const ask = (url: string, headers: Readonly<Record<string, string>> = {}) =>
      send(server, machine, 'GET', url, undefined, headers);
    for (const address of ['Subscription/old', `Subscription/old/_history/1`]) {
      t.equal((await ask(address)).statusCode, 404, address);
    }
    const shown = [
      '_history',
      'Subscription',
      'Provenance?_include=Provenance:target',
      'Patient/a/$everything',
      'Patient?_has:Provenance:target:_id=p&_revinclude=*',
    ];
    for (const address of shown) {
      const { statusCode, body } = await ask(address);
      t.equal(statusCode, 200, address);
      t.notMatch(body, /s3cr3t/, address);
    }
    t.match((await ask('_history')).body, /"Provenance"/, 'the others are');
    const named = await ask('$export?_type=Subscription', { prefer: 'respond-async' });
    t.match(refusalOf(named), { status: 400, code: 'parameter-malformed' });
    const { output } = await wholeExport((...request) => send(server, machine, ...request));
    t.strictSame(output.map(({ type }) => type).sort(), ['Patient', 'Provenance']);
    t.equal(await server.journal.subscriptions.find('old'), undefined);
  },
);
