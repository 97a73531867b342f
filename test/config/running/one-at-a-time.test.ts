import t from 'tap';
import { OneAtATime } from '../../../config/running/one-at-a-time.js';

/** Work whose pieces end when the test says so. */
function setUp() {
  const pieces: { readonly end: () => void; readonly fail: (error: Error) => void }[] = [];
  const errors: unknown[] = [];
  const work = new OneAtATime(
    () => new Promise<void>((resolve, reject) => pieces.push({ end: resolve, fail: reject })),
    (error) => errors.push(error),
  );
  return { work, pieces, errors };
}

t.test('who asks while a piece is under way waits for that one, and the next begins after it', async (t) => {
  const { work, pieces } = setUp();
  const [first, second] = [work.run(), work.run()];
  t.equal(first, second);
  t.equal(pieces.length, 1);
  pieces[0]?.end();
  await first;
  const third = work.run();
  t.equal(pieces.length, 2);
  pieces[1]?.end();
  await third;
});

t.test('a piece that fails is told, and the next one begins all the same', async (t) => {
  const { work, pieces, errors } = setUp();
  const failing = work.run();
  pieces[0]?.fail(new Error('disk'));
  await failing;
  t.match(errors, [{ message: 'disk' }]);
  const next = work.run();
  pieces[1]?.end();
  await next;
  t.equal(errors.length, 1);
});

t.test('whoever stops waits for what is under way, and for nothing else', async (t) => {
  const { work, pieces } = setUp();
  await work.settled();
  const running = work.run();
  let settled = false;
  const settling = work.settled().then(() => {
    settled = true;
  });
  await Promise.resolve();
  t.notOk(settled);
  pieces[0]?.end();
  await Promise.all([running, settling]);
  t.ok(settled);
});
