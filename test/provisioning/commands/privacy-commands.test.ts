import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { callCarnet } from '../../support/run-carnet.js';
import { siteFolder } from '../../support/site-folder.js';

const run = (dir: string, ...more: readonly string[]) => callCarnet(['privacy', 'register', '--dir', dir, ...more]);

t.test(
  '[R41] the register is printed from the facts of a folder, as Markdown or as data, in both languages',
  async (t) => {
    const dir = siteFolder(t);
    writeFileSync(join(dir, 'settings.json'), JSON.stringify({ privacyRecordYears: 25, idleLockSeconds: 120 }));
    const french = await run(dir, '--lang', 'fr');
    t.match(french, {
      exit: 0,
      out: /^# Registre des traitements[\s\S]*## Dossier médical[\s\S]*25 ans[\s\S]*120 s sans usage/,
    });
    t.match(await run(dir, '--register-lang', 'en'), { exit: 0, out: /^# Register of processing[\s\S]*25 years/ });
    const data = JSON.parse((await run(dir, '--json')).out);
    t.match(data, { node: { kind: 'site' }, entries: [{ processing: 'care' }], measures: [/./] });
  },
);

t.test('[R41] what is wrong is said, with its exit code', async (t) => {
  t.match(await run(siteFolder(t), '--register-lang', 'de'), { exit: 2 });
  t.match(await run('/nowhere'), { exit: 2, error: /nowhere/ });
  t.match(await callCarnet(['privacy', 'register', '--help']), { exit: 0, out: /Examples:[\s\S]*register\.md/ });
});
