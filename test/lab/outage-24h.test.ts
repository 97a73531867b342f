import t from 'tap';
import { testScenario } from './lab-test.js';
import { outage24h } from './scenarios/outage-24h.js';

t.test('[L2][S10][S20][S22] after an outage everything arrives over a satellite, once and as it was', (t) =>
  testScenario(t, outage24h),
);
