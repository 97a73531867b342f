import t from 'tap';
import { testScenario } from './lab-test.js';
import { blackhole, brownout } from './scenarios/silence.js';

t.test('[L2][S7][S10] a fibre that falls silent and comes back loses and doubles nothing', (t) =>
  testScenario(t, blackhole(1)),
);

t.test('[L2][S7][S10] nor does one that loses a third', (t) => testScenario(t, brownout(1)));
