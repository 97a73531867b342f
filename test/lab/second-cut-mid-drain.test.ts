import t from 'tap';
import { testScenario } from './lab-test.js';
import { secondCutMidDrain } from './scenarios/second-cut-mid-drain.js';

t.test('[L2][S10] a backlog that loses two links one after the other drains over the third', (t) =>
  testScenario(t, secondCutMidDrain),
);
