import fc from 'fast-check';
import t from 'tap';
import { BundleSplitter } from '../../../provisioning/import/read/bundle-splitter.js';
import { fileForm as formOf } from '../../../provisioning/import/read/file-form.js';
import { LineSplitter } from '../../../provisioning/import/read/line-splitter.js';

t.test('[F80] entries of a Bundle come out as written, however the file is cut', async (t) => {
  const entry = fc.record({ fullUrl: fc.string(), resource: fc.record({ id: fc.string(), note: fc.json() }) });
  const bundle = fc.record({
    resourceType: fc.constant('Bundle'),
    meta: fc.jsonValue(),
    type: fc.constantFrom('collection', 'history', 'batch'),
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
      if (splitter.type !== value.type) return false;
      return JSON.stringify(entries.map((each) => JSON.parse(each))) === JSON.stringify(value.entry);
    }),
  );
  const cut = new BundleSplitter();
  cut.push('{"resourceType":"Bundle","entry":[{"resource":{');
  t.throws(() => cut.finish(), { code: 'body-malformed' });
  t.throws(() => new BundleSplitter().push('}'), { code: 'body-malformed' });
});

t.test('[F80] lines keep their numbers, however the file is cut', async () => {
  fc.assert(
    fc.property(
      fc.array(fc.string().map((line) => line.replace(/\n/g, ' '))),
      fc.integer({ min: 1, max: 9 }),
      (lines, size) => {
        const bytes = Buffer.from(lines.join('\n'));
        const splitter = new LineSplitter();
        const found = [];
        for (let at = 0; at < bytes.length; at += size) found.push(...splitter.push(bytes.subarray(at, at + size)));
        found.push(...splitter.finish());
        const expected = lines.flatMap((line, index) => {
          const text = (index === 0 ? line.replace(/^\uFEFF/, '') : line).trim();
          return text === '' ? [] : [{ line: index + 1, text }];
        });
        return JSON.stringify(found) === JSON.stringify(expected);
      },
    ),
  );
});

t.test('[F80] the form of a file is told by its beginning', async (t) => {
  const fileForm = (name: string, head: string) => formOf(name, Buffer.from(head));
  t.equal(fileForm('a.ndjson', ''), 'lines');
  t.equal(fileForm('a.json', '{"resourceType":"Patient"}\n{"resourceType":"Patient"}'), 'lines');
  t.equal(fileForm('a.json', '{"resourceType":"Bundle","entry":[]}'), 'bundle');
  t.equal(fileForm('a.json', '\n{\n  "resourceType": "Bundle",\n'), 'bundle');
  t.equal(fileForm('a.json', '{"type":"transaction","entry":[{"resource":{"resourceType":"Patient"'), 'bundle');
  t.equal(fileForm('a.json', '{\n  "resourceType": "Patient"\n}'), 'single');
  t.equal(fileForm('a', `{"resourceType":"Patient","x":"${'y'.repeat(70_000)}`.slice(0, 65_536)), 'lines');
  t.equal(formOf('a.csv', Buffer.from('Nom;Sexe\n'), true), 'rows');
  const wrong: readonly (readonly [name: string, head: string, words: RegExp])[] = [
    ['a.csv', 'Nom;Sexe\n', /--mapping/],
    ['a.json', '[{}]', /JSON array/],
    ['a.json', '<Patient xmlns="http://hl7.org/fhir"/>', /XML/],
    ['a.xlsx', 'PK\u0003\u0004', /Excel/],
    ['a.json', '', /empty/],
    ['a.pdf', '%PDF-1.7', /not a FHIR file/],
  ];
  for (const [name, head, words] of wrong) t.throws(() => fileForm(name, head), { message: words }, name);
  t.throws(() => formOf('a.json', Buffer.from('\uFEFF{}', 'utf16le')), { message: /UTF-16/ });
});
