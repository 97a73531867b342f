import { setTimeout as pause } from 'node:timers/promises';
import t from 'tap';
import { SiteUnderFault } from '../../durability/faults/site-under-fault.js';
import type { ExportManifest } from '../../support/bulk-export.js';
import { writeFiles } from '../../support/import-run.js';
import { readAudit } from '../../support/programs-audit.js';
import { spawnCarnet } from '../../support/run-carnet.js';

t.setTimeout(1_800_000);

const count = 12_000;
const patients = Array.from({ length: count }, (_, index) => ({ resourceType: 'Patient', id: `i${index}` }));

t.test('[F105][F107] an export goes on after kill -9, and a download at the byte where it was cut', async (t) => {
  const site = await SiteUnderFault.start(t, {});
  const [file = ''] = writeFiles(t, { 'in.ndjson': patients });
  t.equal((await spawnCarnet(['import', file, '--dir', site.dir])).exit, 0);
  const begun = await site.ask('$export?_type=Patient', { prefer: 'respond-async' });
  t.equal(begun.status, 202);
  const path = (of: string) => of.replace(/^.*\/fhir\//, '');
  const status = path(begun.headers.get('content-location') ?? '');

  const seen: number[] = [];
  for (let kills = 0; kills < 3; kills += 1) {
    await pause(100);
    const progress = await site.ask(status);
    if (progress.status !== 202) break;
    seen.push(Number.parseInt(progress.headers.get('x-progress') ?? '0', 10));
    await site.kill();
    await site.restart();
    await site.write(1);
  }
  t.ok(seen.length > 0 && (seen.at(-1) ?? 0) < count, `killed at ${seen.join(', ')}`);
  let end = await site.ask(status);
  for (; end.status === 202; end = await site.ask(status)) await pause(50);
  t.equal(end.status, 200);
  const { output } = (await end.json()) as ExportManifest;
  t.match(output, [{ type: 'Patient', count }]);

  const url = path(output[0]?.url ?? '');
  const whole = Buffer.from(await (await site.ask(url)).arrayBuffer());
  const half = Math.floor(whole.length / 2);
  await site.kill();
  await site.restart();
  const rest = await site.ask(url, { range: `bytes=${half}-` });
  t.equal(rest.status, 206);
  t.ok(Buffer.from(await rest.arrayBuffer()).equals(whole.subarray(half)));
  const ids = whole
    .toString()
    .split('\n')
    .slice(0, -1)
    .map((line) => (JSON.parse(line) as { id: string }).id);
  t.equal(new Set(ids).size, count, 'each is there once');
  t.strictSame(await site.missing(), [], 'the ward lost nothing');
  const trail = await readAudit(site.dir);
  t.ok(
    trail.some(({ action, subject }) => action === 'export' && subject === 'export'),
    'who began it',
  );
  t.ok(
    trail.some(({ action, subject }) => action === 'export' && subject === 'Patient'),
    'who took it',
  );
});
