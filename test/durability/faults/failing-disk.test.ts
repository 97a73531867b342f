import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { buildIfStale } from '../../bench/fresh-build.js';
import { cheapFolder } from '../../simulation/templates.js';
import { requirePackage } from '../../support/system-package.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { buildShim, shimEnvironment } from '../shim/build-shim.js';
import { SiteUnderFault } from './site-under-fault.js';

t.setTimeout(600_000);

const faults = [
  ['s', 'an fsync fails'],
  ['w', 'a write fails'],
  ['r', 'the disk may only be read from one moment to the next'],
] as const;

t.test('[W6] when the disk fails, the author is told, the program ends in words, and nothing is lost', async (t) => {
  if (requirePackage(t, 'gcc') === undefined) return;
  buildIfStale();
  const folder = temporaryFolder(t);
  const library = buildShim(folder);
  const switchFile = join(folder, 'switch');
  writeFileSync(switchFile, '-');
  const environment = shimEnvironment({ library, folder: await cheapFolder(), switchFile });
  const site = await SiteUnderFault.start(t, { environment });
  for (const [fault, words] of faults) {
    t.ok((await site.write(5)).kept >= 5);
    writeFileSync(switchFile, fault);
    const { kept, refusals } = await site.write(3);
    t.strictSame([kept, refusals], [0, ['500 disk-failed']], words);
    const { exitCode, errors } = await site.program.ended();
    t.equal(exitCode, 1);
    t.match(errors, /The disk reported an error.*Le disque a signalé une erreur.*\[disk-failed\]/);
    writeFileSync(switchFile, '-');
    await site.restart();
    t.strictSame(await site.missing(), []);
  }
  t.ok((await site.write(5)).kept >= 5);
});
