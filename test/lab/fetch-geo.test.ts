import t from 'tap';
import { testScenario } from './lab-test.js';
import { fetchGeo } from './scenarios/fetch-geo.js';

t.test('the summary of a patient of elsewhere comes over a satellite', (t) => testScenario(t, fetchGeo));
