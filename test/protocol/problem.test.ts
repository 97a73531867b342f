import t from 'tap';
import { lanes, parseLane } from '../../protocol/lane.js';
import { Problem, type ProblemCode } from '../../protocol/problem.js';
import { isProblemCode, problems } from '../../protocol/problems.js';
import { problemOf } from '../support/problem-of.js';

const codes = Object.keys(problems) as ProblemCode[];

t.test('every problem says what happened in two languages, and what to do with it', async (t) => {
  for (const code of codes) {
    const { nature, status, issue, exit, fr, en } = problems[code];
    t.match(code, /^[a-z]+(-[a-z]+)*$/);
    t.match(en, /^[A-Z].*\.$/s, `${code} in English`);
    t.match(fr, /^[A-ZÀ-Ý].*\.$/s, `${code} in French`);
    t.notMatch(fr, /'/, `${code}: typographic apostrophe`);
    t.ok(['permanent', 'transient', 'ambiguous'].includes(nature));
    t.ok(status >= 400 && status < 600 && issue !== '' && [1, 2, 3].includes(exit), code);
  }
});

t.test('[S6] only the codes of the closed list are codes', async (t) => {
  for (const code of codes) t.ok(isProblemCode(code));
  for (const text of ['', 'toString', '__proto__', 'constructor', 'batch']) t.notOk(isProblemCode(text), text);
});

t.test('a problem carries its meaning, its detail and its cause', async (t) => {
  const cause = new Error('inner');
  const problem = new Problem('batch-gap', 'lane 2', [{ path: 'Patient.birthDate', text: 'not a date' }], { cause });
  t.equal(problem.message, 'batch-gap: lane 2');
  t.equal(problems[problem.code].nature, 'transient');
  t.equal(problem.cause, cause);
  t.equal(new Problem('internal').message, 'internal');
});

t.test('[S3] there are six lanes, the most urgent first, and no other', async (t) => {
  t.strictSame(lanes, [0, 1, 2, 3, 4, 5]);
  t.strictSame(lanes.map(parseLane), lanes);
  for (const value of [-1, 6, 0.5, Number.NaN])
    t.equal(
      problemOf(() => parseLane(value)),
      'batch-malformed',
    );
});
