import t from 'tap';
import { renderAlert, renderDigest, renderTest } from '../../../../central-hub/alerts/sending/message.js';
import { alertKinds, alertNewsKinds } from '../../../../journal/alerts/alert.js';
import { siteCode, worldStart } from '../../../support/alert-world.js';
import { keptAlert } from '../../../support/kept-alert.js';

const sites = Array.from({ length: 70 }, (_, index) => siteCode(index));
const siteNames = new Map(sites.map((code, index) => [code, index === 0 ? 'Hôpital de Garoua' : `Centre ${index}`]));
const fr = { language: 'fr', siteNames, hubName: 'Région du Nord' } as const;
const en = { ...fr, language: 'en' } as const;

t.test('a message says what happened, what is safe and what to do next, in both languages', async (t) => {
  const note = { at: worldStart, by: 'awa', text: 'Opérateur prévenu' };
  const alert = keptAlert({ detail: { oldestUnsyncedAt: worldStart }, notes: [note] });
  const french = renderAlert({ id: 'm1', news: 'opened', alert }, fr);
  t.equal(french.subject, `[Carnet] Attention · Liaison coupée · Hôpital de Garoua (${sites[0]})`);
  for (const said of [
    ...[/^Une liaison de ce site ne transporte plus rien\.$/m, /^Où : Hôpital de Garoua \(100\)$/m],
    ...[/^Région : Nord$/m, /^Liaison : fibre$/m, /^Cause : sans réponse$/m, /^Depuis : .*2026/m],
    ...[/^Le plus ancien en attente : .*2026/m, /^Ce qui est en sécurité : Les données/m, /^Que faire : Signalez/m],
    ...[/^Notes : 1$/m, /^-- \nRégion du Nord · Envoyé par le central/m],
  ]) {
    t.match(french.text, said);
  }
  const audit = keptAlert({ kind: 'audit-altered', cause: 'audit-cut', detail: { from: 11, to: 20, known: 30 } });
  t.match(
    renderAlert({ id: 'm2', news: 'opened', alert: audit }, fr).text,
    /^Lignes d’audit : 11–20$/m,
    '[R9] and where',
  );
  const english = renderAlert({ id: 'm1', news: 'worse', alert: { ...alert, severity: 'critical' } }, en);
  t.equal(english.subject, `[Carnet] CRITICAL · Worse: Link down · Hôpital de Garoua (${sites[0]})`);
  t.match(english.text, /^Cause: no answer$/m);
  t.match(english.data, { news: 'worse', hub: 'Région du Nord', alert: { id: 'link-1', endedAt: null } });
  t.same((english.data['alert'] as { sites: unknown }).sites, [{ code: sites[0], name: 'Hôpital de Garoua' }]);
  t.notMatch(JSON.stringify(english.data), /"told"/);
  t.notMatch(
    `${french.text}${JSON.stringify(french.data)}`,
    /prévenu/,
    '[R42] what a person typed stays in the console',
  );
  const over = renderAlert({ id: 'm2', news: 'ended', alert: { ...alert, endedAt: worldStart + 60_000 } }, fr);
  t.equal(over.subject, `[Carnet] Terminé : Liaison coupée · Hôpital de Garoua (${sites[0]})`);
  t.match(over.text, /^Terminé depuis : /m);
  t.notMatch(over.text, /Que faire/);
});

t.test('an outage of many names its region and its sites, and stays readable', async (t) => {
  const outage = keptAlert({ kind: 'shared-outage', severity: 'critical', sites, link: null, cause: 'unheard-of' });
  const message = renderAlert({ id: 'm', news: 'opened', alert: outage }, fr);
  t.equal(message.subject, '[Carnet] CRITIQUE · Panne de plusieurs sites · Nord, 70 sites');
  t.match(message.text, /Centre 59 \(1?\d\d\), et 10 autres$/m);
  t.notMatch(message.text, /Centre 60 |unheard-of/);
  const over = { ...outage, endedAt: worldStart, detail: { stillDown: 2 } };
  t.match(renderAlert({ id: 'm', news: 'ended', alert: over }, fr).text, /^Encore coupés : 2 sites$/m);
  const far = renderAlert({ id: 'm', news: 'grown', alert: { ...outage, region: null } }, en);
  t.equal(far.subject, '[Carnet] CRITICAL · Larger: Outage of several sites · 70 sites');
  const two = renderAlert({ id: 'm', news: 'opened', alert: { ...outage, sites: sites.slice(0, 2) } }, en);
  t.match(two.subject, /Hôpital de Garoua \(100\), Centre 1 \(101\)$/);
  const hub = renderAlert({ id: 'm', news: 'opened', alert: { ...outage, kind: 'backup-stale', sites: [] } }, fr);
  t.match(hub.subject, /· le central$/);
  const unnamed = renderAlert({ id: 'm', news: 'opened', alert: keptAlert() }, { ...en, siteNames: new Map() });
  t.match(unnamed.subject, /· 100$/);
});

t.test('every kind, news and language has words, and a digest holds all', async (t) => {
  for (const around of [fr, en]) {
    const messages = alertKinds.map((kind, index) => {
      const news = alertNewsKinds[index % alertNewsKinds.length] ?? 'opened';
      return { id: `m${index}`, news, alert: keptAlert({ kind }) };
    });
    const digest = renderDigest(messages, around);
    t.equal(digest.id, 'm0');
    t.equal(digest.subject, `[Carnet] ${alertKinds.length} ${around === fr ? 'alertes' : 'alerts'}`);
    t.equal(digest.text.split('\n').filter((line) => line.startsWith('- ')).length, alertKinds.length);
    t.equal(digest.text.split('\n').filter((line) => line.startsWith('== ')).length, alertKinds.length);
    t.notMatch(digest.text, /undefined|null/);
    const test = renderTest('t', around);
    t.match(test.text, around === fr ? /essai/ : /test/);
    t.same(test.data, { test: true, hub: 'Région du Nord' });
  }
});
