import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { callCarnet } from '../../support/run-carnet.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

/** What is answered to a wrong command line, in both languages; never a stack, and in French no English. */
const wrong: readonly (readonly [line: string, exit: number, fr: RegExp, en: RegExp])[] = [
  ['release', 2, /Utilisation : carnet release/, /Usage: carnet release/],
  ['key nonsense', 2, /commande inconnue : nonsense/, /unknown command 'nonsense'/],
  ['release show', 2, /il manque : archive/, /missing required argument/],
  ['release show x --wrong', 2, /option inconnue : --wrong/, /unknown option/],
  ['release key', 2, /il manque l’option --out <file>/, /required option '--out <file>'/],
  ['release key --out', 2, /il manque la valeur de --out <file>/, /argument missing/],
  ['site list extra', 2, /trop de mots : 1 au lieu de 0/, /too many arguments/],
  ['upgrade x --service y', 2, /« y » n’est pas un choix possible \(choix : systemd, process\)/, /Allowed choices/],
  ['release show FOLDER/none', 1, /Rien n’a été modifié .* trusted-keys/, /Nothing was changed .* trusted-keys/],
  ['upgrade FOLDER/none --root FOLDER/none', 1, /se prépare une fois/, /is prepared once/],
  ['upgrade back --root FOLDER --dir FOLDER', 1, /Aucune version précédente/, /No release before this one/],
  [
    'upgrade status --root FOLDER',
    0,
    /Aucune version dans .*releases : vérifiez --root/,
    /No release lies in .*releases/,
  ],
  [
    'release pack --key FOLDER/key --out FOLDER/x --from FOLDER/tree',
    2,
    /arborescence construite/,
    /a tree that is built/,
  ],
  ['key status --dir FOLDER', 2, /ne contient pas encore de nœud/, /holds no Carnet node yet/],
  [
    'join --bundle FOLDER/none --dir FOLDER/box',
    1,
    /Rien n’a été modifié · Vérifiez le nom/,
    /Nothing was changed · Check/,
  ],
];

t.test(
  'a wrong command line is answered in words of one language: what happened, what is safe, what to do',
  async (t) => {
    const folder = temporaryFolder(t);
    mkdirSync(join(folder, 'tree'));
    writeFileSync(join(folder, 'tree', 'package.json'), '{"name":"carnet","version":"0.2.0"}');
    t.match(await callCarnet(['release', 'key', '--out', join(folder, 'key')]), { exit: 0 });
    for (const [line, exit, fr, en] of wrong) {
      const typed = line.replaceAll('FOLDER', folder).split(' ');
      for (const [language, words] of [
        ['fr', fr],
        ['en', en],
      ] as const) {
        const answer = await callCarnet(
          typed.length === 1 ? [...typed, '--lang', language] : ['--lang', language, ...typed],
        );
        const said = answer.out + answer.error;
        t.match({ exit: answer.exit, said }, { exit, said: words }, `${line} ${language}`);
        t.notMatch(said, /^ +at /m, 'no stack');
      }
    }
    const json = await callCarnet(['release', 'show', '--json', '--lang', 'fr']);
    t.match(JSON.parse(json.error), {
      problem: { code: 'usage-wrong', detail: "missing required argument 'archive'" },
    });
  },
);
