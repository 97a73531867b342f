/** A program that writes to a journal without end and says on its standard output what was acknowledged. */
import { writeSync } from 'node:fs';
import { openJournal } from '../../journal/open.js';
import { parseSiteCode } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { observation, patient, testKey, write } from './journal-fixtures.js';

const [file = '', start = '0'] = process.argv.slice(2);
const say = (line: string) => writeSync(1, `${line}\n`);
const journal = openJournal({ file, key: testKey, role: 'site', site: parseSiteCode('7KD'), epoch: 1 });

for (let count = Number(start); ; count += 1) {
  try {
    const more = { note: [{ text: 'x'.repeat(2000) }] };
    const versions = await write(journal, patient(`p${count}`), observation(`o${count % 50}`, `p${count}`, more));
    for (const { type, id, versionId } of versions) say(`${type} ${id} ${versionId}`);
  } catch (error) {
    say(`problem ${error instanceof Problem ? error.code : 'other'}`);
    const codes = await Promise.all(
      [journal.records.read(patient('p0')), write(journal, patient('again')), journal.sync.identity()].map((work) =>
        work.then(
          () => 'none',
          (next: unknown) => (next instanceof Problem ? next.code : 'other'),
        ),
      ),
    );
    say(`then ${codes.join(' ')}`);
    break;
  }
}
