import t from 'tap';
import { createLogger } from '../../../config/running/logger.js';
import { RecentLog, shownOf } from '../../../config/running/recent-log.js';
import { Problem } from '../../../protocol/problem.js';
import { readSources } from '../../support/tidy/project.js';

function setUp() {
  const passed: string[] = [];
  const log = new RecentLog({ write: (line) => void passed.push(line) });
  return { passed, log, logger: createLogger('test', 'info', log) };
}

t.test('[L49][R3] of the log only names and codes of the program are shown, whatever else a line says', async (t) => {
  const { passed, log, logger } = setUp();
  logger.warn({ link: 'fibre', lane: 2, code: 'batch-gap', patient: 'Ngono' }, 'the hub refused');
  logger.error({ err: new Error('Ngono Marie, 1990') }, 'Ngono Marie, 1990');
  logger.error(new Error('Ngono Marie'));
  logger.error({ err: new Problem('not-found', 'Patient/Ngono') }, 'error');
  logger.info({ link: 'Ngono Marie', reason: 'a b', epoch: 3, code: { text: 'Ngono' } }, 'x'.repeat(500));
  logger.info({ req: { method: 'GET', url: '/fhir/Patient?name=Ngono' } }, 'incoming request');
  logger.info({ reqId: 'req-1', msgOf: 'Ngono' }, 'request Ngono');
  t.equal(passed.length, 7, 'all of it goes on to where the log goes');
  t.match(log.lines(), [
    { at: Number, level: 40, message: 'the hub refused', link: 'fibre', lane: 2, code: 'batch-gap' },
    { level: 50, type: 'Error' },
    { level: 50, type: 'Error' },
    { level: 50, problem: 'not-found' },
    { level: 30, epoch: 3, message: /^x{120}$/ },
  ]);
  t.equal(log.lines().length, 5);
  t.notMatch(JSON.stringify(log.lines()), /Ngono|Marie|1990/);
  for (const line of ['no JSON', '{}', '[]', 'null x', '{"time":"x","level":3}'])
    t.equal(shownOf(line), undefined, line);
});

t.test('the latest two hundred lines are kept', async (t) => {
  const { log, logger } = setUp();
  for (let lane = 0; lane < 1_000; lane += 1) logger.info({ lane }, 'line');
  const lines = log.lines();
  t.strictSame([lines.length, lines[0]?.['lane'], lines.at(-1)?.['lane']], [200, 800, 999]);
});

t.test(
  '[L49][R3] every message that our programs log is written in the program, and put together from nothing',
  async (t) => {
    const logged = readSources()
      .filter(({ path }) => /^(edge-agent|config|journal|fhir-api|provisioning)\//.test(path))
      .flatMap(({ path, text }) =>
        [...text.matchAll(/\blogger\.(?:info|warn|error|debug)\(([^;]*?)\);?\n/gs)].map(([, call = '']) => ({
          path,
          call,
        })),
      );
    t.ok(logged.length > 5);
    // Passed on from `plugins/open-plugins.ts`, whose words are its own.
    const passedOn = ['edge-agent/links/open-witnesses.ts'];
    for (const { path, call } of logged.filter((each) => !passedOn.includes(each.path)))
      t.match(call, /'[^'`$]*'\s*,?\s*$/, `${path}: ${call}`);
  },
);
