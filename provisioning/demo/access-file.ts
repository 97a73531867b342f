import { Problem } from '../../protocol/problem.js';
import { readTextIfThere, writeFileAtomically } from '../folder/atomic-file.js';
import { demoPaths } from './demo-folder.js';

export const hubRoles = ['ops', 'authority'] as const;
export const siteRoles = ['reception', 'nurse', 'midwife', 'doctor', 'pharmacist', 'lab', 'admin'] as const;

export type HubRole = (typeof hubRoles)[number];
export type SiteRole = (typeof siteRoles)[number];

export interface SiteAccess {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly localUrl: string;
  readonly tokens: Readonly<Record<SiteRole, string>>;
}

/** `D/access.json`: where everything is, and one bearer token for each role. */
export interface DemoAccess {
  readonly hub: {
    readonly url: string;
    readonly localUrl: string;
    readonly mqtt: string;
    readonly tokens: Readonly<Record<HubRole, string>>;
  };
  readonly sites: readonly SiteAccess[];
  /** The path of the certificate that verifies them all. */
  readonly ca: string;
}

export function writeAccess(dir: string, access: DemoAccess): void {
  writeFileAtomically(demoPaths(dir).access, `${JSON.stringify(access, null, 2)}\n`);
}

/** What an earlier start wrote; `undefined` when it is missing or damaged, and is then made anew. */
export function readAccess(dir: string): DemoAccess | undefined {
  const text = readTextIfThere(demoPaths(dir).access);
  if (text === undefined) return undefined;
  try {
    const access = JSON.parse(text) as DemoAccess;
    if (!Array.isArray(access.sites) || typeof access.hub.tokens !== 'object') throw new Problem('body-malformed');
    return access;
  } catch {
    return undefined;
  }
}
