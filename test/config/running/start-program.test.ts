import t from 'tap';
import { createLogger } from '../../../config/running/logger.js';
import { startProgram } from '../../../config/running/start-program.js';
import { Problem } from '../../../protocol/problem.js';

function groundOf(fatal: unknown[]) {
  const onFatal = (error: unknown) => void fatal.push(error);
  return { settings: { stopMillisecondsMax: 1_000 }, logger: createLogger('test', 'silent'), onFatal };
}

t.test('whatever was started is stopped again when a later part fails, the last one first', async (t) => {
  const stopped: string[] = [];
  const starting = startProgram(groundOf([]), async ({ stop }) => {
    stop.add('first', () => void stopped.push('first'));
    stop.add('second', () => void stopped.push('second'));
    throw new Problem('port-in-use');
  });
  await t.rejects(starting, { code: 'port-in-use' });
  t.strictSame(stopped, ['second', 'first']);
});

t.test('a program that started is not stopped, and only a failed disk ends it', async (t) => {
  const fatal: unknown[] = [];
  const stopped: string[] = [];
  const tell = await startProgram(groundOf(fatal), async ({ stop, onError }) => {
    stop.add('part', () => void stopped.push('part'));
    return onError;
  });
  tell(new Problem('disk-full'));
  t.strictSame(fatal, []);
  tell(new Problem('disk-failed'));
  t.match(fatal, [{ code: 'disk-failed' }]);
  t.strictSame(stopped, []);
});
