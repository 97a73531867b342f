import t from 'tap';
import { stretchesLeft, stretchesOf } from './stretches.js';

t.test('seeds are cut at the same places whoever asks', async (t) => {
  t.strictSame(stretchesOf({ from: 1, to: 1_001 }), [
    { from: 1, to: 501 },
    { from: 501, to: 1_001 },
  ]);
  t.strictSame(stretchesOf({ from: 480, to: 1_100 }), [
    { from: 480, to: 501 },
    { from: 501, to: 1_001 },
    { from: 1_001, to: 1_100 },
  ]);
  t.strictSame(stretchesOf({ from: 5, to: 5 }), []);
});

t.test('a run that was cut goes on with what is left, whatever the order in which stretches came', async (t) => {
  const wanted = { from: 1, to: 2_001 };
  const done = [
    { from: 1_501, to: 2_001 },
    { from: 501, to: 1_001 },
  ];
  t.strictSame(stretchesLeft(wanted, done), [
    { from: 1, to: 501 },
    { from: 1_001, to: 1_501 },
  ]);
  t.strictSame(stretchesLeft(wanted, []), stretchesOf(wanted));
  t.strictSame(stretchesLeft(wanted, stretchesOf(wanted)), []);
});

t.test('seeds that would count twice, or that nobody asked for, are refused', async (t) => {
  const twice = [
    { from: 1, to: 501 },
    { from: 400, to: 501 },
  ];
  t.throws(() => stretchesLeft({ from: 1, to: 1_001 }, twice), /400 to 500/);
  t.throws(() => stretchesLeft({ from: 1, to: 401 }, [{ from: 1, to: 501 }]), /not as asked/);
  t.throws(() => stretchesLeft({ from: 100, to: 1_001 }, [{ from: 1, to: 501 }]), /not as asked/);
});
