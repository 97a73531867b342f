import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import t from 'tap';
import { callControl } from '../../provisioning/control/client.js';
import type { LanAuthority } from '../../provisioning/lan/lan-authority.js';
import { readLanAuthority } from '../../provisioning/lan/lan-folder.js';
import { lanNameOf } from '../../provisioning/lan/lan-names.js';
import { buildPages } from '../support/browser-pages.js';
import { chromiumArguments, signIn } from '../support/browser-session.js';
import { forgeCertificate, forgedKeys } from '../support/forged-certificate.js';
import { startNetwork } from '../support/programs-network.js';
import { requirePackage } from '../support/system-package.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const password = 'ndole-ndole-1234';
const executablePath = requirePackage(t, 'chromium');
const certutil = requirePackage(t, 'libnss3-tools');
if (executablePath !== undefined && certutil !== undefined) {
  await buildPages();
  const { sites } = await startNetwork(t, ['Garoua']);
  const [site] = sites;
  if (site === undefined) throw new Error('site');
  await callControl(site.dir, 'user-add', { name: 'doctor', displayName: 'D', role: 'doctor', password });
  const authority = readLanAuthority(site.dir, site.code);
  if (authority === undefined) throw new Error('authority');
  const name = lanNameOf(site.code);
  testWorkstation({ executablePath, certutil, authority, name, port: site.edge.httpsPort });
}

interface Teardown {
  teardown(stop: () => unknown): unknown;
}

interface Lan {
  readonly executablePath: string;
  readonly certutil: string;
  readonly authority: LanAuthority;
  readonly name: string;
  readonly port: number;
}

/** A computer of its own, on whose network all these names are this machine. @param trusted PEM, for web sites only */
async function openComputer(t: Teardown, lan: Lan, trusted?: string): Promise<Browser> {
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

function testWorkstation(lan: Lan): void {
  const { name, port, authority } = lan;

  t.test('[T41][T43][T45][T46] a workstation that trusts the site works over HTTPS, in Chromium', async (t) => {
    const browser = await openComputer(t, lan, authority.rootPem);
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`http://${name}:${port}/`);
    t.equal(new URL(page.url()).protocol, 'https:', 'plain HTTP led here');
    await signIn(page, 'doctor', password);
    t.ok(await page.evaluate(() => globalThis.isSecureContext));
    const cookies = await context.cookies();
    t.equal(cookies.length, 1);
    t.match(cookies[0], {
      name: /^__Host-carnet_session_/,
      domain: name,
      secure: true,
      httpOnly: true,
      sameSite: 'Strict',
    });
    t.equal(await page.evaluate(() => document.cookie), '');
    await page.reload();
    await page.waitForSelector('.shell');
    await page.click('.rail nav a[href="#/register"]');
    await page.fill('#registration-family', 'Ngono');
    await page.fill('#registration-given', 'Odile');
    await page.check('#registration-sex');
    await page.check('#registration-birthKind-age');
    await page.fill('#registration-ageYears', '39');
    await page.click('text=Enregistrer le patient');
    await page.waitForSelector('.summary');
    t.match(await page.textContent('body'), /Ngono/i, 'and writes');
  });

  t.test('[T41] one that does not trust it is warned', async (t) => {
    const page = await (await openComputer(t, lan)).newPage();
    await t.rejects(page.goto(`https://${name}:${port}/`), { message: /ERR_CERT_AUTHORITY_INVALID/ });
  });

  t.test('[T41] the authority makes no browser trust another name, whoever has its key', async (t) => {
    const browser = await openComputer(t, lan, authority.rootPem);
    const page = await browser.newPage();
    const own = await serveForged(t, authority, name);
    t.equal((await page.goto(`https://${name}:${own}/`))?.status(), 200, 'its own name, to be sure of the rest');
    const other = await serveForged(t, authority, 'www.example.org');
    await t.rejects(page.goto(`https://www.example.org:${other}/`), { message: /ERR_CERT_/ });
  });
}

/** Whoever took the authority's key from the box. @returns the port */
async function serveForged(t: Teardown, authority: LanAuthority, host: string): Promise<number> {
  const { publicKey, privateKey } = forgedKeys();
  const cert = `${forgeCertificate(authority, [host], { publicKey })}${authority.certificatePem}`;
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' });
  const server = createServer({ key, cert }, (_request, response) => response.end('forged'));
  t.teardown(() => {
    server.close();
    server.closeAllConnections();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return (server.address() as AddressInfo).port;
}
