import fc from 'fast-check';
import t from 'tap';
import { CsvSplitter } from '../../../provisioning/import/csv/csv-splitter.js';
import { mappingExample, readMapping } from '../../../provisioning/import/csv/mapping.js';
import { defaultDatePatterns, readDate } from '../../../provisioning/import/csv/read-date.js';
import { readHere, runImport, withJournal, writeFiles } from '../../support/import-run.js';
import { callCarnet } from '../../support/run-carnet.js';
import { siteFolder } from '../../support/site-folder.js';

const mapping = {
  columns: {
    Dossier: { identifier: 'urn:hopital:dossier' },
    Nom: 'family',
    Prénoms: 'given',
    Sexe: 'gender',
    'Né(e) le': 'birthDate',
    Tél: 'phone',
    Ville: 'city',
    Note: null,
  },
};
const head = 'Dossier;Nom;Prénoms;Sexe;Né(e) le;Tél;Ville;Note';
const rows = [
  '1001;NGO’O;Marie Thérèse;F;03/02/1980;677 11 22 33;Garoua;ignored',
  '1002;"ATANGANA ""dit"" Paul; fils";Jean;homme;12 mars 1985;;"Ngaoundéré\nII";',
  '1003;BELLO;Aïssatou;Féminin;1990;;;',
  '1004;FOUDA;Luc;garçon;07-1999;;;',
];
const patients = (dir: string) =>
  withJournal(dir, async ({ records }) => {
    const query = { type: 'Patient' as never, clauses: [], count: 50, total: false, includes: [] };
    const { versions } = await records.search(query);
    return versions
      .map(({ body }) => JSON.parse(body))
      .sort((one, other) => String(one.identifier?.[0]?.value).localeCompare(String(other.identifier?.[0]?.value)));
  });

t.test('[F85] rows come out as RFC 4180 writes them, however the table is cut', async () => {
  const field = fc.string().map((text) => text.replace(/[\r\u2028]/g, '').trim());
  fc.assert(
    fc.property(
      fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { minLength: 1 }),
      fc.integer({ min: 1, max: 7 }),
      fc.constantFrom(';', ',', '\t'),
      (table, size, delimiter) => {
        const text = table
          .map((fields) => fields.map((value) => `"${value.replaceAll('"', '""')}"`).join(delimiter))
          .join('\r\n');
        const splitter = new CsvSplitter(delimiter);
        const found: string[][] = [];
        const characters = [...text];
        for (let at = 0; at < characters.length; at += size) {
          found.push(...splitter.push(characters.slice(at, at + size).join('')).map(({ fields }) => [...fields]));
        }
        found.push(...splitter.finish().map(({ fields }) => [...fields]));
        return JSON.stringify(found) === JSON.stringify(table);
      },
    ),
  );
});

t.test('[F85] dates as they are written in Cameroon; a day that is none is refused', async (t) => {
  const read = (text: string, tried: readonly string[] = defaultDatePatterns) => readDate(text, tried);
  t.equal(read('3/2/1980'), '1980-02-03');
  t.equal(read('03.02.1980'), '1980-02-03');
  t.equal(read('1980-02-03T00:00:00'), '1980-02-03');
  t.equal(read('1er août 1980'), '1980-08-01');
  t.equal(read('12 Dec 1980'), '1980-12-12');
  t.equal(read('02/1980'), '1980-02');
  t.equal(read('1980'), '1980');
  t.equal(read('02/03/1980', ['MM/DD/YYYY']), '1980-02-03');
  t.equal(read('19800203', ['YYYYMMDD']), '1980-02-03');
  for (const wrong of ['31/04/1980', '29/02/1981', '03/02/80', '13/13/1980', '29345', 'inconnu', '0000']) {
    t.equal(read(wrong), undefined, wrong);
  }
});

t.test('[F85] a table of patients in the encodings and delimiters of this world', async (t) => {
  const text = [head, ...rows].join('\r\n');
  const encodings: Readonly<Record<string, string | Uint8Array>> = {
    'utf8.csv': text,
    'mark.csv': `\uFEFFsep=;\r\n${text}`,
    'latin.csv': Buffer.from(text.replace('’', "'"), 'latin1'),
    'wide.csv': Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]),
    'tab.tsv': text.replaceAll(';', '\t').replace('Paul\t', 'Paul;'),
    'comma.csv': text.replaceAll(';', ',').replace('Paul,', 'Paul;'),
  };
  for (const [name, content] of Object.entries(encodings)) {
    const dir = siteFolder(t);
    const [file = '', map = ''] = writeFiles(t, { [name]: content, 'map.json': mapping });
    t.match(await runImport(dir, [file], '--mapping', map), { exit: 0, report: { created: 4, refused: 0 } }, name);
    t.match(await patients(dir), [
      {
        identifier: [{ system: 'urn:hopital:dossier', value: '1001' }],
        name: [{ family: /^NGO.O$/, given: ['Marie', 'Thérèse'] }],
        ...{ gender: 'female', birthDate: '1980-02-03', telecom: [{ system: 'phone', value: '677 11 22 33' }] },
      },
      {
        name: [{ family: 'ATANGANA "dit" Paul; fils' }],
        ...{ gender: 'male', birthDate: '1985-03-12', address: [{ city: 'Ngaoundéré\nII' }] },
      },
      { gender: 'female', birthDate: '1990' },
      { gender: 'male', birthDate: '1999-07' },
    ]);
  }
});

