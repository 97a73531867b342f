import t from 'tap';
import { testScenario } from './lab-test.js';
import { noCredit } from './scenarios/no-credit.js';

t.test('[L2][L5] a link whose operator answers in the place of the hub is named, and loses and doubles nothing', (t) =>
  testScenario(t, noCredit),
);
