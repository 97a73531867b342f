import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import t from 'tap';
import { settleLanServer } from '../../../provisioning/lan/lan-folder.js';
import { nodePaths } from '../../../provisioning/node-folder.js';
import { accessibilityFindings, openBrowser } from '../../support/browser-session.js';
import { lanWish } from '../../support/lan-folder.js';
import { callCarnet } from '../../support/run-carnet.js';
import { siteFolder } from '../../support/site-folder.js';
import { requirePackage } from '../../support/system-package.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

/** A4 at 96 dots an inch, less the margins of the sheet. */
const pagePixels = { width: 687, height: 1039 };

function startedSite(t: Parameters<typeof siteFolder>[0]): string {
  const dir = siteFolder(t);
  mkdirSync(nodePaths(dir).identity, { mode: 0o700 });
  settleLanServer(dir, lanWish);
  return dir;
}

function openssl(...parameters: readonly string[]): string {
  return execFileSync('openssl', [...parameters], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

t.test('[T44] the package is one certificate in each form, all of it public, with the fingerprint', async (t) => {
  const dir = startedSite(t);
  const folder = join(temporaryFolder(t), 'stick', 'carnet');
  const { exit, out, error } = await callCarnet(['workstation', '--dir', dir, '--output', folder, '--json']);
  t.equal(exit, 0, error);
  const said = JSON.parse(out);
  t.same(
    said.urls,
    ['carnet-7kd.local', '7kd.carnet.internal', '192.168.1.10'].map((host) => `https://${host}:0`),
  );
  const names = ['carnet-7kd.crt', 'carnet-7kd.mobileconfig', 'carnet-7kd.p12', 'carnet-7kd.pem', 'guide.html'];
  t.same(readdirSync(folder).sort(), names);
  for (const name of names) {
    t.equal(statSync(join(folder, name)).mode & 0o777, 0o644, name);
    t.notMatch(readFileSync(join(folder, name), 'latin1'), /PRIVATE KEY/, name);
  }
  const at = (name: string) => join(folder, `carnet-7kd.${name}`);
  const print = (...of: string[]) =>
    openssl('x509', '-noout', '-fingerprint', '-sha256', ...of)
      .split('=')[1]
      ?.trim();
  t.equal(print('-in', at('pem')), said.sha256);
  t.equal(print('-inform', 'DER', '-in', at('crt')), said.sha256);
  t.equal(openssl('x509', '-noout', '-fingerprint', '-sha1', '-in', at('pem')).split('=')[1]?.trim(), said.sha1);
  const inside = openssl('pkcs12', '-in', at('p12'), '-passin', 'pass:carnet');
  t.notMatch(inside, /PRIVATE KEY/);
  t.match(inside, /friendlyName: Carnet 7KD/);
  writeFileSync(join(dir, 'inside.pem'), inside);
  t.equal(print('-in', join(dir, 'inside.pem')), said.sha256);
  t.throws(() => openssl('pkcs12', '-in', at('p12'), '-passin', 'pass:other'));
  const profile = readFileSync(at('mobileconfig'), 'utf8');
  const [, data = ''] = /<data>([^<]+)<\/data>/.exec(profile) ?? [];
  t.equal(Buffer.from(data, 'base64').compare(readFileSync(at('crt'))), 0);
  t.match(profile, /com\.apple\.security\.root/);
  const uuids = [...profile.matchAll(/[0-9A-F]{8}-[0-9A-F]{4}-8[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}/g)];
  t.equal(new Set(uuids.map(([uuid]) => uuid)).size, 2);
  const python = 'import plistlib,sys; p=plistlib.load(open(sys.argv[1],"rb")); print(p["PayloadType"])';
  t.equal(execFileSync('python3', ['-c', python, at('mobileconfig')], { encoding: 'utf8' }).trim(), 'Configuration');
});

t.test('[T44] without a folder it is shown, in both languages', async (t) => {
  const dir = startedSite(t);
  const english = await callCarnet(['workstation', '--dir', dir, '--lang', 'en']);
  t.equal(english.exit, 0);
  t.match(english.out, /https:\/\/carnet-7kd\.local:0/);
  t.match(english.out, /SHA-256 +([0-9A-F]{2}:){31}[0-9A-F]{2}\n/);
  t.match(english.out, /-----BEGIN CERTIFICATE-----/);
  t.notMatch(english.out, /PRIVATE KEY/);
  const french = await callCarnet(['workstation', '--dir', dir, '--lang', 'fr']);
  t.match(french.out, /Comparez l’empreinte/);
});

t.test('[T44] nothing is written over, and what is wrong is said', async (t) => {
  const dir = startedSite(t);
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'guide.html'), 'mine');
  const refused = await callCarnet(['workstation', '--dir', dir, '--output', folder, '--lang', 'en']);
  t.match(refused, { exit: 1, error: /guide\.html/ });
  t.same(readdirSync(folder), ['guide.html']);
  t.equal(readFileSync(join(folder, 'guide.html'), 'utf8'), 'mine');
  t.equal((await callCarnet(['workstation', '--dir', dir, '--output', ''])).exit, 2);
  t.equal((await callCarnet(['workstation', '--dir', dir, '--output', join(folder, 'guide.html', 'x')])).exit, 1);
  t.equal((await callCarnet(['workstation', '--dir', dir, '--nothing'])).exit, 2);
  t.equal((await callCarnet(['workstation', 'extra', '--dir', dir])).exit, 2);
  t.equal((await callCarnet(['workstation', '--dir', join(folder, 'none')])).exit, 2);
  const early = await callCarnet(['workstation', '--dir', siteFolder(t), '--lang', 'fr']);
  t.match(early, { exit: 1, error: /l’autorité du réseau local.*Démarrez le site une fois/ });
  writeFileSync(nodePaths(dir).lanAuthority, 'x');
  t.match(await callCarnet(['workstation', '--dir', dir]), { exit: 1, error: /lan-authority\.pem/ });
});

t.test('[T44] the guide is one A4 page in both languages, and asks nothing of any network', async (t) => {
  const dir = startedSite(t);
  const folder = temporaryFolder(t);
  await callCarnet(['workstation', '--dir', dir, '--output', folder]);
  const html = readFileSync(join(folder, 'guide.html'), 'utf8');
  t.notMatch(html, /(src|href)=|url\(/);
  t.match(html, /SHA-256 ([0-9A-F]{2}:){31}/);
  for (const system of ['Windows', 'Linux', 'Firefox', 'Android', 'iPhone']) t.match(html, system);
  t.notMatch(html, /\{\w+\}/, 'nothing is left to fill in');
  const chromium = requirePackage(t, 'chromium');
  if (chromium === undefined) return;
  const page = await (await openBrowser(t, chromium)).newPage();
  await page.goto(pathToFileURL(join(folder, 'guide.html')).href);
  t.strictSame(await accessibilityFindings(page), []);
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize(pagePixels);
  const size = await page.evaluate(() => {
    const { scrollWidth, scrollHeight } = document.documentElement;
    return { scrollWidth, scrollHeight };
  });
  t.ok(size.scrollWidth <= pagePixels.width && size.scrollHeight <= pagePixels.height, JSON.stringify(size));
  const pdf = await page.pdf({ preferCSSPageSize: true });
  t.equal((pdf.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? []).length, 1, 'one page');
});
