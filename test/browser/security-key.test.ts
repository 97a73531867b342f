import type { Browser, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { bothDoctors, heading, likeInAHospital, typePassword } from '../support/browser-factor.js';
import { buildPages } from '../support/browser-pages.js';
import { accessibilityFindings, goTo, openBrowser, visit } from '../support/browser-session.js';
import { lanOf, openComputer } from '../support/lan-computer.js';
import { type NetworkSite, startNetwork } from '../support/programs-network.js';
import { requirePackage } from '../support/system-package.js';
import { VirtualKey } from '../support/virtual-key.js';

const password = 'ndole-ndole-1234';
const said = {
  fr: {
    ...{ offer: 'Protégez votre compte', recovery: 'Vos codes de secours', code: 'Votre code', account: 'Mon compte' },
    ...{ use: 'Utiliser ma clé', pin: 'Choisir un code PIN', name: 'Clé bleue', used: /Clé bleue.*Utilisée le/s },
    ...{ copied: /compté à rebours/, byName: /ouvert par son nom/, last: /seul second facteur/, remove: 'Retirer' },
  },
  en: {
    ...{ offer: 'Protect your account', recovery: 'Your recovery codes', code: 'Your code', account: 'My account' },
    ...{ use: 'Use my security key', pin: 'Choose a PIN', name: 'Blue key', used: /Blue key.*Used on/s },
    ...{ copied: /counted backwards/, byName: /opened by its name/, last: /only second factor/, remove: 'Remove' },
  },
} as const;
type Words = (typeof said)['fr' | 'en'];

const chromium = requirePackage(t, 'chromium');
const certutil = requirePackage(t, 'libnss3-tools');
if (chromium !== undefined && certutil !== undefined) {
  await buildPages();
  const network = await startNetwork(t, ['Garoua']);
  await likeInAHospital(network, { site: bothDoctors(password) });
  const [site] = network.sites as readonly [NetworkSite];
  const lan = lanOf(site, chromium, certutil);
  const computer = await openComputer(t, lan, lan.authority.rootPem);
  const elsewhere = await openBrowser(t, chromium);
  for (const language of ['fr', 'en'] as const) {
    testKey({ site, computer, elsewhere, url: `https://${lan.name}:${lan.port}/`, language });
  }
}

/** Moves on by the keyboard until the focus is on what this finds. */
async function tabTo(page: Page, selector: string): Promise<void> {
  await page.waitForSelector(selector);
  for (let presses = 0; presses < 80; presses += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the keyboard does not reach ${selector}`);
}

/** Presses the button that says this. */
async function pressKey(page: Page, text: string): Promise<void> {
  const button = await page.waitForSelector(`button:has-text("${text}")`);
  for (let presses = 0; presses < 80; presses += 1) {
    if (await button.evaluate((element) => element === document.activeElement)) return page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
  }
  throw new Error(`the keyboard does not reach ${text}`);
}

/** The first sign-in: a key instead of a telephone. */
async function register(t: Test, page: Page, user: string, words: Words): Promise<void> {
  await typePassword(page, user, password);
  await heading(page, words.offer);
  t.strictSame(await accessibilityFindings(page), []);
  await tabTo(page, '#key-name');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.error-summary, [role="alert"]');
  await tabTo(page, '#key-name');
  await page.keyboard.type(words.name);
  await page.keyboard.press('Enter');
  await heading(page, words.recovery);
  await tabTo(page, 'button.main');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.shell');
}

async function signOutAndType(page: Page, user: string): Promise<void> {
  await page.evaluate(() => fetch('/api/session', { method: 'DELETE' }));
  await page.reload();
  await page.waitForSelector('#user');
  await typePassword(page, user, password);
}

/** What a person does on the page of their account, by their key alone. */
async function useAccount(t: Test, page: Page, words: Words): Promise<void> {
  await goTo(page, 'account');
  await heading(page, words.account);
  t.match(await (await page.waitForSelector('.own-keys')).textContent(), words.used);
  t.strictSame(await accessibilityFindings(page), []);
  await pressKey(page, words.remove);
  t.match(await (await page.waitForSelector('main .banner.critical')).textContent(), words.last);
  await pressKey(page, words.pin);
  await tabTo(page, '#again-password');
  await page.keyboard.type(password);
  await tabTo(page, '#again-next');
  await page.keyboard.type('4802');
  t.strictSame(await accessibilityFindings(page), []);
  await pressKey(page, words.use);
  await page.waitForSelector('.banner.done');
}

interface Case {
  readonly site: NetworkSite;
  readonly computer: Browser;
  /** A browser that knows the site by its number alone. */
  readonly elsewhere: Browser;
  readonly url: string;
  readonly language: 'fr' | 'en';
}

function testKey({ site, computer, elsewhere, url, language }: Case): void {
  t.test(`[N18][N20][N21][N22] a security key over HTTPS, by the keyboard alone (${language})`, async (t) => {
    const user = `dr-${language}`;
    const words = said[language];
    const { page, complaints } = await visit(computer, url, { language, phone: language === 'en' });
    const key = await VirtualKey.plugIn(page);
    await register(t, page, user, words);

    await signOutAndType(page, user);
    await heading(page, words.code);
    t.strictSame(await accessibilityFindings(page), []);
    await pressKey(page, words.use);
    await page.waitForSelector('.shell');
    await useAccount(t, page, words);

    await key.becomeCopy(1);
    await signOutAndType(page, user);
    const byNumber = await visit(elsewhere, `http://127.0.0.1:${site.edge.httpPort}/`, { language });
    await typePassword(byNumber.page, user, password);
    const told = await byNumber.page.waitForSelector('.banner.information');
    t.match(await told.textContent(), words.byName);
    t.match(await told.$eval('a', (link) => link.getAttribute('href')), /^https:\/\/carnet-\w{3}\.local:/);
    t.strictSame(await accessibilityFindings(byNumber.page), []);

    await pressKey(page, words.use);
    t.match(await (await page.waitForSelector('.banner.critical')).textContent(), words.copied);
    t.equal(await page.$('.shell'), null, 'nobody is in');
    t.strictSame([...complaints, ...byNumber.complaints], []);
    for (const each of [page, byNumber.page]) await each.context().close();
  });
}
