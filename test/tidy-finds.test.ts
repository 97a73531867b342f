import t from 'tap';
import * as directions from './support/tidy/directions.js';
import { planted } from './support/tidy/planted.js';
import { importsOf } from './support/tidy/project.js';
import { rulesCited, rulesNamed, rulesOf } from './support/tidy/rules.js';
import { couldSend, unknownSenders } from './support/tidy/sending.js';
import * as shape from './support/tidy/shape.js';

const importsIn = (files: Readonly<Record<string, string>>) => planted(files).flatMap(importsOf);

t.test('an import against the directions is found in every form', async (t) => {
  for (const line of [
    `import { a } from '../journal/store.js';`,
    `import type { A } from '../journal/store.js';`,
    `export { a } from '../journal/store.js';`,
    `const a = await import('../journal/store.js');`,
    `let a: import('../journal/store.js').A;`,
  ]) {
    const found = directions.wrongDirections(importsIn({ 'record/a.ts': line }));
    t.strictSame(found, ['record/a.ts imports journal/store.ts'], line);
  }
  const jsx = importsIn({ 'ui/kit/b.tsx': `import { a } from '../../journal/a.js';\nexport const b = <p>{a}</p>;` });
  t.equal(directions.wrongDirections(jsx).length, 1);
  t.strictSame(directions.wrongDirections(importsIn({ 'journal/a.ts': `import '../record/a.js';` })), []);
  t.equal(directions.wrongDirections(importsIn({ 'edge-agent/a.ts': `import '../central-hub/a.js';` })).length, 1);
});

t.test('a cycle is found through any number of files', async (t) => {
  const files = {
    'a/a.ts': `import './b.js';`,
    'a/b.ts': `import type { C } from './c.js';`,
    'a/c.ts': `export { a } from './a.js';`,
    'a/d.ts': `import './a.js';`,
  };
  t.strictSame(directions.cycles(importsIn(files)), ['a/a.ts → a/b.ts → a/c.ts → a/a.ts']);
  t.strictSame(directions.cycles(importsIn({ ...files, 'a/c.ts': '' })), []);
});

t.test('an imported entry, settings read elsewhere, input and output in a pure folder are found', async (t) => {
  t.equal(directions.importsOfEntries(importsIn({ 'test/a.test.ts': `import '../edge-agent/main.js';` })).length, 1);
  const reads = `import { settings } from '../config/edge-settings.js';`;
  t.equal(directions.configReadElsewhere(importsIn({ 'edge-agent/uplink.ts': reads })).length, 1);
  t.equal(directions.configReadElsewhere(importsIn({ 'edge-agent/main.ts': reads })).length, 0);
  t.equal(directions.impureImports(importsIn({ 'protocol/a.ts': `import 'node:fs';` })).length, 1);
});

t.test('Node in a page is found behind the files that the page imports', async (t) => {
  const files = {
    'ui/workstation/app.tsx': `import { rules } from '../../record/rules.js';`,
    'record/rules.ts': `import { createHash } from 'node:crypto';`,
  };
  t.strictSame(directions.nodeInBrowser(importsIn(files)), ['record/rules.ts imports node:crypto']);
});

t.test('long files, long functions, barrels and names that say nothing are found', async (t) => {
  const long = `const f = () => {\n${'  f();\n'.repeat(59)}};\n`;
  t.equal(shape.longFunctions(planted({ 'a/a.ts': long })).length, 1);
  t.equal(shape.longFunctions(planted({ 'a/a.ts': long.replace('  f();\n', '') })).length, 0);
  const suite = `function suite() {\n${`t.test('a', () => {\n${'f();\n'.repeat(20)}});\n`.repeat(4)}}\n`;
  t.equal(shape.longFunctions(planted({ 'a/a.ts': suite })).length, 1);
  t.equal(shape.longFunctions(planted({ 'test/a.test.ts': suite })).length, 0);
  t.equal(shape.longFiles(planted({ 'a/a.ts': 'a;\n'.repeat(301) })).length, 1);
  t.equal(shape.longFiles(planted({ 'a/a.ts': 'a;\n'.repeat(300) })).length, 0);
  const barrel = `export { a } from './a.js';\nexport type { B } from './b.js';\n`;
  t.equal(shape.barrels(planted({ 'a/a.ts': barrel })).length, 1);
  t.equal(shape.barrels(planted({ 'a/a.ts': `export * from './a.js';\nexport const b = 1;\n` })).length, 1);
  t.equal(shape.barrels(planted({ 'a/a.ts': `${barrel}export const b = 1;\n` })).length, 0);
  t.equal(shape.dumps(['a/utils.ts', 'common/a.ts', 'a/index.ts', 'a/date-helpers.ts', 'a/types.test.ts']).length, 5);
  t.strictSame(shape.dumps(['record/resource.ts', 'journal/shared-lock.ts']), []);
});

t.test('the wall clock is found in a pure folder, but not in a comment or as a parameter', async (t) => {
  const found = (text: string) => shape.hiddenInputs(planted({ 'record/a.ts': text })).length;
  t.equal(found('const a = Date.now();'), 1);
  t.equal(found('const a = new Date();'), 1);
  t.equal(found('// never Date.now()\nconst a = clock(Date.now);'), 0);
});

t.test('rules, their citations and their mentions are read', async (t) => {
  t.strictSame([...rulesOf('- **S1** a\n- **S2** b\ntext **S3**\n')], ['S1', 'S2']);
  const tests = planted({
    'test/a.test.ts': "t.test('[S1][S2] a', f); t.test(`[S4] \u0024{a}`, f); t.test('see [S3]', f);",
  });
  t.strictSame([...rulesCited(tests).keys()], ['S1', 'S2', 'S4']);
  t.strictSame([...rulesNamed('(rule S1) rules S2, S3 and W4; rule of thumb')], ['S1', 'S2', 'S3', 'W4']);
});

t.test(
  '[R42] a module that could send is found: by what it imports, by an unknown package, by what it calls',
  async (t) => {
    for (const [text, name] of [
      [`import { request } from 'node:https';`, 'https'],
      [`import { connect } from 'node:net';`, 'a socket'],
      [`const { createTransport } = await import('nodemailer');`, 'mail'],
      [`import { Client } from 'some-sms-gateway';`, 'a package that nobody looked at'],
      [`await fetch('https://example.org', { body });`, 'fetch'],
      [`navigator.sendBeacon('/', text);`, 'a beacon'],
    ] as const) {
      const files = planted({ 'journal/a.ts': text });
      const could = couldSend(files, files.flatMap(importsOf));
      t.strictSame(could, ['journal/a.ts'], name);
      t.match(unknownSenders(could, []), ['journal/a.ts could send, and is not known to']);
    }
    const quiet = planted({ 'journal/a.ts': `import type { Socket } from 'node:net';\nimport 'node:fs';` });
    t.strictSame(couldSend(quiet, quiet.flatMap(importsOf)), []);
    const all = unknownSenders([], ['alert-mail', 'sms' as 'alert-mail']);
    t.ok(all.includes('nobody sends sms') && !all.includes('nobody sends alert-mail'));
  },
);
