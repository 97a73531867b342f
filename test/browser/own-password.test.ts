import type { Browser, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { callControl } from '../../provisioning/control/client.js';
import { heading, likeInAHospital, typeCode, typePassword, uriOnPage } from '../support/browser-factor.js';
import { buildPages } from '../support/browser-pages.js';
import { accessibilityFindings, openBrowser, visit } from '../support/browser-session.js';
import { type Network, startNetwork } from '../support/programs-network.js';
import { requirePackage } from '../support/system-package.js';
import { currentCode } from '../support/totp-device.js';

const given = 'ndole-ndole-1234';
const own = 'trois pirogues sans rameur';

const said = {
  fr: {
    offer: 'Protégez votre compte',
    choose: 'Choisissez votre mot de passe',
    short: /Solidité\s: trop court/,
    weak: /trop facile à deviner.*mot courant/,
    named: /trop facile à deviner.*votre nom/,
    strong: /Solidité\s: très bonne/,
    refused: /serait trop vite deviné/,
    missing: /Indiquez le nouveau mot de passe/,
  },
  en: {
    offer: 'Protect your account',
    choose: 'Choose your password',
    short: /Strength: too short/,
    weak: /too easy to guess.*usual word/,
    named: /too easy to guess.*your name/,
    strong: /Strength: very good/,
    refused: /would be guessed too soon/,
    missing: /Enter the new password/,
  },
} as const;

const chromium = requirePackage(t, 'chromium');
if (chromium !== undefined) {
  await buildPages();
  const network = await startNetwork(t, ['Garoua']);
  await likeInAHospital(network);
  const browser = await openBrowser(t, chromium);
  testSite(network, browser);
  testHub(network, browser);
}

/** The first sign-in of somebody, up to where they choose. */
async function firstSignIn(page: Page, user: string, words: (typeof said)['fr' | 'en']): Promise<string> {
  await typePassword(page, user, given);
  await heading(page, words.offer);
  const uri = await uriOnPage(page);
  await typeCode(page, currentCode(uri));
  await page.waitForSelector('.recovery-codes');
  await page.click('button.main');
  await heading(page, words.choose);
  return uri;
}

const status = (page: Page) => page.textContent('.password-meter [role=status]');

async function typed(page: Page, t: Test, password: string, expected: RegExp): Promise<void> {
  await page.fill('input[autocomplete=new-password]', password);
  await page.waitForFunction(
    ([source]) =>
      new RegExp(source ?? '').test(document.querySelector('.password-meter [role=status]')?.textContent ?? ''),
    [expected.source],
  );
  t.match(await status(page), expected);
}

function testSite(network: Network, browser: Browser): void {
  const [site] = network.sites;
  for (const [language, phone] of [
    ['fr', false],
    ['en', true],
  ] as const) {
    t.test(`[N31][N32][N34] whom a password was given chooses their own, then works (${language})`, async (t) => {
      const user = `dr-${language}`;
      const account = { name: user, displayName: 'Dr Aïssatou Bello', role: 'doctor', password: given };
      await callControl(site?.dir ?? '', 'user-add', account);
      const url = `http://127.0.0.1:${site?.edge.httpPort}/`;
      const words = said[language];
      const { page, complaints } = await visit(browser, url, { language, phone });
      const uri = await firstSignIn(page, user, words);
      t.equal(await page.evaluate(() => document.activeElement?.tagName), 'H1', 'the new step is read first');
      t.strictSame(await accessibilityFindings(page), []);
      await page.reload();
      await heading(page, words.choose);
      t.equal(await page.$('.shell'), null, 'a reload leads nowhere else');
      await page.focus('#own-next');
      await page.keyboard.press('Enter');
      t.match(await page.textContent('form'), words.missing);
      await typed(page, t, 'court', words.short);
      await typed(page, t, 'motdepasse12', words.weak);
      await typed(page, t, 'AïssatouBello', words.named);
      t.strictSame(await accessibilityFindings(page), []);
      await page.click('button.main');
      await page.waitForSelector('.banner.critical');
      t.match(await page.textContent('form'), words.refused);
      await typed(page, t, own, words.strong);
      await page.keyboard.press('Enter');
      await page.waitForSelector('.shell');
      await page.context().close();

      const again = await visit(browser, url, { language, phone });
      await typePassword(again.page, user, own);
      await typeCode(again.page, currentCode(uri, 1));
      await again.page.waitForSelector('.shell');
      await again.page.goto(`${url}#/account`);
      await again.page.click(`text=${language === 'fr' ? 'Changer le mot de passe' : 'Change the password'}`);
      await typed(again.page, t, 'motdepasse12', words.weak);
      t.strictSame(await accessibilityFindings(again.page), []);
      t.strictSame([...complaints, ...again.complaints], []);
      await again.page.context().close();
    });
  }
}

function testHub(network: Network, browser: Browser): void {
  t.test('[N31] at the hub, too; what is locked meanwhile goes on', async (t) => {
    const account = { name: 'ops', displayName: 'Ops', role: 'ops', password: given };
    await callControl(network.hubDir, 'user-add', account);
    const { page, complaints } = await visit(browser, `http://127.0.0.1:${network.hub.httpPort}/`, {});
    await firstSignIn(page, 'ops', said.fr);
    await page.fill('#own-next', own);
    await page.evaluate(() => fetch('/api/session/lock', { method: 'POST' }).then(() => undefined));
    await page.keyboard.press('Enter');
    await page.waitForSelector('.lock-of');
    await page.fill('input[type=password]', given);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.ops');
    t.strictSame(complaints, []);
    await page.context().close();
  });
}
