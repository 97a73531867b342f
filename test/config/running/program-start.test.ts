import { spawnSync } from 'node:child_process';
import t from 'tap';
import { environmentOf, nodeFlagsOf } from '../../../config/running/program-start.js';

t.test('Node takes the flags of each program', async (t) => {
  for (const program of ['edge-agent', 'central-hub'] as const) {
    const env = environmentOf(program, { PATH: process.env['PATH'] });
    const { status, stderr } = spawnSync(process.execPath, [...nodeFlagsOf(program), '-e', ''], {
      env,
      encoding: 'utf8',
    });
    t.equal(status, 0, program);
    t.equal(stderr, '', program);
  }
});

t.test('what an operator says in the environment is heard first', async (t) => {
  t.same(environmentOf('edge-agent', { LANG: 'fr' }), { MALLOC_ARENA_MAX: '2', LANG: 'fr' });
  t.same(environmentOf('edge-agent', { MALLOC_ARENA_MAX: '8' }), { MALLOC_ARENA_MAX: '8' });
});