t.test('[F85] a row finds its person again by the identifier, and changes what it says and nothing else', async (t) => {
  const dir = siteFolder(t);
  const [first = '', map = ''] = writeFiles(t, { 'a.csv': [head, ...rows].join('\n'), 'map.json': mapping });
  await runImport(dir, [first], '--mapping', map);
  const [again = ''] = writeFiles(t, {
    'b.csv': `${head}\n1001;NGO’O;Marie Thérèse;F;03/02/1980;699 00 00 00;;\n1002;AUTRE;Jean;F;12/03/1985;;;\n1005;NOUVEAU;Paul;M;2001;;;\n`,
  });
  const { report } = await runImport(dir, [again], '--mapping', map);
  t.match(report, { created: 1, updated: 1, refused: 1, duplicates: { refused: 1 } });
  t.match(report.files[0]?.refusals, [{ line: 3, code: 'already-exists' }], 'a woman is not this man');
  const found = await patients(dir);
  t.equal(found.length, 5);
  t.match(found[0], { telecom: [{ value: '699 00 00 00' }], address: [{ city: 'Garoua' }] });
  t.match((await readHere(dir, `Patient/${found[0].id}`))?.author, 'carnet:import');
});

t.test('[F85] what is wrong with a row names its line and column, never what stands there', async (t) => {
  const dir = siteFolder(t);
  const bad = [
    '2001;A;B;F;31/04/1980;;;',
    '2002;A;B;peut-être;;;;',
    ';;;F;1980;;;',
    '2004;A;B;F;;;;;;one field too many',
    '2005;"A" x;B;F;;;;',
    '2006;A;B;F;2999;;;',
    ';Sans;Dossier;F;1980;;;',
    '2008;"never closed;B;F;;;;',
  ];
  const [file = '', map = ''] = writeFiles(t, { 'a.csv': [head, ...bad].join('\n'), 'map.json': mapping });
  const { out } = await callCarnet(['import', file, '--mapping', map, '--dir', dir, '--lang', 'fr']);
  t.match(out, /créées : 1 .* refusées : 7/);
  t.match(out, /a\.csv:2 .*Né\(e\) le : pas une date/);
  t.match(out, /a\.csv:3 .*Sexe : mot inconnu/);
  t.match(out, /a\.csv:9 .*guillemets/);
  t.notMatch(out, /31\/04|peut-être|never closed/);
});

t.test('[F85] a mapping and a table that do not fit are refused before anything is read', async (t) => {
  const dir = siteFolder(t);
  const run = async (content: string, map: object | string) => {
    const [file = '', path = ''] = writeFiles(t, { 'a.csv': content, 'map.json': map });
    return callCarnet(['import', file, '--mapping', path, '--dir', dir]);
  };
  const table = 'Nom;Âge\nA;3\n';
  t.match(await run(table, { columns: { Nom: 'family' } }), { exit: 2, error: /not in the mapping.*Âge/ });
  t.match(await run(table, { columns: { nom: 'family', âge: null, x: 'given' } }), {
    exit: 2,
    error: /not in the table: x/,
  });
  t.match(await run('Nom;nom\n', { columns: { Nom: 'family' } }), { exit: 2, error: /more than once.*nom/ });
  const wrong: readonly (readonly [map: object | string, said: RegExp])[] = [
    ['{', /not a JSON object/],
    [{ columns: {} }, /what each column means/],
    [{ columns: { Nom: 'surname' } }, /one of family, given/],
    [{ columns: { Nom: { identifier: 'x' } } }, /identifier/],
    [{ columns: { Nom: 'family' }, dates: ['YY'] }, /dates/],
    [{ columns: { Nom: 'family' }, delimiter: '|' }, /delimiter/],
    [{ columns: { Nom: 'family' }, encoding: 'ebcdic' }, /encoding/],
    [{ columns: { Nom: 'family' }, genders: { x: 'y' } }, /genders/],
    [{ column: {} }, /column is not known/],
    [{ columns: { Nom: null } }, /all are left out/],
  ];
  for (const [map, said] of wrong) t.match(await run(table, map), { exit: 2, error: said }, JSON.stringify(map));
  const [file = ''] = writeFiles(t, { 'a.csv': table });
  t.match(await callCarnet(['import', file, '--dir', dir]), { exit: 2, error: /--mapping-example/ });
  t.match(await callCarnet(['import', file, '--dir', dir, '--mapping', `${file}x`]), { exit: 1, error: /a\.csvx/ });
  const { out } = await callCarnet(['import', '--mapping-example']);
  t.strictSame(JSON.parse(out), mappingExample);
  t.equal(readMapping(out, 'example').columns.size, Object.keys(mappingExample.columns).length);
});
