import type { Page } from 'playwright-core';
import { readNode, writeNode } from '../../provisioning/node-folder.js';
import type { Network } from './programs-network.js';

/** Out of the folders of a demo, where nobody must have a second factor. */
export async function likeInAHospital(network: Network): Promise<void> {
  const [site] = network.sites;
  for (const dir of [network.hubDir, site?.dir ?? '']) {
    const { demo: _, ...node } = readNode(dir);
    writeNode(dir, node);
  }
  await network.restartHub();
  await site?.restart();
}

/** What stands on the page, as a telephone would be told it. */
export async function uriOnPage(page: Page): Promise<string> {
  const key = (await page.textContent('.offer-key')) ?? '';
  return `otpauth://totp/Carnet?secret=${key.replaceAll(' ', '')}`;
}

/** Signs in on the first page. */
export async function typePassword(page: Page, user: string, password: string): Promise<void> {
  await page.fill('#user', user);
  await page.fill('#password', password);
  await page.keyboard.press('Enter');
}

/** Types the code that is asked for on a step of its own. */
export async function typeCode(page: Page, code: string): Promise<void> {
  await page.waitForSelector('#code');
  await page.fill('#code', code);
  await page.keyboard.press('Enter');
}

/** Waits for the step whose heading holds this. */
export const heading = (page: Page, text: string) => page.waitForSelector(`h1:has-text("${text}")`);
