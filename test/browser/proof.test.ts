import type { Browser, Page } from 'playwright-core';
import t from 'tap';
import { bothDoctors, heading, likeInAHospital, typeCode, typePassword, uriOnPage } from '../support/browser-factor.js';
import { buildPages } from '../support/browser-pages.js';
import { accessibilityFindings, goTo, openBrowser, visit } from '../support/browser-session.js';
import { type NetworkSite, runEdge, startNetwork } from '../support/programs-network.js';
import { requirePackage } from '../support/system-package.js';
import { currentCode } from '../support/totp-device.js';

const password = 'ndole-ndole-1234';
const said = {
  fr: {
    account: 'Mon compte',
    remove: 'Supprimer',
    choose: 'Choisir un code PIN',
    not: /pas fait/,
    wrong: /pas correct/,
  },
  en: { account: 'My account', remove: 'Remove', choose: 'Choose a PIN', not: /not done/, wrong: /not right/ },
} as const;

/** What the site's clock is ahead of this computer's. */
let aheadMilliseconds = 0;

const chromium = requirePackage(t, 'chromium');
if (chromium !== undefined) {
  await buildPages();
  const network = await startNetwork(t, ['Garoua']);
  await likeInAHospital(network, { site: bothDoctors(password) });
  const site = network.sites[0] as NetworkSite;
  await site.edge.stop();
  site.edge = await runEdge(site.dir, { idleLockSeconds: 3_600 }, () => Date.now() + aheadMilliseconds);
  const browser = await openBrowser(t, chromium);
  for (const language of ['fr', 'en'] as const) testProof(site, browser, language);
}

async function choosePin(page: Page, choose: string, code: string): Promise<void> {
  await page.click(`main button:has-text("${choose}")`);
  await page.fill('#again-password', password);
  await page.fill('#again-code', code);
  await page.fill('#again-next', '4802');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.banner.done');
}

function testProof(site: NetworkSite, browser: Browser, language: 'fr' | 'en'): void {
  t.test(`[N17] what wants a proof of the last minutes asks for it, and goes on after it (${language})`, async (t) => {
    const user = `dr-${language}`;
    const words = said[language];
    const url = `http://127.0.0.1:${site.edge.httpPort}/`;
    const { page } = await visit(browser, url, { language, phone: language === 'en' });
    await typePassword(page, user, password);
    await page.waitForSelector('.offer-key');
    const uri = await uriOnPage(page);
    const code = (ahead: number) => currentCode(uri, Math.round(aheadMilliseconds / 30_000) + ahead);
    await typeCode(page, code(0));
    await page.waitForSelector('.recovery-codes');
    await page.click('button.main');
    await page.waitForSelector('.shell');
    await goTo(page, 'account');
    await heading(page, words.account);
    await choosePin(page, words.choose, code(1));

    aheadMilliseconds += 6 * 60_000;
    await page.focus(`main button:has-text("${words.remove}")`);
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog.proof[open] #again-code');
    await page.waitForFunction(() => document.activeElement?.id === 'again-password');
    t.strictSame(await accessibilityFindings(page), []);
    await page.keyboard.press('Escape');
    t.match(await (await page.waitForSelector('main .banner.critical')).textContent(), words.not);
    t.equal(await page.evaluate((name) => document.activeElement?.textContent === name, words.remove), true);

    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.id === 'again-password');
    await page.keyboard.type('wrong-wrong');
    await page.fill('#again-code', '000000');
    await page.keyboard.press('Enter');
    t.match(await (await page.waitForSelector('dialog .banner.critical')).textContent(), words.wrong);
    await page.fill('#again-password', password);
    await page.fill('#again-code', code(1));
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog', { state: 'detached' });
    await page.waitForSelector(`main button:has-text("${words.choose}")`);
    await page.context().close();
  });
}
