import t from 'tap';
import { endingOf, isFatal, problemOf, watchFatal } from '../../../config/running/exit.js';
import { Histogram } from '../../../config/running/histogram.js';
import { createLogger } from '../../../config/running/logger.js';
import { Metrics } from '../../../config/running/metrics.js';
import { Problem } from '../../../protocol/problem.js';

function linesOf(write: (logger: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  write(createLogger('test', 'debug', { write: (line: string) => void lines.push(line) }));
  return lines.join('');
}

t.test('[R3] the log holds no address of a request and no text of an error', async (t) => {
  const request = { method: 'GET', url: '/fhir/Patient?name=Ngono', routeOptions: { url: '/fhir/:type' } };
  const secret = Object.assign(new Error('row Ngono is bad'), { code: 'SQLITE_CONSTRAINT' });
  const text = linesOf((logger) => {
    logger.info({ req: request }, 'asked');
    logger.error({ err: secret }, 'failed');
    logger.error({ err: new Problem('disk-full', '/var', [], { cause: secret }) }, 'failed');
    logger.error({ err: 'Ngono' }, 'failed');
  });
  t.notMatch(text, /Ngono/);
  t.match(text, /fhir\/:type/);
  t.match(text, /SQLITE_CONSTRAINT/);
  t.match(text, /disk-full/);
});

t.test('why a program ends is one line, with the code and the exit code of the contract', async (t) => {
  const busy = Object.assign(new Error('listen EADDRINUSE'), { code: 'EADDRINUSE', address: '0.0.0.0', port: 8440 });
  t.match(endingOf(busy), { exitCode: 1, line: /already in use.*8440.*port-in-use/ });
  const denied = Object.assign(new Error('x'), { code: 'EACCES', path: '/etc/x' });
  t.match(endingOf(denied), { exitCode: 1, line: /permit.*\/etc\/x.*permission-denied/ });
  t.match(endingOf(new Problem('folder-in-use')), { exitCode: 3, isExpected: true });
  t.match(endingOf(new Problem('database-key-wrong')), { exitCode: 1 });
  const unexpected = endingOf(new TypeError('Ngono of undefined'));
  t.match(unexpected, { exitCode: 1, isExpected: false });
  t.notMatch(unexpected.line, /Ngono/);
  t.notMatch(unexpected.line, /\n/);
  t.equal(problemOf(Object.assign(new Error(), { code: 'ENOSPC' })).code, 'disk-full');
});

t.test('a failed disk ends the program wherever it is met, and the caller is told too', async (t) => {
  const told: unknown[] = [];
  const fail = (code: 'disk-failed' | 'disk-full') =>
    watchFatal(
      async () => {
        throw new Problem(code);
      },
      (error) => told.push(error),
    );
  await t.rejects(fail('disk-full')(), { code: 'disk-full' });
  t.equal(told.length, 0);
  await t.rejects(fail('disk-failed')(), { code: 'disk-failed' });
  t.equal(told.length, 1);
  t.equal(isFatal(told[0]), true);
  t.equal(
    await watchFatal(
      async (value: number) => value,
      () => {},
    )(3),
    3,
  );
});

t.test('metrics are the text that Prometheus reads', async (t) => {
  const metrics = new Metrics();
  const counter = metrics.counter('carnet_refusals_total', 'Refused.');
  counter.add({ place: 'tls', code: 'x' });
  counter.add({ code: 'x', place: 'tls' }, 2);
  counter.add({ place: 'publish', code: 'a"b\n' });
  metrics.gauge('carnet_age_seconds', 'Age.', async () => [{ labels: {}, value: 1.5 }]);
  const histogram = new Histogram([0.1, 0.2]);
  for (const seconds of [0.05, 0.15, 0.7]) histogram.note({ link: 'geo' }, seconds);
  metrics.histogram('carnet_trip_seconds', 'Trips.', histogram);
  t.equal(
    await metrics.text(),
    [
      '# HELP carnet_refusals_total Refused.',
      '# TYPE carnet_refusals_total counter',
      'carnet_refusals_total{place="tls",code="x"} 3',
      'carnet_refusals_total{place="publish",code="a_b_"} 1',
      '# HELP carnet_age_seconds Age.',
      '# TYPE carnet_age_seconds gauge',
      'carnet_age_seconds 1.5',
      '# HELP carnet_trip_seconds Trips.',
      '# TYPE carnet_trip_seconds histogram',
      'carnet_trip_seconds_bucket{link="geo",le="0.1"} 1',
      'carnet_trip_seconds_bucket{link="geo",le="0.2"} 2',
      'carnet_trip_seconds_bucket{link="geo",le="+Inf"} 3',
      'carnet_trip_seconds_sum{link="geo"} 0.8999999999999999',
      'carnet_trip_seconds_count{link="geo"} 3',
      '',
    ].join('\n'),
  );
  t.equal(counter.total({ place: 'tls' }), 3);
  t.equal(counter.total(), 4);
});
