import t from 'tap';
import { testScenario } from './lab-test.js';
import { bootstrapGeo } from './scenarios/bootstrap.js';

t.test('[B15] a new box gets all that its hospital had, over a satellite', (t) => testScenario(t, bootstrapGeo));
