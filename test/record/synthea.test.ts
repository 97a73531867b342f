import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { canonicalise, withServerMeta } from '../../record/canonical.js';
import { parseResource } from '../../record/parse.js';

const folder = fileURLToPath(new URL('../../../shared/data/synthea-10/', import.meta.url));

t.test('[W4] all 5,756 resources of Synthea pass, are equal in canonical form, and are filed', async (t) => {
  if (!existsSync(folder)) {
    t.fail('the test data is missing: put Synthea NDJSON in ../shared/data/synthea-10 beside the repository');
    return;
  }
  const refused: string[] = [];
  const wrong: string[] = [];
  let count = 0;
  for (const file of readdirSync(folder)) {
    for (const line of readFileSync(join(folder, file), 'utf8').trim().split('\n')) {
      count += 1;
      try {
        const { body, id, type, filing } = parseResource(line);
        if (body !== canonicalise(line)) wrong.push(`${type}/${id}: not equal`);
        if (canonicalise(withServerMeta(body, 'v', 0)) !== body) wrong.push(`${type}/${id}: meta`);
        if (!sameLexemes(line, body)) wrong.push(`${type}/${id}: numbers or references changed`);
        if (filing.patient === undefined || filing.searchRows.length < 3) wrong.push(`${type}/${id}: filing`);
      } catch (error) {
        refused.push(`${file}: ${String(error)}`);
      }
    }
  }
  t.equal(count, 5756);
  t.strictSame(refused.slice(0, 10), []);
  t.strictSame(wrong.slice(0, 10), []);
});

/** Whether two JSON texts hold the same decimals and references, in any order. */
function sameLexemes(left: string, right: string): boolean {
  const lexemes = (text: string) => (text.match(/:-?\d+\.\d+|"reference":"[^"]*"/g) ?? []).sort().join();
  return lexemes(left) === lexemes(right);
}
