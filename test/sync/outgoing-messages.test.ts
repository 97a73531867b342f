import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { type Alert, type AlertKind, alertKinds } from '../../journal/alerts/alert.js';
import { callControl } from '../../provisioning/control/client.js';
import { type OutgoingKind, outgoingKinds, outgoingMessages } from '../../record/privacy/outgoing.js';
import { startMailServer } from '../support/mail-server.js';
import { plantedWords, wordsIn, writePlanted } from '../support/planted-patient.js';
import { type Network, type NetworkSite, runEdge, startNetwork, testLinks } from '../support/programs-network.js';
import { ask, machineTokenOf, tokenOf } from '../support/programs-people.js';
import { eventually } from '../support/programs-records.js';
import { callCarnet } from '../support/run-carnet.js';
import { subscriptionOf } from '../support/subscriptions.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { type GotPost, startWebhookServer } from '../support/webhook-server.js';

t.setTimeout(1_800_000);

/** What was sent, by its kind as it says itself on the line: all bytes, and the same decoded. */
type Sent = { readonly kind: OutgoingKind; readonly text: string };

const subscriptionNetworks = '127.0.0.0/8';
const said = plantedWords.join(', ');

async function startReceivers(t: { teardown(stop: () => unknown): unknown }) {
  const [mails, alerts, programs, operator] = await Promise.all([
    startMailServer(t),
    startWebhookServer(t),
    startWebhookServer(t),
    startWebhookServer(t),
  ]);
  const sent = (): readonly Sent[] => [
    ...mails.mails.map((mail) => ({
      kind: mail.headers['carnet-message'] as OutgoingKind,
      text: `${mail.raw}\n${JSON.stringify(mail)}`,
    })),
    ...[...alerts.posts, ...programs.posts].map((post) => ({
      kind: post.headers['carnet-message'] as OutgoingKind,
      text: `${JSON.stringify(post)}\n${post.body}`,
    })),
    ...operator.posts.map((post) => ({ kind: 'captive-question' as const, text: JSON.stringify(post) })),
  ];
  return { mails, alerts, programs, operator, sent };
}

/** An alert of each kind as a program might keep it that forgot R3: words of a record wherever there is room for words. */
async function keepTelltaleAlerts({ hub }: Network, site: NetworkSite, mark: string): Promise<void> {
  const { alerts } = hub.journal;
  const made = alertKinds.map((kind): Alert => {
    const detail = {
      name: said,
      [said]: true,
      found: said,
      code: said,
      count: 1,
      patient: 'zanzibarova',
      phone: 237_699_123_987,
    };
    return {
      ...{
        id: `${mark}-${kind}`,
        kind,
        severity: 'critical',
        cause: said,
        sites: [site.code],
        region: 'Nord',
        link: null,
      },
      ...{ startedAt: Date.now(), endedAt: null, detail },
    };
  });
  await alerts.keep(made, (await alerts.memory()) ?? '');
  for (const { id } of made) await alerts.addNote(id, { at: Date.now(), by: 'ops', text: said });
}

type Receivers = Awaited<ReturnType<typeof startReceivers>>;

/** A site whose programs and operators are ours, with a program that is told of values with the record, and one without. */
async function startSite(network: Network, { programs, operator }: Receivers): Promise<NetworkSite> {
  const [site] = network.sites;
  if (site === undefined) throw new Error('site');
  await site.edge.stop();
  const captiveCheckUrl = `http://127.0.0.1:${operator.port}/alive`;
  site.edge = await runEdge(site.dir, { subscriptionNetworks, captiveCheckUrl });
  await eventually('connected', () => site.edge.engine.links.active);
  const token = await machineTokenOf(site.dir, 'system/Subscription.cruds system/Observation.rs');
  const whole = subscriptionOf(programs, { criteria: 'Observation?status=final', reason: said });
  const { payload: _, ...channel } = whole.channel as Record<string, unknown>;
  for (const json of [whole, { ...whole, channel }]) {
    const made = await ask(site.edge.httpPort, '/fhir/Subscription', { token, method: 'POST', json });
    if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  }
  await eventually('both are greeted', () => programs.posts.length >= 2);
  return site;
}

