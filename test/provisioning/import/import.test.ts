import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { Problem } from '../../../protocol/problem.js';
import { BundleSplitter } from '../../../provisioning/import/bundle-splitter.js';
import { fileForm } from '../../../provisioning/import/file-form.js';
import { type ChunkLine, importFiles } from '../../../provisioning/import/import-files.js';
import { LineSplitter } from '../../../provisioning/import/line-splitter.js';
import { openResourceFile } from '../../../provisioning/import/resource-file.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const uuid = '6f1d4a52-1c1b-4d5b-9f0e-0a1b2c3d4e5f';

t.test('entries of a Bundle come out as written, however the file is cut', async (t) => {
  const entry = fc.record({ fullUrl: fc.string(), resource: fc.record({ id: fc.string(), note: fc.json() }) });
  const bundle = fc.record({
    resourceType: fc.constant('Bundle'),
    meta: fc.jsonValue(),
    entry: fc.array(entry),
    link: fc.jsonValue(),
  });
  fc.assert(
    fc.property(bundle, fc.integer({ min: 1, max: 40 }), fc.boolean(), (value, size, indented) => {
      const text = JSON.stringify(value, null, indented ? 2 : undefined);
      const splitter = new BundleSplitter();
      const entries: string[] = [];
      for (let at = 0; at < text.length; at += size) entries.push(...splitter.push(text.slice(at, at + size)));
      splitter.finish();
      return JSON.stringify(entries.map((each) => JSON.parse(each))) === JSON.stringify(value.entry);
    }),
  );
  const cut = new BundleSplitter();
  cut.push('{"resourceType":"Bundle","entry":[{"resource":{');
  t.throws(() => cut.finish(), { code: 'body-malformed' });
  t.throws(() => new BundleSplitter().push('}'), { code: 'body-malformed' });
});

t.test('lines keep their numbers, however the file is cut', async () => {
  fc.assert(
    fc.property(
      fc.array(fc.string().map((line) => line.replace(/\n/g, ' '))),
      fc.integer({ min: 1, max: 9 }),
      (lines, size) => {
        const text = lines.join('\n');
        const splitter = new LineSplitter();
        const found = [];
        for (let at = 0; at < text.length; at += size) found.push(...splitter.push(text.slice(at, at + size)));
        found.push(...splitter.finish());
        const expected = lines.flatMap((line, index) =>
          line.trim() === '' ? [] : [{ line: index + 1, text: line.trim() }],
        );
        return JSON.stringify(found) === JSON.stringify(expected);
      },
    ),
  );
});

t.test('the form of a file is told by its beginning', async (t) => {
  t.equal(fileForm('a.ndjson', 'x'), 'lines');
  t.equal(fileForm('a.json', '{"resourceType":"Patient"}\n{"resourceType":"Patient"}'), 'lines');
  t.equal(fileForm('a.json', '{"resourceType":"Bundle","entry":[]}'), 'bundle');
  t.equal(fileForm('a.json', '\n{\n  "resourceType": "Bundle",\n'), 'bundle');
  t.equal(fileForm('a.json', '{"type":"transaction","entry":[{"resource":{"resourceType":"Patient"'), 'bundle');
  t.equal(fileForm('a.json', '{\n  "resourceType": "Patient"\n}'), 'single');
  t.equal(fileForm('a', `{"resourceType":"Patient","x":"${'y'.repeat(70_000)}`.slice(0, 65_536)), 'lines');
});

async function readAll(path: string) {
  const found = [];
  const source = await openResourceFile(path);
  for await (const each of source.read(() => {})) found.push(each);
  return found;
}

t.test('references between entries of a Bundle are resolved; all others stay', async (t) => {
  const path = join(temporaryFolder(t), 'bundle.json');
  const observation = {
    resourceType: 'Observation',
    id: 'o',
    subject: { reference: `urn:uuid:${uuid}` },
    performer: [{ reference: 'Practitioner?identifier=x|1' }],
  };
  const entry = [
    { fullUrl: 'urn:uuid:x', resource: observation },
    { fullUrl: `urn:uuid:${uuid}`, resource: { resourceType: 'Patient' } },
    { resource: { resourceType: 'Patient' } },
    { request: { method: 'DELETE' } },
  ];
  writeFileSync(path, JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry }, null, 2));
  const [first, second, third, fourth] = await readAll(path);
  t.match(JSON.parse(String(first?.resource)), {
    subject: { reference: `Patient/${uuid}` },
    performer: [{ reference: 'Practitioner?identifier=x|1' }],
  });
  t.strictSame(JSON.parse(String(second?.resource)), { resourceType: 'Patient', id: uuid });
  t.match(third?.resource, { code: 'resource-structure' });
  t.match(fourth, { line: 4, resource: { code: 'resource-structure' } });
  await t.rejects(openResourceFile(join(path, 'missing')), { code: 'not-found' });
});

t.test('files become chunks of at most 200, and every refusal keeps its line', async (t) => {
  const dir = temporaryFolder(t);
  const [many, single] = [join(dir, 'many.ndjson'), join(dir, 'single.json')];
  writeFileSync(
    many,
    Array.from({ length: 450 }, (_, index) => `{"resourceType":"Patient","id":"${index}"}`).join('\n'),
  );
  writeFileSync(single, '{\n  "resourceType": "Patient",\n  "id": "one"\n}\n');
  const chunks: number[] = [];
  const progress: number[] = [];
  const report = await importFiles({
    files: [many, single],
    importChunk: async (resources: readonly ChunkLine[]) => {
      chunks.push(resources.length);
      const refused = resources
        .filter(({ text }) => text.includes('"id":"249"'))
        .map(({ line }) => ({ line, code: new Problem('resource-invalid').code, issues: [] }));
      return { stored: resources.length - refused.length, unchanged: 0, refused };
    },
    onProgress: ({ resources }) => progress.push(resources),
  });
  t.strictSame(chunks, [200, 200, 50, 1]);
  t.match(report, { stored: 450, refused: 1, files: [{ refused: [{ line: 250 }] }, { stored: 1 }] });
  t.equal(progress.at(-1), 451);
});
