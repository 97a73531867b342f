import t from 'tap';
import { testScenario } from './lab-test.js';
import { hubRestart } from './scenarios/hub-restart.js';

const millisecondsMax = 600_000;

t.setTimeout(millisecondsMax);

t.test(
  '[L2][S7] a hub program that ends or is killed and comes back loses and doubles nothing',
  { timeout: millisecondsMax },
  (t) => testScenario(t, hubRestart),
);
