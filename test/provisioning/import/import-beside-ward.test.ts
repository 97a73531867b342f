import t from 'tap';
import { SiteUnderFault } from '../../durability/faults/site-under-fault.js';
import { writeFiles } from '../../support/import-run.js';
import { spawnCarnet } from '../../support/run-carnet.js';

t.setTimeout(900_000);

const count = 3_000;
const patients = Array.from({ length: count }, (_, index) => ({ resourceType: 'Patient', id: `i${index}` }));

t.test(
  '[F81] [F84] [F86] beside the running program the ward writes on while an import comes, leaves and is exported',
  async (t) => {
    const site = await SiteUnderFault.start(t, {});
    await site.write(20);
    const files = writeFiles(t, { 'in.ndjson': patients });
    const carnet = async (...parameters: readonly string[]) => {
      const { exit, out, error } = await spawnCarnet([...parameters, '--dir', site.dir, '--json']);
      t.equal(exit, 0, exit === 0 ? parameters.join(' ') : error);
      return JSON.parse(out) as Readonly<Record<string, unknown>>;
    };

    const coming = await beside(site, () => carnet('import', ...files));
    t.match(coming.done, { import: 1, created: count, refused: 0, resumed: false });
    t.ok(coming.writes >= 10, `${coming.writes} writes were answered meanwhile`);
    t.strictSame(coming.refusals, [], 'and none was refused');
    t.strictSame(await site.missing(), [], 'nobody lost a word');
    for (const id of ['i0', `i${count - 1}`])
      t.equal((await site.writer.read(site.program.base, `Patient/${id}`)).status, 200);
    t.match(await carnet('import', ...files), { import: 2, created: 0, unchanged: count }, 'it is there whole');

    const taken = await beside(site, () => carnet('export', '--output', `${site.dir}-out`));
    t.ok(Number(taken.done['resources']) >= count);
    t.strictSame(taken.refusals, []);

    const leaving = await beside(site, () => carnet('import', 'undo', '1'));
    t.match(leaving.done, { deleted: count, left: [], stopped: false });
    t.ok(leaving.writes >= 10, `${leaving.writes} writes were answered meanwhile`);
    t.strictSame(leaving.refusals, []);
    t.strictSame(await site.missing(), [], 'what the ward wrote is all there');
    t.equal((await site.writer.read(site.program.base, 'Patient/i0')).status, 410);
  },
);

/** Has somebody at the ward write one record after the other for as long as something takes. */
async function beside<Result>(site: SiteUnderFault, work: () => Promise<Result>) {
  let isOver = false;
  const over = work().finally(() => {
    isOver = true;
  });
  let writes = 0;
  const refusals: string[] = [];
  while (!isOver) {
    const { kept, refusals: refused } = await site.write(1);
    writes += kept > 0 ? 1 : 0;
    refusals.push(...refused);
  }
  return { done: await over, writes, refusals };
}
