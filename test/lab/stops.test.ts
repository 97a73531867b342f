import t from 'tap';
import { Stops } from './stops.js';

t.test('all is undone once, the last thing first, also where one of them fails or somebody interrupts', async (t) => {
  const stops = new Stops();
  const done: string[] = [];
  const [one, other] = [stops.open(), stops.open()];
  one.add(() => done.push('first'));
  one.add(async () => {
    throw new Error('in the way');
  });
  one.add(() => done.push('last'));
  other.add(() => done.push('other'));
  await Promise.all([stops.runAll(), one.run()]);
  await stops.runAll();
  t.strictSame(done, ['last', 'other', 'first']);
});
