import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { accessTableText } from '../../record/access-table.js';

t.test('[R21] docs/access.md is what the code decides', async (t) => {
  const printed = readFileSync(join(import.meta.dirname, '../../docs/access.md'), 'utf8');
  t.equal(printed, accessTableText(), 'npm run print:access brings it up to date');
  t.match(
    printed,
    /\| prescription \| – \| write \(not confidential, care, licence\) \| write \(care, licence\) \| all \(care, licence\)/,
  );
  t.match(printed, /- lab, Observation: write \(care\)/);
});
