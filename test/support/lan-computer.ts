import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import type { LanAuthority } from '../../provisioning/lan/lan-authority.js';
import { readLanAuthority } from '../../provisioning/lan/lan-folder.js';
import { lanNameOf } from '../../provisioning/lan/lan-names.js';
import { chromiumArguments } from './browser-session.js';
import type { NetworkSite } from './programs-network.js';
import { temporaryFolder } from './temporary-folder.js';

interface Teardown {
  teardown(stop: () => unknown): unknown;
}

/** A site as the computers of its network meet it. */
export interface Lan {
  readonly executablePath: string;
  /** Of the package libnss3-tools. */
  readonly certutil: string;
  readonly authority: LanAuthority;
  /** The name that people open it by. */
  readonly name: string;
  readonly port: number;
}

export function lanOf(site: NetworkSite, executablePath: string, certutil: string): Lan {
  const authority = readLanAuthority(site.dir, site.code);
  if (authority === undefined) throw new Error('authority');
  return { executablePath, certutil, authority, name: lanNameOf(site.code), port: site.edge.httpsPort };
}

/** A computer of its own, on whose network all these names are this machine. @param trusted PEM, for web sites only */
export async function openComputer(t: Teardown, lan: Lan, trusted?: string): Promise<Browser> {
  const home = temporaryFolder(t);
  const database = `sql:${join(home, '.pki', 'nssdb')}`;
  mkdirSync(join(home, '.pki', 'nssdb'), { recursive: true });
  execFileSync(lan.certutil, ['-N', '-d', database, '--empty-password']);
  if (trusted !== undefined) {
    writeFileSync(join(home, 'root.pem'), trusted);
    execFileSync(lan.certutil, ['-A', '-d', database, '-t', 'C,,', '-n', 'Carnet', '-i', join(home, 'root.pem')]);
  }
  const rules = [lan.name, 'www.example.org'].map((each) => `MAP ${each} 127.0.0.1`).join(', ');
  const args = [...chromiumArguments, `--host-resolver-rules=${rules}`];
  const browser = await chromium.launch({
    executablePath: lan.executablePath,
    args,
    env: { ...process.env, HOME: home },
  });
  t.teardown(() => browser.close());
  return browser;
}
