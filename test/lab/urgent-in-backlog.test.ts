import t from 'tap';
import { testScenario } from './lab-test.js';
import { urgentInBacklog } from './scenarios/urgent-in-backlog.js';

t.test(
  '[S3][S7][S9] the hub is killed in mid-drain: nothing is lost, nothing doubled, and urgent changes go first',
  (t) => testScenario(t, urgentInBacklog),
);
