import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import t from 'tap';
import { detailIn } from '../../../provisioning/commands/detail-words.js';

const french = { language: 'fr' } as const;
const root = resolve(import.meta.dirname, '../../..');
const places = ['provisioning', 'config', 'record/machine-scopes.ts'];
const thrown = /new Problem\(\s*'[a-z-]+',\s*(?:'((?:[^'\\]|\\.)*)'|`((?:[^`\\]|\\.)*)`)/g;
const given = /\$\{(?:[^{}]|\{[^{}]*\})*\}/g;

/** What is written behind problems in the sources, with `X` for what is given; only what has words of a language. */
function writtenDetails(): ReadonlySet<string> {
  const files = execFileSync('git', ['ls-files', ...places], { cwd: root, encoding: 'utf8' }).split('\n');
  const shown = files.filter((file) => file.endsWith('.ts') && !file.includes('/demo/') && !file.endsWith('-words.ts'));
  const details = shown.flatMap((file) =>
    [...readFileSync(resolve(root, file), 'utf8').matchAll(thrown)].map(([, plain, template]) =>
      (plain ?? template ?? '').replaceAll(given, 'X').replaceAll(/\\(.)/g, '$1'),
    ),
  );
  return new Set(details.filter((text) => /[a-z’]{2,} [a-z’]+/i.test(text) && !sameInBoth.has(text)));
}

/** Command lines, and what a program of the box would have to say in words of its own. */
const sameInBoth = new Set([
  ...['carnet join CODE', 'carnet X: exit X', 'systemctl X X', 'routes have no schema'],
  ...['--dir FOLDER', '--format X: ndjson, bundle', 'verb X', '--host X', '--slot X', '--from X', 'port X'],
  ...['--since X: 2026-01-31, 2026-01-31T08:00:00Z', 'site X', 'X: site X, X'],
]);

t.test('each detail that a command may show in brackets has French words', async (t) => {
  const details = writtenDetails();
  t.ok(details.size > 90, `${details.size} found`);
  for (const detail of details) t.not(detailIn(french, detail), detail, detail);
});

t.test('what was given stays as it is, in its place; English stays English', async (t) => {
  t.equal(detailIn(french, 'user awa is disabled'), 'l’utilisateur awa est désactivé');
  t.equal(
    detailIn(french, '--within-seconds abc: a whole number from 0 to 3600'),
    '--within-seconds abc : un nombre entier de 0 à 3600',
  );
  t.equal(detailIn(french, '/a (b)/$&.db is missing'), '/a (b)/$&.db manque');
  t.equal(detailIn(french, '/media/usb'), '/media/usb');
  t.equal(detailIn({ language: 'en' }, 'user awa is disabled'), 'user awa is disabled');
});
