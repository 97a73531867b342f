import type { Browser, Page } from 'playwright-core';
import t from 'tap';
import { callControl } from '../../provisioning/control/client.js';
import { buildPages } from '../support/browser-pages.js';
import { accessibilityFindings, openBrowser, signIn, visit } from '../support/browser-session.js';
import { type Network, startNetwork, testLinks } from '../support/programs-network.js';
import { requirePackage } from '../support/system-package.js';

const password = 'ndole-ndole-1234';
const waitMilliseconds = 60_000;
/** Until a minute of samples is whole and told. */
const sampledMilliseconds = 150_000;

// Samples are told once they are a minute long.
t.setTimeout(420_000);

const chromium = requirePackage(t, 'chromium');
if (chromium !== undefined) {
  await buildPages();
  const network = await startNetwork(t, ['Garoua', 'Maroua'], testLinks, {
    alertDelaySeconds: 1,
    alertGraceSeconds: 0,
  });
  await callControl(network.hubDir, 'user-add', { name: 'ops', displayName: 'Ops', role: 'ops', password });
  const browser = await openBrowser(t, chromium);
  testMap(network, browser);
  testOrders(network, browser);
  testAlerts(network, browser);
  testPast(network, browser);
}

function testMap(network: Network, browser: Browser): void {
  t.test('the regions filter the sites by mouse, by keyboard and from the list', async (t) => {
    const page = await openConsole(network, browser);
    await page.waitForSelector('.region');
    t.equal(await page.locator('.region').count(), 10);
    t.match(await page.locator('.region.well').getAttribute('aria-label'), /Nord\u00a0: 2 sites, tout va bien/);
    await page.locator('.region[aria-label^="Sud\u00a0:"]').focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('text=Région : Sud');
    await page.waitForSelector('text=Aucun site ne correspond');
    t.strictSame(await accessibilityFindings(page), []);
    await page.click('text=Les régions en liste');
    await page.locator('.region-list button', { hasText: /^Nord 2 sites/ }).click();
    await page.waitForSelector('text=Région : Nord');
    t.equal(await page.locator('.sites tbody tr').count(), 2);
    await page.click('text=Montrer toutes les régions');
    t.equal(await page.locator('.region.chosen').count(), 0);
    t.strictSame(await accessibilityFindings(page), [], 'with the list');
    await page.context().close();
  });
}

function testOrders(network: Network, browser: Browser): void {
  t.test('[L45] what is ordered is done by the site, and the console says what came of it', async (t) => {
    const page = await openConsole(network, browser, 'en');
    await page.click('.sites a >> text=Garoua');
    const done = (text: string) =>
      page.locator('.orders li', { hasText: text }).locator('text=done').first().waitFor({ timeout: waitMilliseconds });
    await page.click('.orders button >> text=Pause files');
    await done('Pause files');
    await page.click('.orders button >> text=Resume files');
    await done('Resume files');
    await page.click('.orders button >> text=Test the links');
    await done('Test of links');
    await page.locator('.orders >> text=/fibre: round trip [0-9]+\\sms, losses/').waitFor();
    await page.locator('.orders >> text=/geo: not tested, it is metered/').waitFor();
    await page.click('.orders button >> text=Ask for diagnostics');
    await done('Diagnostics');
    await page
      .locator('.orders >> text=/Running for: program .*, box .*; the program takes [0-9.]+\\s[MG]B/')
      .waitFor();
    await page.locator('.orders >> text=/Latest lines of the log: [0-9]+, of which warnings or errors: 0/').waitFor();
    await page.selectOption('#order-link', 'geo');
    await page.click('.orders button >> text=Force it');
    await done('Force link geo');
    await page.locator('.orders >> text=/Until .*, then the site chooses again/').waitFor();
    const why = page.locator(
      '.decisions >> text=/A person has chosen this link: urgent records and clinical records moved to geo/',
    );
    await why.first().waitFor({ timeout: waitMilliseconds });
    t.strictSame(await accessibilityFindings(page), []);
    await page.click('.orders button >> text=Let the site choose again');
    await done('Let the site choose again');
    await page.context().close();
  });
}

function testPast(network: Network, browser: Browser): void {
  t.test('the past of each link is drawn, told in words and in figures', async (t) => {
    const page = await openConsole(network, browser, 'fr', true);
    await page.locator('.site-card', { hasText: 'Garoua' }).locator('a').click();
    const graph = page.locator('.past-graph[aria-label^="Liaison fibre"][aria-label*="aller-retour"]');
    // The first minute may have no measure: it began before the link was probed.
    await graph.locator('canvas').waitFor({ timeout: 2 * sampledMilliseconds });
    await page.locator('.past-head button', { hasText: '1 h' }).click();
    await page.locator('text=Chiffres heure par heure').first().click();
    await page.waitForSelector('.past table tbody tr');
    t.match(await page.textContent('.past table'), /\d\sms/);
    t.ok(
      await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
      'nothing is wider than a phone',
    );
    t.strictSame(await accessibilityFindings(page), []);
    await page.context().close();
  });
}

function testAlerts(network: Network, browser: Browser): void {
  t.test('[L40] an alert comes by itself; somebody takes charge, silences it and notes', async (t) => {
    const page = await openConsole(network, browser);
    await page.waitForSelector('text=Aucune alerte ouverte');
    for (const relay of network.sites[1]?.relays.values() ?? []) relay.setCut('blackhole');
    const alert = page.locator('.alert', { hasText: 'Site injoignable' });
    await alert.waitFor({ timeout: waitMilliseconds });
    t.match(await alert.textContent(), /Maroua.*L’hôpital travaille et garde tout/);
    await alert.locator('button', { hasText: 'Silence, note' }).click();
    await alert.locator('textarea').fill('Technicien en route.');
    await alert.locator('button', { hasText: 'Ajouter la note' }).click();
    await alert.locator('text=Technicien en route. (ops').waitFor();
    t.strictSame(await accessibilityFindings(page), [], 'with the note');
    await alert.locator('button', { hasText: 'Prendre en charge' }).click();
    await page.waitForSelector('text=Aucune alerte ouverte');
    await page.click('text=/Alertes prises en charge/');
    await alert.locator('text=Prise en charge par ops').waitFor();
    await alert.locator('button', { hasText: 'Silence, note' }).click();
    await alert.locator('button', { hasText: '8 h' }).click();
    await alert.locator('text=/En silence jusqu’à/').waitFor();
    t.strictSame(await accessibilityFindings(page), [], 'taken charge of');
    await page.context().close();
  });
}

async function openConsole(
  network: Network,
  browser: Browser,
  language: 'fr' | 'en' = 'fr',
  phone = false,
): Promise<Page> {
  const { page } = await visit(browser, `http://127.0.0.1:${network.hub.httpPort}/`, { language, phone });
  await signIn(page, 'ops', password);
  await page.waitForSelector('.sites tbody tr, .site-card');
  return page;
}
