import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { callControl } from '../../provisioning/control/client.js';
import { type NodeLink, readNode, type SiteNode, writeNode } from '../../provisioning/node-folder.js';
import { buildPages } from '../support/browser-pages.js';
import { accessibilityFindings, openBrowser, signIn, visit } from '../support/browser-session.js';
import { type EnrolledSite, enrolSite, type Network, runEdge, startNetwork } from '../support/programs-network.js';
import { requirePackage } from '../support/system-package.js';

const password = 'ndole-ndole-1234';
const waitMilliseconds = 60_000;

// Many sign-ins, each with a costly hash.
t.setTimeout(300_000);

type Change = (links: readonly NodeLink[]) => readonly NodeLink[];

interface Case {
  readonly site: string;
  readonly what: string;
  readonly change: Change;
  /** The fault and its fix, as both consoles say them. */
  readonly said: Readonly<Record<'fr' | 'en', RegExp>>;
}

const cases: readonly Case[] = [
  {
    ...{ site: 'Bertoua', what: 'a link configured twice' },
    change: (links) => [...links, ...links.slice(0, 1)],
    said: {
      fr: /La liaison fibre est configurée deux fois\. N’en gardez qu’une dans node\.json/,
      en: /Link fibre is configured twice\. Keep one of them in node\.json/,
    },
  },
  {
    ...{ site: 'Buea', what: 'a budget of 0' },
    change: (links) => changeOf('geo', { budgetBytes: 0 })(links),
    said: {
      fr: /Son budget est de 0 octet\s: seul l’urgent passera\. Inscrivez les octets du contrat/,
      en: /Its budget is 0 bytes: nothing but urgent records will ever pass\. Write the bytes of the contract/,
    },
  },
  {
    ...{ site: 'Ebolowa', what: 'a device that does not exist' },
    change: (links) => changeOf('fibre', { device: 'nope0' })(links),
    said: {
      fr: /L’interface réseau nope0, par où elle sort, n’existe pas\. Branchez l’adaptateur/,
      en: /There is no network device nope0, by which it leaves\. Plug the adapter/,
    },
  },
  {
    ...{ site: 'Kribi', what: 'a hub name that does not resolve' },
    change: (links) => changeOf('fibre', { hub: { host: 'hub.invalid', port: 8441 } })(links),
    said: {
      fr: /Le nom hub\.invalid est introuvable \(DNS\)\. Vérifiez le nom dans node\.json/,
      en: /The name hub\.invalid does not resolve\. Check the spelling in node\.json/,
    },
  },
  {
    ...{ site: 'Maroua', what: 'a port where nobody answers probes' },
    change: (links) => changeOf('fibre', { probe: { host: '127.0.0.1', port: 9 } })(links),
    said: {
      fr: /Le central répond, mais pas aux sondes\s: l’UDP vers 127\.0\.0\.1:9 ne passe pas, .*Laissez passer l’UDP/,
      en: /The hub answers over it, but not to probes: UDP to 127\.0\.0\.1:9 does not come through, .*Let UDP to 127/,
    },
  },
];

const chromium = requirePackage(t, 'chromium');
if (chromium !== undefined) {
  await buildPages();
  const network = await startNetwork(t, []);
  await callControl(network.hubDir, 'user-add', { name: 'ops', displayName: 'Ops', role: 'ops', password });
  const browser = await openBrowser(t, chromium);
  for (const one of cases) testFault(network, browser, one);
  testStart(network, browser, 'all links cut', (site) => {
    for (const relay of site.relays.values()) relay.setCut('blackhole');
  });
  testStart(network, browser, 'the hub’s name leads nowhere', ({ dir }) => {
    const lost: Change = (links) => links.map((link) => ({ ...link, hub: { host: 'hub.invalid', port: 8441 } }));
    rewrite(dir, lost);
  });
}

