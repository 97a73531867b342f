import { join } from 'node:path';
import t from 'tap';
import { encodeControl } from '../../protocol/control/control.js';
import type { Fetch } from '../../protocol/control/fetch.js';
import { parseResourceId } from '../../protocol/ids.js';
import { limits } from '../../protocol/limits.js';
import { formatClientId } from '../../protocol/topics.js';
import { readIdentity } from '../../provisioning/node-folder.js';
import { readAudit } from '../support/programs-audit.js';
import { enrolSite, type Network, startNetwork } from '../support/programs-network.js';
import { openSiteJournal, RawClient, RawSite } from '../support/programs-raw-site.js';
import { eventually, writePatient } from '../support/programs-records.js';

const patientId = '019a0000-0000-7000-8000-0000000000f8';

/** A box of this fleet that asks what it wants: nothing at its end bounds it. */
async function openBox(t: Parameters<typeof startNetwork>[0], network: Network, name: string) {
  const { code, dir } = await enrolSite(t, network, join(network.folder, name), name);
  const journal = await openSiteJournal(dir, code);
  t.teardown(() => journal.close());
  const clientId = formatClientId(code, 'fibre' as never);
  const raw = new RawClient({ port: network.hub.mqttPort, clientId, identity: readIdentity(dir) });
  t.teardown(() => raw.end());
  const site = new RawSite(code, journal, raw);
  await site.open();
  let asked = 0;
  /** Asks for the patient; what the hub answered: the code of a refusal, or the kind of the answer. */
  const ask = async (questions: readonly Partial<Fetch>[]): Promise<readonly string[]> => {
    const first = asked;
    asked += questions.length;
    for (const [index, question] of questions.entries()) {
      const { requestId, author, role } = { requestId: `q${first + index}`, author: 'Practitioner/a', role: 'nurse' };
      const patient = parseResourceId(patientId);
      const fetch = { requestId, author, role, purpose: 'treatment', ask: { kind: 'patient' as const, patient } };
      site.send('ctl', encodeControl({ kind: 'fetch', ...fetch, ...question }));
    }
    const answersOf = () => {
      const found = new Map<string, string>();
      for (const message of site.controls) {
        if (message.kind !== 'fetched') continue;
        const { requestId, answer } = message;
        found.set(requestId, answer.kind === 'refused' ? answer.code : answer.kind);
      }
      return questions.map((_, index) => found.get(`q${first + index}`) ?? 'none');
    };
    return eventually('all are answered', () => {
      const answers = answersOf();
      return !answers.includes('none') && answers;
    });
  };
  return { code, ask };
}

t.test('[F11][F8] the hub bounds what a box asks by itself, whatever the box says of who asks', async (t) => {
  const network = await startNetwork(t, []);
  await writePatient(network.hub.journal, 'Ngono', patientId);
  const [near, far] = [await openBox(t, network, 'near'), await openBox(t, network, 'far')];

  const { remoteAsksPerAuthorMax, remoteAsksPerSiteMax } = limits;
  const one = await near.ask(Array.from({ length: remoteAsksPerAuthorMax + 2 }, () => ({})));
  t.equal(one.filter((answer) => answer === 'copy').length, remoteAsksPerAuthorMax, 'so many of one person');
  t.strictSame(one.slice(remoteAsksPerAuthorMax), ['too-many-attempts', 'too-many-attempts']);

  const made = Array.from({ length: remoteAsksPerSiteMax }, (_, index) => ({ author: `Practitioner/made-${index}` }));
  const many = await near.ask(made);
  t.equal([...one, ...many].filter((answer) => answer === 'copy').length, remoteAsksPerSiteMax - 2, 'so many of all');
  t.ok(many.slice(-one.length).every((answer) => answer === 'too-many-attempts'));
  t.strictSame(await far.ask([{}]), ['copy'], 'another hospital asks on');

  const trail = (await readAudit(network.hubDir)).filter(({ action }) => action === 'remote-patient treatment');
  t.equal(trail.length, one.length + many.length + 1, 'each is in the audit of the hub, refused ones too');
  t.equal(trail.filter(({ outcome }) => outcome === 'refused').length, one.length + 2);
  t.ok(trail.every(({ author }) => author.startsWith(near.code) || author.startsWith(far.code)));
});

t.test('[F8] a box that names no purpose, or a role that may not, is refused by the hub too', async (t) => {
  const network = await startNetwork(t, []);
  await writePatient(network.hub.journal, 'Ngono', patientId);
  const { ask } = await openBox(t, network, 'near');
  const wrong = [{ purpose: 'curiosity' }, { purpose: '' }, { role: 'admin' }, { role: 'ops' }, { role: 'wizard' }];
  t.strictSame(await ask(wrong), ['parameter-malformed', 'parameter-malformed', 'forbidden', 'forbidden', 'forbidden']);
  const trail = (await readAudit(network.hubDir)).filter(({ action }) => action.startsWith('remote-'));
  t.equal(trail.filter(({ outcome }) => outcome === 'refused').length, wrong.length);
});
