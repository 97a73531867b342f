import type { Browser } from 'playwright-core';
import { typePassword } from './browser-factor.js';
import { type Visit, visit } from './browser-session.js';
import type { NetworkSite } from './programs-network.js';

/** A browser in which nobody was, and somebody who signs in there; in French at a workstation, in English on a telephone. */
export async function enter(
  { edge }: NetworkSite,
  browser: Browser,
  who: { readonly user: string; readonly password: string; readonly language: 'fr' | 'en' },
): Promise<Visit> {
  const { user, password, language } = who;
  const url = `http://127.0.0.1:${edge.httpPort}/`;
  const made = await visit(browser, url, { language, phone: language === 'en' });
  await typePassword(made.page, user, password);
  await made.page.waitForSelector('.shell');
  return made;
}
