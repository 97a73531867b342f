import t from 'tap';
import { testScenario } from './lab-test.js';
import { hubRestart } from './scenarios/hub-restart.js';

t.test('[L2][S7] a hub program that ends or is killed and comes back loses and doubles nothing', (t) =>
  testScenario(t, hubRestart),
);
