import type { Browser, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import {
  bothDoctors,
  heading,
  likeInAHospital,
  operator,
  typeCode,
  typePassword,
  uriOnPage,
} from '../support/browser-factor.js';
import { buildPages } from '../support/browser-pages.js';
import { accessibilityFindings, openBrowser, visit } from '../support/browser-session.js';
import { type Network, startNetwork } from '../support/programs-network.js';
import { requirePackage } from '../support/system-package.js';
import { currentCode } from '../support/totp-device.js';

const password = 'ndole-ndole-1234';
const said = {
  fr: {
    offer: 'Protégez votre compte',
    recovery: 'Vos codes de secours',
    code: 'Votre code',
    wrong: /n’est pas correct/,
  },
  en: { offer: 'Protect your account', recovery: 'Your recovery codes', code: 'Your code', wrong: /is not right/ },
} as const;

const chromium = requirePackage(t, 'chromium');
if (chromium !== undefined) {
  await buildPages();
  const network = await startNetwork(t, ['Garoua']);
  await likeInAHospital(network, { site: bothDoctors(password), hub: [operator(password)] });
  const browser = await openBrowser(t, chromium);
  testSite(network, browser);
  testHub(network, browser);
}

/** The first sign-in of somebody; ends at the recovery codes. @returns the device, and the codes */
async function setUp(t: Test, page: Page, user: string, words: (typeof said)['fr' | 'en']) {
  await typePassword(page, user, password);
  await heading(page, words.offer);
  t.equal(await page.evaluate(() => document.activeElement?.tagName), 'H1', 'the new step is read first');
  t.ok((await page.getAttribute('.qr path', 'd'))?.startsWith('M0 0h1'), 'a picture to scan');
  t.strictSame(await accessibilityFindings(page), []);
  const uri = await uriOnPage(page);
  await typeCode(page, '000000');
  await page.waitForSelector('.banner[role="alert"], .banner.critical');
  t.match(await page.textContent('.sign-in'), words.wrong);
  await typeCode(page, currentCode(uri));
  await heading(page, words.recovery);
  t.strictSame(await accessibilityFindings(page), []);
  const codes = await page.$$eval('.recovery-codes code', (all) => all.map((one) => one.textContent ?? ''));
  t.equal(new Set(codes).size, 10);
  return { uri, codes };
}

function testSite(network: Network, browser: Browser): void {
  const [site] = network.sites;
  for (const [language, phone] of [
    ['fr', false],
    ['en', true],
  ] as const) {
    t.test(`[N1][N4] the first sign-in sets a second factor up, the next ones want it (${language})`, async (t) => {
      const user = `dr-${language}`;
      const url = `http://127.0.0.1:${site?.edge.httpPort}/`;
      const words = said[language];
      const first = await visit(browser, url, { language, phone });
      const { uri, codes } = await setUp(t, first.page, user, words);
      await first.page.reload();
      await first.page.waitForSelector('.shell');
      t.equal(await first.page.$('.recovery-codes'), null, 'they are shown once');

      const second = await visit(browser, url, { language, phone });
      await typePassword(second.page, user, password);
      await heading(second.page, words.code);
      t.strictSame(await accessibilityFindings(second.page), []);
      await typeCode(second.page, currentCode(uri, 1));
      await second.page.waitForSelector('.shell');

      const third = await visit(browser, url, { language, phone });
      await typePassword(third.page, user, password);
      await typeCode(third.page, codes[3]?.toLowerCase() ?? '');
      await third.page.waitForSelector('.shell');
      for (const { page, complaints } of [first, second, third]) {
        t.strictSame(complaints, []);
        await page.context().close();
      }
    });
  }
}

function testHub(network: Network, browser: Browser): void {
  t.test('[N1] the ops page wants it, too, and goes on from the recovery codes', async (t) => {
    const { page, complaints } = await visit(browser, `http://127.0.0.1:${network.hub.httpPort}/`, {});
    await setUp(t, page, 'ops', said.fr);
    await page.click('button.main');
    await page.waitForSelector('.ops');
    t.strictSame(complaints, []);
    await page.context().close();
  });
}
