import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { retentionDefaults } from '../../../record/privacy/retention.js';
import { readAudit } from '../../support/programs-audit.js';
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

const retention = (dir: string, ...more: readonly string[]) =>
  callCarnet(['privacy', 'retention', '--dir', dir, ...more]);

t.test('[R44] times are shown and changed in both languages, and the register says what holds', async (t) => {
  const dir = siteFolder(t);
  t.match(await retention(dir, '--lang', 'en'), {
    exit: 0,
    out: /^kind +kept[\s\S]*habits +180 days +30 +180 [\s\S]*No sweep deletes:[\s\S]*audit trail: without end/,
  });
  t.match(await retention(dir, '--set', 'habits=91', '--set', 'exports=1', '--lang', 'fr'), {
    exit: 0,
    out: /habits +91 jours[\s\S]*exports +1 jour [\s\S]*journal d’audit : sans fin/,
  });
  t.match(JSON.parse((await retention(dir, '--json')).out), { days: { habits: 91, 'sign-ins': 365 }, recordYears: 0 });
  t.match((await run(dir, '--register-lang', 'en')).out, /habits of signing in: 91 days/);
  const { out } = await callCarnet(['audit', 'verify', '--dir', dir, '--lang', 'en']);
  t.match(out, /\d/);
  const rows = (await readAudit(dir)).filter(({ action }) => action.startsWith('retention'));
  t.match(rows, [{ author: /^carnet:operator\/./, action: 'retention habits 91' }, { action: 'retention exports 1' }]);
});

t.test('[R44] a time out of bounds is refused with the reason, and so is what has no time', async (t) => {
  const dir = siteFolder(t);
  for (const [set, error] of [
    ['habits=181', /30 to 180 days; after 180 days it is no habit/],
    ['habits=29', /30 to 180 days/],
    ['audit=400', /audit trail: without end, for it is a proof/],
    ['records=400', /records: until a decision to erase/],
    ['logs=1', /journald/],
    ['everything=1', /one of sign-ins, habits/],
    ['habits', /whole number of days/],
    ['habits=-5', /one of|whole number/],
    ['habits=1e9', /one of|whole number/],
  ] as const) {
    t.match(await retention(dir, '--set', set, '--lang', 'en'), { exit: 2, error }, set);
  }
  t.match(await retention(dir, '--set', 'habits=181', '--lang', 'fr'), {
    exit: 2,
    error: /de 30 à 180 jours ; au-delà/,
  });
  t.match(await retention(dir, '--due', '--lang', 'fr'), { exit: 2, error: /privacyRecordYears n’est pas dans/ });
  t.match(await retention(dir, '--due', '--set', 'habits=90'), { exit: 2 });
  t.match(await retention('/nowhere'), { exit: 2 });
  t.match(await callCarnet(['privacy', 'retention', '--help', '--lang', 'fr']), {
    exit: 0,
    out: /Exemples :[\s\S]*--due/,
  });
  t.match(JSON.parse((await retention(dir, '--json')).out).days, retentionDefaults, 'and nothing was changed');
});

t.test('[R46] records whose time is over are listed for a decision', async (t) => {
  const dir = siteFolder(t);
  writeFileSync(join(dir, 'settings.json'), JSON.stringify({ privacyRecordYears: 20 }));
  t.match(await retention(dir, '--due', '--lang', 'en'), { exit: 0, out: /^0 records without an entry for 20 years/ });
  t.match(JSON.parse((await retention(dir, '--due', '--json')).out), { years: 20, due: [] });
});
