import t from 'tap';
import { OneAfterAnother } from '../../../config/running/one-after-another.js';

/** Pieces that end when the test says so, and the names of those that have begun. */
function setUp() {
  const work = new OneAfterAnother();
  const begun: string[] = [];
  const ask = (name: string) => {
    let [end, fail] = [() => {}, () => {}];
    const piece = new Promise<string>((resolve, reject) => {
      end = () => resolve(name);
      fail = () => reject(new Error(name));
    });
    const done = work.run((...given: readonly unknown[]) => {
      begun.push(name, ...given.map(String));
      return piece;
    });
    return { done, end, fail };
  };
  return { work, begun, ask };
}

const turn = () => new Promise(setImmediate);

t.test('a piece begins when those before it have ended, and gives what it gives to who asked only', async (t) => {
  const { begun, ask } = setUp();
  const [first, second, third] = [ask('first'), ask('second'), ask('third')];
  second.end();
  await turn();
  t.strictSame(begun, ['first']);
  first.end();
  t.strictSame(await Promise.all([first.done, second.done]), ['first', 'second']);
  await turn();
  t.strictSame(begun, ['first', 'second', 'third']);
  third.end();
  t.equal(await third.done, 'third');
});

t.test('a piece that fails is told to who asked, and the next one begins all the same', async (t) => {
  const { work, ask } = setUp();
  const [failing, next] = [ask('failing'), ask('next')];
  failing.fail();
  next.end();
  await t.rejects(failing.done, { message: 'failing' });
  t.equal(await next.done, 'next');
  const thrown = work.run(() => {
    throw new Error('before there is a promise');
  });
  await t.rejects(thrown, { message: 'before there is a promise' });
  t.equal(await work.run(async () => 'after it'), 'after it');
});

t.test('whoever stops waits for all that was asked for, however it ends, and for nothing later', async (t) => {
  const { work, ask } = setUp();
  await work.settled();
  const [first, last] = [ask('first'), ask('last')];
  const told: string[] = [];
  last.done.catch(() => told.push('failed'));
  const settling = work.settled().then(() => told.push('settled'));
  const later = ask('later');
  first.end();
  await turn();
  t.strictSame(told, []);
  last.fail();
  await settling;
  t.strictSame(told, ['failed', 'settled'], 'who asked hears of it before whoever stops');
  later.end();
  await later.done;
});
