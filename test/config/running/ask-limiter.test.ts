import t from 'tap';
import { AskLimiter } from '../../../config/running/ask-limiter.js';

t.test('[F11] so many asks a minute, each asker for themselves', async (t) => {
  let now = 1_000_000;
  const limiter = new AskLimiter(2, () => now);
  t.same([limiter.take('a'), limiter.take('a'), limiter.take('a'), limiter.take('b')], [true, true, false, true]);
  now += 59_999;
  t.notOk(limiter.take('a'), 'and asking on does not make it sooner');
  now += 1;
  t.ok(limiter.take('a'));
});

t.test('[F11] a clock that jumps back locks nobody out, and memory has a bound', async (t) => {
  let now = 1_000_000;
  const limiter = new AskLimiter(1, () => now);
  t.ok(limiter.take('a'));
  now = 5;
  t.ok(limiter.take('a'));
  t.notOk(limiter.take('a'));
  for (let asker = 0; asker < 10_000; asker += 1) limiter.take(`x${asker}`);
  t.ok(limiter.take('a'), 'forgotten in favour of those who asked later');
});
