import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import qrcode from 'qrcode';
import t from 'tap';
import { createHub } from '../../../provisioning/hub/create-hub.js';
import { sheetHtml } from '../../../provisioning/sheet/sheet-html.js';
import { terminalQr } from '../../../provisioning/sheet/terminal-qr.js';
import { accessibilityFindings, openBrowser } from '../../support/browser-session.js';
import { callCarnet } from '../../support/run-carnet.js';
import { stockKeyPairs } from '../../support/stock-key-pairs.js';
import { requirePackage } from '../../support/system-package.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const anyPort = { host: '127.0.0.1', port: 0 };
/** A4 at 96 dots an inch, less the margins of the sheet. */
const pagePixels = { width: 687, height: 1039 };

t.test('the sheet holds code, hub and steps in both languages, 0600, on one A4 page', async (t) => {
  const folder = temporaryFolder(t);
  const dir = join(folder, 'hub');
  await createHub({
    ...{ dir, name: 'Test', hosts: ['hub.sante.example'], nowMilliseconds: Date.now(), makeKeyPair: stockKeyPairs },
    ...{ https: { ...anyPort, port: 8440 }, mqtt: anyPort },
  });
  const file = join(folder, 'sheet.html');
  const name = 'Hôpital <régional> de Garoua & district';
  const added = await callCarnet(['site', 'add', name, '--region', 'Nord', '--dir', dir, '--sheet', file, '--json']);
  t.equal(added.exit, 0, added.error);
  const { site, oneTimeCode, sheet } = JSON.parse(added.out);
  t.equal(sheet, file);
  t.equal(statSync(file).mode & 0o777, 0o600, 'it holds the code');
  const html = readFileSync(file, 'utf8');
  t.match(html, 'Hôpital &#60;régional&#62; de Garoua &#38; district');
  const typed = ['carnet', 'join', oneTimeCode, '--hub', 'https://hub.sante.example:8440'];
  t.match(html, typed.map((word) => `<span>${word}</span>`).join(' '));
  t.notMatch(html, /(src|href)=|url\(/, 'it asks nothing of any network');
  const unwritable = join(folder, 'none', 'sheet.html');
  const again = await callCarnet(['site', 'invite', site, '--dir', dir, '--sheet', unwritable]);
  t.match(again, { exit: 1, error: /sheet\.html/, out: /One-time code {3}\w/ }, 'the code is shown all the same');

  const chromium = requirePackage(t, 'chromium');
  if (chromium === undefined) return;
  const page = await (await openBrowser(t, chromium)).newPage();
  await page.goto(pathToFileURL(file).href);
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
  const shots = process.env['CARNET_TEST_SHOTS'];
  if (shots === undefined) return;
  mkdirSync(shots, { recursive: true });
  await page.emulateMedia({ media: 'screen' });
  await page.setViewportSize({ width: 900, height: 1250 });
  await page.screenshot({ path: join(shots, 'sheet.png') });
});

t.test('the QR on the terminal is the one that was made, dark on light, with its quiet zone', async (t) => {
  const line = 'carnet join 7KD-XXXXX-XXXXX-XXXXX --hub https://hub.sante.example:8440';
  const lines = terminalQr(line).split('\n');
  t.ok(lines.every((text) => text.startsWith('\x1b[38;5;16m\x1b[48;5;231m') && text.endsWith('\x1b[0m')));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours of a terminal
  const plain = lines.map((text) => text.replace(/\x1b\[[0-9;]*m/g, ''));
  t.ok(
    plain.every((text) => text.length <= 80),
    'it fits a terminal',
  );
  const { modules } = qrcode.create(line, { errorCorrectionLevel: 'L' });
  const read = plain.flatMap((text) => [
    [...text].map((block) => block === '█' || block === '▀'),
    [...text].map((block) => block === '█' || block === '▄'),
  ]);
  let dark = 0;
  for (let row = 0; row < modules.size; row += 1) {
    for (let column = 0; column < modules.size; column += 1) {
      if (modules.get(row, column) === 0) continue;
      dark += 1;
      if (read[row + 4]?.[column + 4] !== true) t.fail(`${row} ${column}`);
    }
  }
  t.equal(read.flat().filter(Boolean).length, dark, 'and nothing else is dark');
});

t.test('the sheet of a site needs nothing but what is told of it', async (t) => {
  const facts = {
    site: '7KD',
    name: 'A',
    region: 'B',
    oneTimeCode: 'C',
    expiresMilliseconds: 0,
    hubUrl: 'https://h:1',
  };
  const html = sheetHtml({ ...facts, command: 'carnet join C', qrSvg: '<svg></svg>' });
  t.match(html, '1970-01-01 00:00');
  t.equal(html.match(/<span>join<\/span> <span>C<\/span><\/code>/g)?.length, 2, 'the command, in both languages');
  for (const kept of [/CODE DE SECOURS[^<]+Gardez/, /RECOVERY CODE[^<]+Keep/])
    t.match(html, kept, 'to be kept, and where');
  t.notMatch(html, /\{\w+\}/, 'nothing is left to fill in');
});
