import type { Browser } from 'playwright-core';
import t from 'tap';
import { callControl } from '../../provisioning/control/client.js';
import { enter } from '../support/browser-enter.js';
import { buildPages } from '../support/browser-pages.js';
import { accessibilityFindings, goTo, openBrowser } from '../support/browser-session.js';
import { type NetworkSite, startNetwork } from '../support/programs-network.js';
import { requirePackage } from '../support/system-package.js';

const password = 'ndole-ndole-1234';
const said = {
  fr: {
    ...{ change: 'Modifier', save: 'Enregistrer', end: 'Retirer', renew: 'Renouveler', back: 'Tous les comptes' },
    ...{ noDay: 'un jour qui existe, pas avant', until: 'jusqu’au 31 déc. 2027', none: 'Aucun permis à échéance' },
  },
  en: {
    ...{ change: 'Change', save: 'Save', end: 'Take away', renew: 'Renew', back: 'All accounts' },
    ...{ noDay: 'a day that exists, not before', until: 'until 31 Dec 2027', none: 'No licence that ends' },
  },
} as const;
type Language = keyof typeof said;

const chromium = requirePackage(t, 'chromium');
if (chromium !== undefined) {
  await buildPages();
  const { sites } = await startNetwork(t, ['Garoua']);
  const browser = await openBrowser(t, chromium);
  for (const language of ['fr', 'en'] as const) testLicences(sites[0] as NetworkSite, browser, language);
}

function testLicences(site: NetworkSite, browser: Browser, language: Language): void {
  const words = said[language];

  t.test(`[R50] the administrator gives a licence, and takes it away, by keys (${language})`, async (t) => {
    const [doctor, admin] = [`doctor-${language}`, `admin-${language}`];
    for (const [name, role] of [
      [doctor, 'doctor'],
      [admin, 'admin'],
    ]) {
      await callControl(site.dir, 'user-add', { name, displayName: `Mme ${name}`, role, password });
    }
    const { page, complaints } = await enter(site, browser, { user: admin, password, language });
    const press = async (selector: string) => {
      await page.focus(selector);
      await page.keyboard.press('Enter');
    };
    await goTo(page, 'accounts');
    await press(`tr:has-text("${doctor}") a:has-text("${words.change}")`);
    await page.waitForSelector(`h1:has-text("Mme ${doctor}")`);
    await page.fill('#licence-name', 'Ordre des médecins');
    await page.fill('#licence-number', '4711');
    for (const [part, typed] of [
      ['', '30'],
      ['-month', '02'],
      ['-year', '2027'],
    ] as const)
      await page.fill(`#licence-until${part}`, typed);
    await page.keyboard.press('Enter');
    await page.waitForSelector(`#licence-until-error:has-text("${words.noDay}")`);
    t.strictSame(await accessibilityFindings(page), []);
    await page.fill('#licence-until', '31');
    await page.fill('#licence-until-month', '12');
    await page.keyboard.press('Enter');
    await page.waitForSelector(`article >> text=${words.until}`);
    t.equal(await page.inputValue('#licence-name'), '', 'ready for the next one');
    await press(`article button:has-text("${words.renew}")`);
    t.equal(await page.inputValue('#licence-number'), '4711');
    t.strictSame(await accessibilityFindings(page), []);
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    t.ok(beyond <= 0, 'nothing stands beside the page');
    await press(`article button:has-text("${words.end}")`);
    await page.waitForSelector('article', { state: 'detached' });
    await page.waitForSelector(`text=${words.none}`);
    await press(`a:has-text("${words.back}")`);
    await page.waitForSelector(`tr:has-text("${doctor}")`);
    t.strictSame(complaints, []);
    await page.context().close();
  });
}
