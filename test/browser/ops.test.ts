import type { Browser, Page } from 'playwright-core';
import t from 'tap';
import { callControl } from '../../provisioning/control/client.js';
import { buildPages } from '../support/browser-pages.js';
import { accessibilityFindings, openBrowser, signIn, visit } from '../support/browser-session.js';
import { startDemoNetwork } from '../support/ops-demo-hub.js';
import type { Network } from '../support/programs-network.js';
import { eventually, readRecord, writeObservation, writePatient, writeReferral } from '../support/programs-records.js';
import { requirePackage } from '../support/system-package.js';

const password = 'ndole-ndole-1234';
const waitMilliseconds = 40_000;

const chromium = requirePackage(t, 'chromium');
if (chromium !== undefined) {
  await buildPages();
  const network = await startDemoNetwork(t, ['Douala', 'Garoua', 'Maroua']);
  for (const role of ['ops', 'authority']) {
    await callControl(network.hubDir, 'user-add', { name: role, displayName: `Compte ${role}`, role, password });
  }
  const browser = await openBrowser(t, chromium);
  testList(network, browser);
  testCut(network, browser);
  testSilence(network, browser);
}

function testList(network: Network, browser: Browser): void {
  for (const language of ['fr', 'en'] as const) {
    t.test(`[R2][R3] the sites and how they are, no patient; axe finds nothing, in ${language}`, async (t) => {
      await writePatient(first(network).edge.journal, 'Mbargasecret');
      const { page, complaints } = await open(network, browser, { language });
      await signIn(page, 'ops', password);
      await page.waitForSelector('.sites tbody tr');
      // One that is in trouble stands first, and on a slow machine one may be for a moment.
      t.strictSame([...(await siteNames(page))].sort(), ['Douala', 'Garoua', 'Maroua']);
      const text = (await page.textContent('main')) ?? '';
      t.match(text, language === 'fr' ? /Connecté/ : /Connected/);
      t.match(text, /fibre active/);
      t.notMatch(await page.content(), /Mbargasecret/i);
      t.strictSame(await accessibilityFindings(page), []);

      await page.keyboard.press('Tab');
      await page.focus('.sites a >> text=Garoua');
      await page.keyboard.press('Enter');
      await page.waitForSelector('.panel h2:focus');
      t.equal(await page.textContent('.panel h2'), 'Garoua');
      t.strictSame(await accessibilityFindings(page), [], 'details');
      await page.keyboard.press('Escape');
      await page.waitForSelector('.panel', { state: 'detached' });
      t.equal(await page.evaluate(() => document.activeElement?.textContent), 'Garoua', 'the focus comes back');
      t.strictSame(complaints, []);
      await page.context().close();
    });
  }

  t.test('[R2] an account of another role is told that the page is not for it', async (t) => {
    const { page } = await open(network, browser);
    await signIn(page, 'authority', password);
    await page.waitForSelector('[role=alert] >> text=réservée');
    t.equal(await page.locator('.sites, .totals').count(), 0);
    t.strictSame(await accessibilityFindings(page), []);
    await page.context().close();
  });
}

function testCut(network: Network, browser: Browser): void {
  t.test('[S10] a site that is cut off comes on top with what waits for it, and heals, by itself', async (t) => {
    const [douala, , maroua] = network.sites;
    if (!douala || !maroua) throw new Error('sites');
    const patient = await writePatient(maroua.edge.journal, 'Ngono');
    await writeReferral(maroua.edge.journal, patient, douala.code);
    await eventually('shared', () => readRecord(douala.edge.journal, 'Patient', patient));
    await writeObservation(douala.edge.journal, patient, 'de Douala');
    const wide = await open(network, browser);
    const phone = await open(network, browser, { language: 'en', phone: true });
    for (const { page } of [wide, phone]) await signIn(page, 'ops', password);

    await wide.page.click('.sites a >> text=Maroua');
    await wide.page.click('text=Couper toutes les liaisons');
    await wide.page.waitForSelector('.cut >> text=Rétablir toutes les liaisons');
    t.ok([...maroua.relays.values()].every((relay) => relay.cut !== undefined));
    const row = wide.page.locator('.sites tbody tr', { hasText: 'Maroua' });
    await row.locator('text=Sans liaison').waitFor({ timeout: waitMilliseconds });
    const card = phone.page.locator('.site-card', { hasText: 'Maroua' });
    await card.locator('text=No link').waitFor({ timeout: waitMilliseconds });
    for (const value of ['un', 'deux']) await writeObservation(douala.edge.journal, patient, value);
    const last = await writeObservation(douala.edge.journal, patient, 'trois');
    await row.locator('td:nth-child(5) >> text=3').waitFor();
    t.strictSame((await siteNames(wide.page))[0], 'Maroua');
    t.match(await wide.page.title(), /1 site en difficulté/);
    t.match(await row.textContent(), /inconnu/, 'what the site has written since is not made up');
    t.match(await row.textContent(), /fibre coupée/);
    t.strictSame(await accessibilityFindings(wide.page), []);
    t.strictSame(await accessibilityFindings(phone.page), [], 'on a phone');

    await wide.page.click('text=Rétablir toutes les liaisons');
    await row.locator('text=Connecté').waitFor({ timeout: waitMilliseconds });
    await row.locator('td:nth-child(5) >> text=/^0$/').waitFor();
    t.ok(await readRecord(maroua.edge.journal, 'Observation', last), 'zero waits because it arrived');
    await card.locator('text=Connected').waitFor({ timeout: waitMilliseconds });
    t.strictSame([...wide.complaints, ...phone.complaints], []);
    for (const { page } of [wide, phone]) await page.context().close();
  });
}

function testSilence(network: Network, browser: Browser): void {
  t.test('the hub stops: the last answer stays with its time, and the page resumes when the hub is back', async (t) => {
    const { page } = await open(network, browser);
    await signIn(page, 'ops', password);
    await page.waitForSelector('.sites tbody tr');
    await network.hub.stop();
    await page.waitForSelector('.banner >> text=Le central ne répond pas', { timeout: waitMilliseconds });
    t.equal((await siteNames(page)).length, 3);
    t.strictSame(await accessibilityFindings(page), []);
    await network.restartHub();
    await page.waitForSelector('.banner', { state: 'detached', timeout: waitMilliseconds });
    t.pass('resumed');
    await page.context().close();
  });
}

function open(network: Network, browser: Browser, options: Parameters<typeof visit>[2] = {}) {
  return visit(browser, `http://127.0.0.1:${network.hub.httpPort}/`, options);
}

function first({ sites: [site] }: Network): Network['sites'][number] {
  if (site === undefined) throw new Error('no site');
  return site;
}

function siteNames(page: Page): Promise<readonly string[]> {
  return page.locator('.sites tbody th a').allTextContents();
}
