import type { Browser, Page } from 'playwright-core';
import t from 'tap';
import { callControl } from '../../provisioning/control/client.js';
import { enter } from '../support/browser-enter.js';
import { buildPages } from '../support/browser-pages.js';
import { accessibilityFindings, goTo, openBrowser } from '../support/browser-session.js';
import { type NetworkSite, startNetwork } from '../support/programs-network.js';
import { requirePackage } from '../support/system-package.js';

const password = 'ndole-ndole-1234';
const other = 'soleil mangue pirogue';
const said = {
  fr: {
    ...{ title: 'Votre compte a changé', reset: 'Mot de passe remplacé', operator: 'en ligne de commande' },
    ...{ seen: 'J’ai vu', notMine: 'Ce n’était pas moi', pin: 'Code PIN choisi', denied: 'Toutes vos sessions' },
    ...{ again: 'Se reconnecter', choose: 'Choisir un code PIN', see: 'Marquer comme vu', section: 'Ce qui a changé' },
    told: 'dit d’un changement',
  },
  en: {
    ...{ title: 'Your account has changed', reset: 'Password replaced', operator: 'by the command line' },
    ...{ seen: 'I have seen it', notMine: 'This was not me', pin: 'PIN chosen', denied: 'All your sessions' },
    ...{ again: 'Sign in again', choose: 'Choose a PIN', see: 'Mark as seen', section: 'What has changed' },
    told: 'says of a change',
  },
} as const;
type Language = keyof typeof said;

const chromium = requirePackage(t, 'chromium');
if (chromium !== undefined) {
  await buildPages();
  const { sites } = await startNetwork(t, ['Garoua']);
  const browser = await openBrowser(t, chromium);
  for (const language of ['fr', 'en'] as const) testChanges(sites[0] as NetworkSite, browser, language);
}

async function press(page: Page, selector: string): Promise<void> {
  await page.focus(selector);
  await page.keyboard.press('Enter');
}

/** Somebody in a session takes a PIN; it stands on the page of their account at once, and no notice does. */
async function choosePin(page: Page, words: (typeof said)[Language]): Promise<void> {
  await goTo(page, 'account');
  await press(page, `button:has-text("${words.choose}")`);
  await page.fill('#again-password', other);
  await page.fill('#again-next', '4902');
  await page.keyboard.press('Enter');
  await page.waitForSelector(`section:has(h2:has-text("${words.section}")) >> text=${words.pin}`);
}

function testChanges(site: NetworkSite, browser: Browser, language: Language): void {
  const words = said[language];

  t.test(`[N24][N25] what changed of an account is told, and denied, by keys (${language})`, async (t) => {
    const [nurse, admin] = [`nurse-${language}`, `admin-${language}`];
    for (const [name, role] of [
      [nurse, 'nurse'],
      [admin, 'admin'],
    ]) {
      await callControl(site.dir, 'user-add', { name, displayName: `Mme ${name}`, role, password });
    }
    await callControl(site.dir, 'user-reset', { name: nurse, password: other });
    const first = await enter(site, browser, { user: nurse, password: other, language });
    const notice = `.session-notices .banner:has-text("${words.title}")`;
    await first.page.waitForSelector(`${notice} >> text=${words.reset}`);
    t.match(await first.page.textContent(notice), words.operator);
    t.strictSame(await accessibilityFindings(first.page), []);
    await press(first.page, `${notice} button:has-text("${words.seen}")`);
    await first.page.waitForSelector(notice, { state: 'detached' });
    await choosePin(first.page, words);
    t.equal(await first.page.locator(notice).count(), 0, 'what one did oneself is not told there');
    t.strictSame(await accessibilityFindings(first.page), []);

    const second = await enter(site, browser, { user: nurse, password: other, language });
    await second.page.waitForSelector(`${notice} >> text=${words.pin}`);
    t.notMatch(await second.page.textContent(notice), words.reset, 'what was seen is not told again');
    const beyond = await second.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    t.ok(beyond <= 0, 'nothing stands beside the page');
    await press(second.page, `${notice} button:has-text("${words.notMine}")`);
    await second.page.waitForSelector(`.session-notices >> text=${words.denied}`);
    t.strictSame(await accessibilityFindings(second.page), []);
    await press(second.page, `.session-notices button:has-text("${words.again}")`);
    await second.page.waitForSelector('#password');
    await first.page.reload();
    await first.page.waitForSelector('#password');

    const { page, complaints } = await enter(site, browser, { user: admin, password, language });
    await goTo(page, 'sign-ins');
    const card = `.unusual:has-text("${nurse}"):has-text("${words.told}")`;
    await page.waitForSelector(`${card} >> text=${words.pin}`);
    t.strictSame(await accessibilityFindings(page), []);
    await press(page, `${card} button:has-text("${words.see}")`);
    await page.waitForSelector(`${card} .tag`);
    t.strictSame([...complaints, ...first.complaints, ...second.complaints], []);
    for (const each of [page, first.page, second.page]) await each.context().close();
  });
}
