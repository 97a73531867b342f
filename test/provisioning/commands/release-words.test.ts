import { join } from 'node:path';
import t from 'tap';
import { callCarnet } from '../../support/run-carnet.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

t.test('[U2] what was typed in the place of an archive is named before the keys are looked for', async (t) => {
  const root = temporaryFolder(t);
  const folder = await callCarnet(['release', 'show', root, '--root', root]);
  t.equal(folder.exit, 2);
  t.match(folder.error, /is a folder, not an archive\)/);
  const missing = join(root, 'none.release');
  for (const line of [['release', 'show'], ['upgrade']]) {
    const { exit, error } = await callCarnet([...line, missing, '--root', root, '--lang', 'fr']);
    t.equal(exit, 1);
    t.ok(error.includes(`(${missing})`), error);
  }
});

t.test('[U5] a number that is none is named with its option and its bounds', async (t) => {
  const root = temporaryFolder(t);
  for (const wrong of ['abc', '-1', '1.5', '3601', '']) {
    const { exit, error } = await callCarnet(['upgrade', 'x', '--root', root, '--within-seconds', wrong]);
    t.equal(exit, 2, wrong);
    t.match(
      error,
      wrong === '' ? /--within-seconds is missing/ : /--within-seconds \S+: a whole number from 0 to 3600/,
    );
  }
  const { error } = await callCarnet(['upgrade', 'x', '--root', root, '--healthy-seconds', 'abc', '--lang', 'fr']);
  t.match(error, /--healthy-seconds abc : un nombre entier de 0 à 3600/);
});

t.test('[U5] without an archive there is nothing to carry on', async (t) => {
  const { exit, error } = await callCarnet(['upgrade', '--root', temporaryFolder(t)]);
  t.equal(exit, 2);
  t.match(error, /no upgrade is under way: name an archive/);
});
