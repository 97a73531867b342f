import t from 'tap';
import type { Logger } from '../../../config/running/logger.js';
import { quietErrors } from '../../../config/running/quiet-errors.js';
import { Problem } from '../../../protocol/problem.js';

t.test('[L34] the same error is told once an hour, as a warning', async (t) => {
  const told: unknown[] = [];
  let now = 0;
  const logger = { warn: (fields: unknown) => told.push(fields) } as unknown as Logger;
  const note = quietErrors(logger, 'telemetry', () => now);
  note(new Problem('disk-full'));
  note(new Problem('disk-full'));
  note(new TypeError('x'));
  note('odd');
  t.equal(told.length, 3);
  t.match(told[0], { part: 'telemetry', err: { code: 'disk-full' } });
  now = 3_600_000;
  note(new Problem('disk-full'));
  t.equal(told.length, 4);
});
