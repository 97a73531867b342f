import type { Page } from 'playwright-core';
import { callControl } from '../../provisioning/control/client.js';
import { readNode, writeNode } from '../../provisioning/node-folder.js';
import type { Role } from '../../record/role.js';
import type { Network } from './programs-network.js';

interface Account {
  readonly name: string;
  readonly displayName: string;
  readonly role: Role;
  readonly password: string;
}

/** The doctors of tests that run in both languages, and who runs the hub. */
export const bothDoctors = (password: string) =>
  ['dr-fr', 'dr-en'].map((name) => ({ name, displayName: 'Dr Bello', role: 'doctor', password }) as const);
export const operator = (password: string) => ({ name: 'ops', displayName: 'Ops', role: 'ops', password }) as const;

/**
 * Out of the folders of a demo, where nobody must have a second factor.
 * @param people whose accounts are made before, as the demo makes them: with passwords of their own (rule N30)
 */
export async function likeInAHospital(
  network: Network,
  people: { readonly site?: readonly Account[]; readonly hub?: readonly Account[] } = {},
): Promise<void> {
  const [site] = network.sites;
  for (const person of people.site ?? []) await callControl(site?.dir ?? '', 'user-add', person);
  for (const person of people.hub ?? []) await callControl(network.hubDir, 'user-add', person);
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
