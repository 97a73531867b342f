// Prints the table of access into docs/access.md, from the code that decides. Usage: npm run print:access
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import './load-typescript.js';

const { accessTableText } = await import('../record/access-table.ts');
writeFileSync(join(import.meta.dirname, '../docs/access.md'), accessTableText());
