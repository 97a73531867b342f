import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import t from 'tap';
import { keepHeapSmall } from '../../../config/running/heap-growth.js';
import { uncovered } from '../../support/uncovered.js';

const source = join(import.meta.dirname, '../../../config/running/heap-growth.ts');

t.test('the V8 of this Node knows how its heap is told to stay small', async (t) => {
  const program = `import { keepHeapSmall } from ${JSON.stringify(source)}; keepHeapSmall();`;
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
    encoding: 'utf8',
    env: { ...process.env, ...uncovered, NODE_OPTIONS: '' },
  });
  t.equal(status, 0);
  t.equal(stderr, '', 'V8 says there what it does not know');
  t.doesNotThrow(keepHeapSmall);
});
