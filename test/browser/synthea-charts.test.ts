import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import t from 'tap';
import { callControl } from '../../provisioning/control/client.js';
import { canonicalise } from '../../record/canonical.js';
import { buildPages } from '../support/browser-pages.js';
import { openBrowser, signIn, visit } from '../support/browser-session.js';
import { type Network, startNetwork } from '../support/programs-network.js';
import { eventually, readRecord, writeArrival } from '../support/programs-records.js';
import { callCarnet } from '../support/run-carnet.js';
import { requirePackage } from '../support/system-package.js';

const folder = fileURLToPath(new URL('../../../shared/data/synthea-10/', import.meta.url));
const password = 'ndole-ndole-1234';
const arrivalMillisecondsMax = 60_000;

const chromium = requirePackage(t, 'chromium');
if (!existsSync(folder)) {
  t.fail('the test data is missing: put Synthea NDJSON in ../shared/data/synthea-10 beside the repository');
} else if (chromium !== undefined) {
  await buildPages();
  const network = await startNetwork(t, ['Douala']);
  testArrival(network);
  testCharts(network, await openBrowser(t, chromium));
}

function testArrival(network: Network): void {
  t.test('[W4][S9] all of Synthea is stored at a site, and arrives at the hub equal in canonical form', async (t) => {
    const [site] = network.sites;
    const files = readdirSync(folder).map((name) => join(folder, name));
    const lines = files.flatMap((file) => readFileSync(file, 'utf8').trim().split('\n'));
    const { exit, out } = await callCarnet(['import', ...files, '--dir', site?.dir ?? '', '--json']);
    t.equal(exit, 0, out);
    t.match(JSON.parse(out), { stored: lines.length, refused: 0 });
    const different: string[] = [];
    for (const line of lines) {
      const { resourceType, id } = JSON.parse(line) as { resourceType: string; id: string };
      const found = await eventually(
        `${resourceType}/${id} at the hub`,
        () => readRecord(network.hub.journal, resourceType, id),
        arrivalMillisecondsMax,
      );
      if (found.body !== canonicalise(line)) different.push(`${resourceType}/${id}`);
    }
    t.strictSame(different, []);
  });
}

function testCharts(network: Network, browser: Browser): void {
  t.test('the charts of all its patients open once they have come', async (t) => {
    const [site] = network.sites;
    if (site === undefined) throw new Error('site');
    const doctor = { name: 'doctor', displayName: 'Doctor', role: 'doctor', password };
    await callControl(site.dir, 'user-add', doctor);
    const url = `http://localhost:${site.edge.httpPort}/`;
    const { page, complaints } = await visit(browser, url);
    await signIn(page, 'doctor', password);
    const patients = readFileSync(join(folder, 'Patient.ndjson'), 'utf8').trim().split('\n');
    for (const line of patients) {
      const { id, name } = JSON.parse(line) as { id: string; name: { family: string }[] };
      await writeArrival(site.edge.journal, id);
      await page.goto(`${url}#/patient/${id}`);
      await page.waitForSelector(`.patient-banner >> text=/${name[0]?.family}/i`);
      await page.waitForSelector('.summary .section .item-foot');
      t.equal(await page.locator('.summary [role=alert]').count(), 0, 'no part of the chart failed');
    }
    t.strictSame(complaints, []);
  });
}