/** Takes a site's links away until a mail says so and its operator was asked, with a note of ours on the alert. */
async function cutOff({ hub, hubDir }: Network, site: NetworkSite, { mails, operator }: Receivers): Promise<void> {
  const token = await tokenOf(hubDir, 'ops');
  for (const relay of site.relays.values()) relay.setCut('refuse');
  const isTold = () => mails.mails.some(({ headers }) => /Site injoignable/.test(headers['subject'] ?? ''));
  await eventually('a mail', isTold, 60_000);
  const { alerts } = (await ask(hub.httpPort, '/api/alerts', { token })).body as { alerts: { id: string }[] };
  const note = { token, method: 'POST', json: { text: said } };
  const { status } = await ask(hub.httpPort, `/api/alerts/${alerts[0]?.id}/note`, note);
  if (status !== 200) throw new Error(`${status}`);
  await eventually('the operator is asked', () => operator.posts.length > 0, 60_000);
  for (const relay of site.relays.values()) relay.setCut(undefined);
}

/** Has every kind of alert told in both languages, one by one by post and together by mail. */
async function tellAll(
  network: Network,
  site: NetworkSite,
  { alerts, mails }: Receivers,
  settings: { alertLanguage: string },
) {
  for (const [language, words] of [
    ['fr', 'Que faire'],
    ['en', 'What to do'],
  ] as const) {
    settings.alertLanguage = language;
    await network.restartHub();
    await keepTelltaleAlerts(network, site, language);
    const isTold = () => new Set(kindsIn(alerts.posts, language)).size === alertKinds.length;
    await eventually(`each kind in ${language}`, isTold, 90_000);
    const isMailed = () =>
      mails.mails.some((mail) => mail.headers['carnet-message'] === 'alert-digest' && mail.text.includes(words));
    await eventually(`a digest in ${language}`, isMailed, 90_000);
  }
}

t.test('[R42] no message says anything of a record, but to a program that was given the right to it', async (t) => {
  const receivers = await startReceivers(t);
  const { mails, alerts, programs, sent } = receivers;
  const secret = join(temporaryFolder(t), 'secret');
  writeFileSync(secret, 'a secret of some length', { mode: 0o600 });
  const settings = {
    ...{ alertDelaySeconds: 1, alertGraceSeconds: 0, alertSeverityMin: 'info', alertLanguage: 'fr' },
    ...{ alertMailHost: '127.0.0.1', alertMailPort: mails.port, alertMailSecurity: 'none' },
    ...{ alertMailFrom: 'hub@sante.cm', alertMailTo: 'ops@sante.cm' },
    ...{ alertWebhookUrl: `http://127.0.0.1:${alerts.port}/`, alertWebhookSecretFile: secret },
  };
  const network = await startNetwork(t, ['Garoua'], testLinks, settings);
  const site = await startSite(network, receivers);
  const { patient } = await writePlanted(site.edge.journal);
  const forbidden = [...plantedWords, patient];
  await eventually('told with and without the record', () => new Set(programs.posts.map(({ url }) => url)).size > 1);
  t.match(await callCarnet(['hub', 'alerts', 'test', '--dir', network.hubDir]), { exit: 0 });
  await cutOff(network, site, receivers);
  await tellAll(network, site, receivers, settings);

  const kinds = [...new Set(sent().map(({ kind }) => kind))].toSorted();
  t.strictSame(kinds, [...outgoingKinds].toSorted(), 'every kind of the closed list was sent, and no other');
  for (const { kind, text } of sent()) {
    const { carries } = outgoingMessages[kind];
    if (carries !== 'record') t.strictSame(wordsIn(text, forbidden), [], kind);
    if (carries === 'nothing') t.notMatch(text, /"body":"[^"]/, `${kind} has no content`);
  }
  const records = sent().filter(({ kind }) => kind === 'hook-record');
  t.ok(
    records.some(({ text }) => wordsIn(text, forbidden).length > 2),
    'the words are found where they are',
  );
  const register = await callControl(site.dir, 'privacy-register', {});
  const named = [{ host: `127.0.0.1:${programs.port}`, getsRecords: true }];
  t.match(register, { receivers: named }, '[R43] the register names who is sent records, without path or header');
});

/** Kinds of the telltale alerts that were posted. */
function kindsIn(posts: readonly GotPost[], mark: string): readonly AlertKind[] {
  return posts.flatMap(({ body }) => {
    const { alert } = JSON.parse(body) as { readonly alert?: { readonly id: string; readonly kind: AlertKind } };
    return alert?.id.startsWith(`${mark}-`) === true ? [alert.kind] : [];
  });
}
