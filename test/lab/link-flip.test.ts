import t from 'tap';
import { testScenario } from './lab-test.js';
import { linkFlip } from './scenarios/link-flip.js';

t.test(
  '[L2][S2][S24] the fibre falls silent in mid-backlog: the satellite goes on, and repeats one batch at most',
  (t) => testScenario(t, linkFlip),
);
