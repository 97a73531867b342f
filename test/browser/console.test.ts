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
    notice: 'Une connexion inhabituelle à votre compte',
    mine: 'C’était moi',
    see: 'Marquer comme vu',
    end: 'Terminer',
  },
  en: { notice: 'An unusual sign-in to your account', mine: 'It was me', see: 'Mark as seen', end: 'End' },
} as const;
type Language = keyof typeof said;

const chromium = requirePackage(t, 'chromium');
if (chromium !== undefined) {
  await buildPages();
  const { sites } = await startNetwork(t, ['Garoua']);
  const browser = await openBrowser(t, chromium);
  for (const language of ['fr', 'en'] as const) testConsole(sites[0] as NetworkSite, browser, language);
}

/** Somebody signed in from elsewhere yesterday, after a week at one place. */
async function signInElsewhere({ edge }: NetworkSite, user: string): Promise<void> {
  const now = Date.now();
  const habit = { days: 7, doubtfulDays: 0, lastMilliseconds: now };
  const hours = new Map(Array.from({ length: 24 }, (_, hour) => [hour, habit] as const));
  const habits = { whole: habit, hours, places: new Map([['127.0.0.1', habit]]) };
  const signIn = {
    user,
    credential: Buffer.from(user).toString('hex'),
    milliseconds: now - 24 * 3_600_000,
    address: '10.9.8.7',
    accounts: 0,
  };
  await edge.journal.signIns.add({ ...signIn, reasons: ['place'] }, habits);
}

function testConsole(site: NetworkSite, browser: Browser, language: Language): void {
  const words = said[language];

  t.test(
    `[R31][R33] what is unusual is told to its person and to the administrator, by keys (${language})`,
    async (t) => {
      const [doctor, admin] = [`doctor-${language}`, `admin-${language}`];
      for (const [name, role] of [
        [doctor, 'doctor'],
        [admin, 'admin'],
      ]) {
        await callControl(site.dir, 'user-add', { name, displayName: `Mme ${name}`, role, password });
      }
      await signInElsewhere(site, doctor);
      const own = await enter(site, browser, { user: doctor, password, language });
      await own.page.waitForSelector(`.session-notices >> text=${words.notice}`);
      t.match(await own.page.textContent('.session-notices'), '10.9.8.7');
      t.strictSame(await accessibilityFindings(own.page), []);
      await own.page.focus(`.session-notices button:has-text("${words.mine}")`);
      await own.page.keyboard.press('Enter');
      await own.page.waitForSelector(`text=${words.notice}`, { state: 'detached' });

      const { page, complaints } = await enter(site, browser, { user: admin, password, language });
      await goTo(page, 'sign-ins');
      await page.waitForSelector(`.unusual >> text=${doctor}`);
      t.strictSame(await accessibilityFindings(page), []);
      await page.focus(`.unusual:has-text("${doctor}") button:has-text("${words.see}")`);
      await page.keyboard.press('Enter');
      await page.waitForSelector(`.unusual:has-text("${doctor}") .tag`);
      for (const hash of ['accounts', 'access', 'statistics', 'sessions']) {
        await goTo(page, hash);
        await page.waitForSelector(`.console-nav a[href="#/${hash}"][aria-current="page"]`);
        await page.waitForSelector('.console-page tbody tr');
        t.strictSame(await accessibilityFindings(page), [], hash);
        const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        t.ok(beyond <= 0, `${hash}: nothing stands beside the page`);
      }
      await page.focus(`tr:has-text("${doctor}") button`);
      await page.keyboard.press('Enter');
      await page.waitForSelector(`tr:has-text("${doctor}")`, { state: 'detached' });
      t.strictSame(complaints, []);
      await own.page.reload();
      await own.page.waitForSelector('input[type=password]');
      await own.page.context().close();
      await page.context().close();
    },
  );
}
