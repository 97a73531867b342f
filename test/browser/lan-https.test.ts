import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import { callControl } from '../../provisioning/control/client.js';
import type { LanAuthority } from '../../provisioning/lan/lan-authority.js';
import { buildPages } from '../support/browser-pages.js';
import { signIn } from '../support/browser-session.js';
import { forgeCertificate, forgedKeys } from '../support/forged-certificate.js';
import { type Lan, lanOf, openComputer } from '../support/lan-computer.js';
import { startNetwork } from '../support/programs-network.js';
import { requirePackage } from '../support/system-package.js';

const password = 'ndole-ndole-1234';
const executablePath = requirePackage(t, 'chromium');
const certutil = requirePackage(t, 'libnss3-tools');
if (executablePath !== undefined && certutil !== undefined) {
  await buildPages();
  const { sites } = await startNetwork(t, ['Garoua']);
  const [site] = sites;
  if (site === undefined) throw new Error('site');
  await callControl(site.dir, 'user-add', { name: 'doctor', displayName: 'D', role: 'doctor', password });
  testWorkstation(lanOf(site, executablePath, certutil));
}

interface Teardown {
  teardown(stop: () => unknown): unknown;
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
