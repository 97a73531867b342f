import t from 'tap';
import { testScenario } from './lab-test.js';
import { blackhole, brownout } from './scenarios/silence.js';

/** A link that was bad must have been clean for long before it is used again, and both scenarios wait for that. */
t.setTimeout(480_000);

t.test('[L2][S7][S10] a fibre that falls silent and comes back loses and doubles nothing', (t) =>
  testScenario(t, blackhole(1)),
);

t.test('[L2][S7][S10] nor does one that loses a third', (t) => testScenario(t, brownout(1)));
