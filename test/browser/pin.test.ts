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
const pin = '4802';
const said = {
  fr: {
    ...{ account: 'Mon compte', choose: 'Choisir un code PIN', refused: /trop vite deviné/, done: /est en place/ },
    ...{
      lock: 'Verrouiller',
      wrong: /n’est pas correct/,
      spent: /Trois codes PIN/,
      byPassword: 'Utiliser le mot de passe',
    },
    remove: 'Supprimer',
  },
  en: {
    ...{ account: 'My account', choose: 'Choose a PIN', refused: /guessed too soon/, done: /is in place/ },
    ...{ lock: 'Lock', wrong: /is not right/, spent: /Three PINs/, byPassword: 'Use the password' },
    remove: 'Remove',
  },
} as const;
type Words = (typeof said)['fr' | 'en'];

const chromium = requirePackage(t, 'chromium');
if (chromium !== undefined) {
  await buildPages();
  const network = await startNetwork(t, ['Garoua']);
  await likeInAHospital(network, { site: bothDoctors(password), hub: [operator(password)] });
  const browser = await openBrowser(t, chromium);
  for (const language of ['fr', 'en'] as const) testSite(network, browser, language);
  testHub(network, browser);
}

/** A person who signs in for the first time, and is in. @returns what their telephone knows */
async function enter(page: Page, user: string): Promise<string> {
  await typePassword(page, user, password);
  await page.waitForSelector('.offer-key');
  const uri = await uriOnPage(page);
  await typeCode(page, currentCode(uri));
  await page.waitForSelector('.recovery-codes');
  await page.click('button.main');
  return uri;
}

async function openMenu(page: Page): Promise<void> {
  const menu = page.locator('.phone-only button');
  if (await menu.isVisible()) await menu.click();
}

async function choosePin(t: Test, page: Page, words: Words, code: string): Promise<void> {
  await openMenu(page);
  await page.click('a[href="#/account"]');
  await heading(page, words.account);
  await page.click(`main button:has-text("${words.choose}")`);
  await page.fill('#again-password', password);
  await page.fill('#again-code', code);
  await page.fill('#again-next', '1234');
  t.equal(await page.getAttribute('#again-next', 'inputmode'), 'numeric');
  t.strictSame(await accessibilityFindings(page), []);
  await page.keyboard.press('Enter');
  t.match(await (await page.waitForSelector('.again .banner.critical')).textContent(), words.refused);
  await page.fill('#again-next', pin);
  await page.keyboard.press('Enter');
  t.match(await (await page.waitForSelector('.banner.done')).textContent(), words.done);
}

async function lock(page: Page, words: Words): Promise<void> {
  await openMenu(page);
  await page.click(`.who button[aria-label="${words.lock}"], .controls button[aria-label="${words.lock}"]`);
  await page.waitForSelector('#unlock-secret');
}

/** As somebody does who stands before the screen: no pointer. */
async function typePin(page: Page, typed: string): Promise<void> {
  await page.waitForFunction(() => document.activeElement?.id === 'unlock-secret');
  await page.keyboard.type(typed);
  await page.keyboard.press('Enter');
}

function testSite(network: Network, browser: Browser, language: 'fr' | 'en'): void {
  const [site] = network.sites;
  t.test(
    `[N14][N15] a person comes back by PIN, and after three wrong ones by all they have (${language})`,
    async (t) => {
      const user = `dr-${language}`;
      const url = `http://127.0.0.1:${site?.edge.httpPort}/`;
      const words = said[language];
      const { page, complaints } = await visit(browser, url, { language, phone: language === 'en' });
      const uri = await enter(page, user);
      await page.waitForSelector('.shell');
      await choosePin(t, page, words, currentCode(uri, 1));
      await lock(page, words);
      t.strictSame(await accessibilityFindings(page), []);
      await typePin(page, pin);
      await heading(page, words.account);

      await lock(page, words);
      await page.click(`text=${words.byPassword}`);
      await typePin(page, password);
      await heading(page, words.account);

      await lock(page, words);
      for (const count of [1, 2]) {
        await typePin(page, '9173');
        t.match(await (await page.waitForSelector('.banner.critical')).textContent(), words.wrong, `${count}`);
        await page.waitForFunction(() => (document.activeElement as HTMLInputElement | null)?.value === '');
      }
      await typePin(page, '9173');
      t.match(await (await page.waitForSelector('.banner.information')).textContent(), words.spent);
      t.strictSame(await accessibilityFindings(page), []);
      await page.fill('#unlock-secret', password);
      await page.fill('#unlock-code', currentCode(uri, 2));
      await page.keyboard.press('Enter');
      await heading(page, words.account);
      await page.click(`main button:has-text("${words.remove}")`);
      await page.waitForSelector(`main button:has-text("${words.choose}")`);
      await lock(page, words);
      t.equal(await page.getAttribute('#unlock-secret', 'autocomplete'), 'current-password', 'the password is asked');
      t.strictSame(
        complaints.filter((line) => !/401|422|423/.test(line)),
        [],
      );
      await page.context().close();
    },
  );
}

function testHub(network: Network, browser: Browser): void {
  t.test('[N11][N14] the console of the hub is locked and opened the same way', async (t) => {
    const { page } = await visit(browser, `http://127.0.0.1:${network.hub.httpPort}/`, { language: 'en' });
    const uri = await enter(page, 'ops');
    await page.waitForSelector('.ops');
    await choosePin(t, page, said.en, currentCode(uri, 1));
    await lock(page, said.en);
    t.notMatch(await page.textContent('body'), /Garoua/);
    t.strictSame(await accessibilityFindings(page), []);
    await typePin(page, pin);
    await page.waitForSelector('.ops');
    await page.context().close();
  });
}
