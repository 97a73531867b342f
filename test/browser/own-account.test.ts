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
const chosen = 'soleil mangue pirogue';
const said = {
  fr: {
    ...{ account: 'Mon compte', code: 'Votre code', recovery: 'Vos codes de secours', left: /10 codes de secours/ },
    ...{ phone: 'Changer de téléphone', codes: 'Nouveaux codes de secours', password: 'Changer le mot de passe' },
    ...{ wrong: /n’est pas correct/, guessed: /trop vite deviné/, changed: /est changé/, placed: /est en place/ },
    ...{ everywhere: 'Se déconnecter partout', current: /Celle-ci/, others: 'Terminer toutes les autres' },
    end: 'Terminer (',
  },
  en: {
    ...{ account: 'My account', code: 'Your code', recovery: 'Your recovery codes', left: /10 unused recovery codes/ },
    ...{ phone: 'Change the telephone', codes: 'New recovery codes', password: 'Change the password' },
    ...{ wrong: /is not right/, guessed: /guessed too soon/, changed: /is changed/, placed: /is in place/ },
    ...{ everywhere: 'Sign out everywhere', current: /This one/, others: 'End all others' },
    end: 'End it (',
  },
} as const;
type Words = (typeof said)['fr' | 'en'];

const chromium = requirePackage(t, 'chromium');
if (chromium !== undefined) {
  await buildPages();
  const network = await startNetwork(t, ['Garoua']);
  await likeInAHospital(network, { site: bothDoctors(password), hub: [operator(password)] });
  const browser = await openBrowser(t, chromium);
  testSite(network, browser);
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

async function openAccount(page: Page, words: Words): Promise<void> {
  const menu = page.locator('.phone-only button');
  if (await menu.isVisible()) await menu.click();
  await page.click('a[href="#/account"]');
  await heading(page, words.account);
}

/** Fills in the form that asks again who it is. */
async function prove(page: Page, given: string, code: string, next?: string): Promise<void> {
  await page.fill('#again-password', given);
  await page.fill('#again-code', code);
  if (next !== undefined) await page.fill('#again-next', next);
  await page.click('.again button[type="submit"]');
}

const press = (page: Page, name: string) => page.click(`main button:has-text("${name}")`);
const alertOf = async (page: Page) => (await page.waitForSelector('.again .banner.critical')).textContent();

/** A password of their own: what is guessed is refused, nothing typed is lost. */
async function changePassword(t: Test, page: Page, words: Words, codeOf: (ahead: number) => string): Promise<void> {
  await press(page, words.password);
  await page.waitForSelector('#again-next');
  await page.click('.again button[type="submit"]');
  await page.waitForSelector('.error-summary, [role="alert"]');
  t.strictSame(await accessibilityFindings(page), []);
  await prove(page, 'wrong-wrong', '000000', chosen);
  t.match(await alertOf(page), words.wrong);
  await prove(page, password, codeOf(1), 'motdepasse1');
  await page.waitForFunction(
    (text) => document.querySelector('.again .banner.critical')?.textContent?.match(text),
    words.guessed.source,
  );
  await prove(page, password, codeOf(1), chosen);
  t.match(await (await page.waitForSelector('.banner.done')).textContent(), words.changed);
}

/** A session elsewhere is seen, and ended by its line. */
async function endOthers(
  t: Test,
  page: Page,
  browser: Browser,
  { url, user, uri, words }: { url: string; user: string; uri: string; words: Words },
): Promise<void> {
  const signInElsewhere = async (ahead: number) => {
    const { page: other } = await visit(browser, url);
    await typePassword(other, user, chosen);
    await typeCode(other, currentCode(uri, ahead));
    await other.waitForSelector('.shell');
    return other;
  };
  const first = await signInElsewhere(2);
  await page.reload();
  await page.waitForFunction(() => document.querySelectorAll('.own-sessions li').length === 2);
  t.match(await page.textContent('.own-sessions'), words.current);
  t.match(await page.textContent('.own-sessions'), /Chrome, .*127\.0\.0\.1/s);
  t.strictSame(await accessibilityFindings(page), []);
  await page.focus(`.own-sessions button:has-text("${words.end}")`);
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelectorAll('.own-sessions li').length === 1);
  const isIn = (other: Page) => other.evaluate(async () => (await fetch('/api/session')).status);
  t.equal(await isIn(first), 401);
  t.equal(await page.$(`button:has-text("${words.others}")`), null, 'there is none but this one');
  t.equal(await isIn(page), 200);
  await first.context().close();
}

function testSite(network: Network, browser: Browser): void {
  const [site] = network.sites;
  for (const [language, phone] of [
    ['fr', false],
    ['en', true],
  ] as const) {
    t.test(`[N8][N9][N10] a person changes what lets them in (${language})`, async (t) => {
      const user = `dr-${language}`;
      const url = `http://127.0.0.1:${site?.edge.httpPort}/`;
      const words = said[language];
      const { page, complaints } = await visit(browser, url, { language, phone });
      const uri = await enter(page, user);
      await page.waitForSelector('.shell');
      await openAccount(page, words);
      await page.waitForSelector('.own-sessions');
      t.match(await page.textContent('main'), words.left);
      t.strictSame(await accessibilityFindings(page), []);
      t.notOk(
        await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth),
        'nothing is cut off at the side',
      );
      await changePassword(t, page, words, (ahead) => currentCode(uri, ahead));
      await endOthers(t, page, browser, { url, user, uri, words });
      await press(page, words.everywhere);
      await page.waitForSelector('#user');
      t.strictSame(
        complaints.filter((line) => !/401|422/.test(line)),
        [],
      );
      await typePassword(page, user, chosen);
      await heading(page, words.code);
      await page.context().close();
    });
  }
}

function testHub(network: Network, browser: Browser): void {
  t.test('[N8] at the hub, too: other recovery codes, another telephone', async (t) => {
    const { page } = await visit(browser, `http://127.0.0.1:${network.hub.httpPort}/`, {});
    const words = said.fr;
    const uri = await enter(page, 'ops');
    await page.waitForSelector('.ops');
    await openAccount(page, words);
    await press(page, words.codes);
    await prove(page, password, currentCode(uri, 1));
    await heading(page, words.recovery);
    const codes = await page.$$eval('.recovery-codes code', (all) => all.map((one) => one.textContent ?? ''));
    await page.click('button.main');
    await press(page, words.phone);
    await prove(page, password, codes[0] ?? '');
    await page.waitForSelector('.offer-key');
    const other = await uriOnPage(page);
    t.not(other, uri);
    await typeCode(page, currentCode(other));
    await heading(page, words.recovery);
    t.strictSame(await accessibilityFindings(page), []);
    await page.click('button.main');
    t.match(await (await page.waitForSelector('.banner.done')).textContent(), words.placed);
    await page.context().close();
  });
}