function testFault(network: Network, browser: Browser, { site: name, what, change, said }: Case): void {
  t.test(`[L25][L49] ${what}: said with its fix at the hospital and at the hub, in both languages`, async (t) => {
    const site = await enrolSite(t, network, join(network.folder, name), name);
    rewrite(site.dir, change);
    const { url } = await startSite(t, site);
    for (const language of ['fr', 'en'] as const) {
      const { page: desk } = await visit(browser, url, { language });
      await signIn(desk, 'doctor', password);
      await desk.click('.link-badge summary');
      await shows(desk, '.link-badge .details', said[language]);
      t.strictSame(await accessibilityFindings(desk), [], 'the badge, open');

      const { page: ops } = await visit(browser, `http://127.0.0.1:${network.hub.httpPort}/`, { language });
      await signIn(ops, 'ops', password);
      const row = ops.locator('.sites tbody tr', { hasText: name });
      const wrong = language === 'fr' ? 'Liaison mal configurée' : 'Link set up wrong';
      await row.locator(`text=${wrong}`).waitFor({ timeout: waitMilliseconds });
      await row.locator('a').click();
      await shows(ops, '.link-list', said[language]);
      t.match(await ops.textContent('.panel .banner'), language === 'fr' ? /technicien/ : /technician/);
      t.strictSame(await accessibilityFindings(ops), [], 'the site at the hub');
      for (const page of [desk, ops]) await page.context().close();
    }
  });
}

function testStart(network: Network, browser: Browser, what: string, spoil: (site: EnrolledSite) => void): void {
  t.test(
    `[L3] ${what} when the box starts: the hospital works, and its page says since when no link is up`,
    async (t) => {
      const folder = join(network.folder, what.replaceAll(/\W/g, '-'));
      const site = await enrolSite(t, network, folder, what);
      spoil(site);
      const startedAt = Date.now();
      const { url } = await startSite(t, site);
      const { page, complaints } = await visit(browser, url);
      await signIn(page, 'doctor', password);
      const headline = page.locator('.link-badge summary', { hasText: /Sans liaison depuis \d\d:\d\d/ });
      await headline.waitFor({ timeout: waitMilliseconds });
      await page.click('.rail nav a[href="#/register"]');
      await page.fill('#registration-family', 'Sansliaison');
      await page.fill('#registration-given', 'Odile');
      await page.check('#registration-sex');
      await page.check('#registration-birthKind-age');
      await page.fill('#registration-ageYears', '39');
      await page.click('text=Enregistrer le patient');
      await page.waitForSelector('.delivery >> text=Enregistré ici');
      await headline.locator('text=/en attente/').waitFor();
      t.ok(timesAround(startedAt).includes(/depuis (\d\d:\d\d)/.exec((await headline.textContent()) ?? '')?.[1] ?? ''));
      await headline.click();
      await shows(page, '.link-badge .details', /est en sécurité ici et partira dès qu’une liaison revient/);
      await shows(page, '.link-badge .details', /Fibre coupée depuis \d\d:\d\d/);
      t.strictSame(await accessibilityFindings(page), []);
      t.equal(await page.locator('[role=alert], .banner.critical').count(), 0);
      t.strictSame(complaints, []);
      await page.context().close();
    },
  );
}

/** Every minute from then to now, as the page writes it. */
function timesAround(start: number): readonly string[] {
  const minutes = Math.ceil((Date.now() - start) / 60_000) + 1;
  const format = new Intl.DateTimeFormat('fr-FR', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return Array.from({ length: minutes + 1 }, (_, index) => format.format(start + index * 60_000));
}

function changeOf(name: string, change: Partial<NodeLink>): Change {
  return (links) => links.map((link) => (link.name === name ? { ...link, ...change } : link));
}

function rewrite(dir: string, change: Change): void {
  const node = readNode(dir) as SiteNode;
  writeNode(dir, { ...node, links: change(node.links) });
}

async function startSite(t: Test, { dir }: EnrolledSite): Promise<{ readonly url: string }> {
  const edge = await runEdge(dir);
  t.teardown(() => edge.stop());
  await callControl(dir, 'user-add', { name: 'doctor', displayName: 'Dr Ngo', role: 'doctor', password });
  return { url: `http://127.0.0.1:${edge.httpPort}/` };
}

async function shows(page: Page, selector: string, text: RegExp): Promise<void> {
  await page.locator(selector, { hasText: text }).first().waitFor({ timeout: waitMilliseconds });
}
