import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import { compareRows } from './fhir/compare.js';
import { measureServer } from './fhir/measure.js';
import type { Workload } from './fhir/workloads.js';

const patience = { lookSecondsMax: 2, answerSecondsMax: 10 };

/** A server of which some answers take a while, milliseconds, and some never come. */
async function withServer<Result>(
  after: Readonly<Record<string, number>>,
  act: (base: string) => Promise<Result>,
): Promise<Result> {
  const answer: RequestListener = (request, response) => {
    const milliseconds = after[request.url ?? ''];
    const send = () => response.end('{"resourceType":"Bundle","entry":[{},{}]}');
    if (milliseconds === 0) send();
    else if (milliseconds !== undefined) setTimeout(send, milliseconds);
    else if (request.url === '/refused') response.writeHead(404).end();
  };
  const server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  try {
    return await act(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

function workload(name: string): Workload {
  return { name, requestsMax: 20, exchange: () => ({ method: 'GET', path: `/${name}` }) };
}

t.test('a slow server is looked at for a bounded time, and has a row of what was seen', async (t) => {
  const workloads = ['quick', 'refused', 'slow', 'last'].map(workload);
  const { rows } = await withServer({ '/quick': 0, '/slow': 1200, '/last': 0 }, (base) =>
    measureServer({ base }, workloads, false, patience),
  );
  t.strictSame(
    rows.map(({ workload, clients, looked, found }) => ({ workload, clients, looked, found })),
    [
      { workload: 'quick', clients: 1, looked: 5, found: 2 },
      { workload: 'quick', clients: 50, looked: 5, found: 2 },
      { workload: 'slow', clients: 1, looked: 2, found: 2 },
      { workload: 'last', clients: 1, looked: 5, found: 2 },
      { workload: 'last', clients: 50, looked: 5, found: 2 },
    ],
  );
  const [slow] = rows.filter(({ workload }) => workload === 'slow');
  t.equal(slow?.requests, 2, 'no request beside those that were looked at');
  t.ok((slow?.p50Milliseconds ?? 0) >= 1199);
  const [figure] = compareRows(rows, { rows, unanswered: [] }, {}).filter(({ metric }) => metric === 'slow p50-ms');
  t.match(figure, { peer: 'medplum', conditions: { peerLooked: 2, peerRequests: 2 } });
});

t.test('a server that does not answer is left alone, and what it answered before is told', async (t) => {
  const workloads = ['quick', 'never', 'last'].map(workload);
  const impatience = { ...patience, answerSecondsMax: 2 };
  const after = { '/quick': 0, '/last': 0 };
  const { rows, unanswered } = await withServer(after, (base) => measureServer({ base }, workloads, false, impatience));
  t.strictSame([...new Set(rows.map(({ workload }) => workload))], ['quick']);
  t.equal(unanswered, 'never');
  const ours = rows.map((row) => ({ ...row, workload: 'never' }));
  const [figure] = compareRows(ours, { rows, unanswered: ['never'] }, {});
  t.match(figure, { metric: 'never p50-ms', conditions: { peerSilentSeconds: 60 } });
  t.notOk(figure?.peer);
  await withServer(after, async (base) => {
    await t.rejects(measureServer({ base }, workloads, true, impatience), { message: 'no answer within 2 s' });
  });
});

t.test('a connection that the server closed between two questions is opened anew', async (t) => {
  const asked = new WeakSet<object>();
  const server = createServer(({ socket }, response) => {
    if (asked.has(socket)) socket.resetAndDestroy();
    else response.end('{"resourceType":"Bundle"}');
    asked.add(socket);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo;
  const { rows } = await measureServer({ base: `http://127.0.0.1:${port}` }, [workload('x')], true, patience);
  t.match(rows, [{ clients: 1, looked: 5 }, { clients: 50 }]);
});

t.test('a line without the peer’s time says why', async (t) => {
  const rowOf = (name: string, clients: number, found: number) => ({
    ...{ workload: name, clients, looked: 5, found },
    ...{ requests: 9, p50Milliseconds: 1, p99Milliseconds: 2, perSecond: 3 },
  });
  const ours = ['same', 'slow', 'less', 'lacks', 'silent'].flatMap((name) =>
    [1, 50].map((clients) => rowOf(name, clients, 10)),
  );
  const rows = [
    rowOf('same', 1, 10),
    rowOf('same', 50, 9),
    rowOf('slow', 1, 10),
    rowOf('less', 1, 8),
    rowOf('less', 50, 8),
  ];
  const lines = compareRows(ours, { rows, unanswered: ['silent'] }, {}).filter(({ metric }) =>
    metric.endsWith('p50-ms'),
  );
  t.strictSame(
    lines.map(({ conditions }) => conditions['peerLeftOut']),
    [
      ...[undefined, undefined, undefined, 'too-slow-for-many', 'finds-less', 'finds-less'],
      ...['no-such-interaction', 'no-such-interaction', 'no-answer', 'no-answer'],
    ],
  );
});
