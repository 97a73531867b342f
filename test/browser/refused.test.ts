import type { Browser } from 'playwright-core';
import t from 'tap';
import { callControl } from '../../provisioning/control/client.js';
import { buildPages } from '../support/browser-pages.js';
import { accessibilityFindings, openBrowser, signIn, visit } from '../support/browser-session.js';
import { author, patient } from '../support/journal-fixtures.js';
import { type NetworkSite, startNetwork } from '../support/programs-network.js';
import { requirePackage } from '../support/system-package.js';

const password = 'ndole-ndole-1234';
const told = {
  fr: {
    mark: 'Refusé par le central',
    reason: /attend derrière/,
    next: /prévenez votre administrateur/,
    badge: /le central a refusé 2 changements/,
  },
  en: {
    mark: 'Refused by the hub',
    reason: /waits behind it/,
    next: /tell your administrator/,
    badge: /the hub refused 2 changes/,
  },
} as const;
const sizes = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
];

const chromium = requirePackage(t, 'chromium');
if (chromium !== undefined) {
  await buildPages();
  const [site] = (await startNetwork(t, ['Douala'])).sites;
  if (site === undefined) throw new Error('site');
  await callControl(site.dir, 'user-add', { name: 'doctor', displayName: 'Mme Eyenga', role: 'doctor', password });
  await writeWhatIsRefused(site);
  testMark(site, await openBrowser(t, chromium));
}

/** A version that the hub cannot read, and a good one after it, which waits there: who wrote it sees the good one. */
async function writeWhatIsRefused({ edge }: NetworkSite): Promise<void> {
  const good = patient('p1', { name: [{ family: 'Manga', given: ['Odile'] }], gender: 'female' });
  const update = async (resource: typeof good) =>
    edge.journal.records.commitBundle({ author, entries: [{ verb: 'update', resource }] });
  await update({ ...good, body: '{"id":"p1","resourceType":"Patient"' });
  await update(good);
}

function testMark({ edge }: NetworkSite, browser: Browser): void {
  const url = `http://127.0.0.1:${edge.httpPort ?? 0}/`;
  for (const language of ['fr', 'en'] as const)
    for (const size of sizes)
      t.test(
        `[P4] what the hub refused is loud, says why and what to do; ${language}, ${size.width} wide`,
        async (t) => {
          const { page, complaints } = await visit(browser, url, { language });
          await page.setViewportSize(size);
          await signIn(page, 'doctor', password);
          await page.waitForSelector('.rail nav a');
          await page.goto(`${url}#/patient/p1`);
          const mark = page.locator('.patient-facts .delivery.refused');
          await mark.waitFor();
          t.match(await mark.locator('summary').textContent(), told[language].mark);
          await page.waitForFunction(
            (words) => new RegExp(words).test(document.querySelector('.link-badge')?.textContent ?? ''),
            told[language].badge.source,
          );
          await mark.locator('summary').focus();
          await page.keyboard.press('Enter');
          await mark.locator('p').first().waitFor();
          const text = (await mark.textContent()) ?? '';
          t.match(text, told[language].reason);
          t.match(text, told[language].next);
          t.notOk(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), 'nothing is cut off');
          t.strictSame(await accessibilityFindings(page), []);
          t.strictSame(complaints, []);
          await page.context().close();
        },
      );
}
