import t from 'tap';
import { testScenario } from './lab-test.js';
import { lossyGeo } from './scenarios/lossy-geo.js';

t.test(
  '[S9][S22] over a line that loses, stutters and is cut in one direction everything arrives, once and as it was',
  (t) => testScenario(t, lossyGeo),
);
