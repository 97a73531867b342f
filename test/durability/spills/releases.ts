import { createPrivateKey } from 'node:crypto';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { processService } from '../../../provisioning/upgrade/site-service.js';
import { builtVersion, copyBuilt, packBroken } from '../../support/built-release.js';
import type { WatchedPrograms } from './watched-programs.js';

type Teardown = { teardown(stop: () => unknown): unknown };

/** Where the text of programs lies, as the releases of {@link upgrade} bring it: the archives and what is unpacked. */
export const isProgramText = (place: string): boolean => /\/(?:root\/releases\/|out\/[^/]*\.release)/.test(place);

/** What came of the commands, in the order of the calls. */
export interface Upgraded {
  readonly outcomes: readonly string[];
  /** Of an archive that is cut off, shown and brought in, and of the one that runs already. */
  readonly exits: readonly (number | null)[];
  /** Ends the program that the upgrade left running. */
  readonly stop: () => Promise<void>;
}

/** Releases are made, shown, refused and brought in, and one that does not serve is left again, all by a site's technician. */
export async function upgrade(t: Teardown, programs: WatchedPrograms, dir: string): Promise<Upgraded> {
  const [root, key, archive] = [
    programs.path('root'),
    programs.path('out', 'release.key'),
    programs.path('out', 'built.release'),
  ];
  const [broken, cut] = [programs.path('out', 'broken.release'), programs.path('out', 'cut.release')];
  const service = processService(root, dir);
  t.teardown(() => service.stop());
  const desk = ['--root', root, '--service', 'process', '--healthy-seconds', '1', '--within-seconds', '20'];
  // The text of the programs is not theirs to write: it lies outside of what is searched.
  const tree = copyBuilt(join(programs.folder, '..', 'tree'), builtVersion);
  const made = await programs.carnet(['release', 'key', '--out', key, '--name', 'Région', '--json']);
  writeFileSync(join(root, 'trusted-keys'), `${(JSON.parse(made) as { trusted: string }).trusted}\n`);
  await programs.carnet(['release', 'pack', '--key', key, '--from', tree, '--out', archive]);
  await programs.carnet(['release', 'show', archive, '--root', root]);
  const bring = async (which: string) => {
    const words = ['upgrade', which, '--dir', dir, ...desk, '--json'];
    return (await programs.start('bin/carnet.js', words).ended).out;
  };
  const first = await bring(archive);
  const signer = createPrivateKey(readFileSync(key));
  const packed = await packBroken(join(programs.folder, '..', 'broken'), '99.0.0', 'process.exitCode = 1;\n', signer);
  writeFileSync(broken, readFileSync(packed));
  const second = await bring(broken);
  writeFileSync(cut, readFileSync(broken));
  truncateSync(cut, 5_000);
  const exits: (number | null)[] = [];
  for (const words of [
    ['release', 'show', cut, '--root', root],
    ['upgrade', cut, '--dir', dir, ...desk],
    ['upgrade', archive, '--dir', dir, ...desk],
  ]) {
    exits.push((await programs.start('bin/carnet.js', words).ended).exitCode);
  }
  await programs.carnet(['upgrade', 'status', '--root', root, '--json']);
  const outcomes = [first, second].map((said) => (JSON.parse(said) as { outcome: string }).outcome);
  return { outcomes, exits, stop: () => service.stop() };
}
