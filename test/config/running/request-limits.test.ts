import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { connect as connectSecurely } from 'node:tls';
import t from 'tap';
import { createHttpFaces } from '../../../config/running/http-faces.js';
import { createLogger } from '../../../config/running/logger.js';
import { Metrics } from '../../../config/running/metrics.js';
import { countBrokenRequests, requestLimits } from '../../../config/running/request-limits.js';
import { eventually } from '../../support/programs-records.js';
import { testCertificate } from '../../support/test-certificate.js';

const host = '127.0.0.1';
const maxHeaderSize = 16 * 1024;
const limits = {
  ...requestLimits,
  maxHeaderSize,
  headersTimeout: 400,
  requestTimeout: 900,
  connectionsCheckingInterval: 50,
};

async function setUp(t: { teardown(stop: () => unknown): unknown }) {
  const { key: keyPem, cert: certificatePem } = await testCertificate();
  const metrics = new Metrics();
  const faces = createHttpFaces({
    ...{ https: { host, port: 0 }, http: { host, port: 0 }, keyPem, certificatePem, limits },
    logger: createLogger('edge-agent', 'silent'),
    onError: (error: unknown) => t.teardown(() => Promise.reject(error)),
    onBroken: countBrokenRequests(metrics),
  });
  t.teardown(() => faces.close());
  faces.app.get('/healthz', async () => ({ alive: true }));
  faces.app.post('/taken', async (request) => ({ bytes: JSON.stringify(request.body).length }));
  const { httpsPort, httpPort = 0 } = await faces.listen();
  const counted = async (reason: string) =>
    Number(new RegExp(`broken_requests_total\\{reason="${reason}"\\} (\\d+)`).exec(await metrics.text())?.[1] ?? 0);
  const doors: Readonly<Record<string, () => Socket>> = {
    plain: () => connect(httpPort, host),
    secure: () => connectSecurely({ port: httpsPort, host, rejectUnauthorized: false }),
  };
  return { doors, counted };
}

/** What is answered until the connection ends. */
function heard(socket: Socket): Promise<string> {
  let text = '';
  socket.setEncoding('latin1').on('data', (part: string) => {
    text += part;
  });
  socket.on('error', () => {});
  return new Promise((resolve) => socket.once('close', () => resolve(text)));
}

t.test('[F164] a request that does not come, or not whole, is ended in time and counted', async (t) => {
  const { doors, counted } = await setUp(t);
  let slow = 0;
  for (const [name, open] of Object.entries(doors)) {
    const head = open();
    head.write('GET /healthz HTTP/1.1\r\nhost: a\r\n');
    const body = open();
    body.write('POST /taken HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n"');
    const [answeredHead, answeredBody] = await Promise.all([heard(head), heard(body)]);
    t.match(answeredHead, /^HTTP\/1.1 408 /, `${name}: a head that never ends`);
    t.match(answeredBody, /408|^$/, `${name}: a body that never ends`);
    slow += 2;
    await eventually('counted', async () => (await counted('slow')) === slow);
  }
});

t.test('[F164] a head that is too large, and what is no HTTP, is answered and counted', async (t) => {
  const { doors, counted } = await setUp(t);
  let count = 0;
  for (const [name, open] of Object.entries(doors)) {
    count += 1;
    const large = open();
    large.write(`GET /healthz HTTP/1.1\r\nhost: a\r\nx: ${'x'.repeat(maxHeaderSize)}\r\n\r\n`);
    t.match(await heard(large), /^HTTP\/1.1 431 /, name);
    const rubbish = open();
    rubbish.write('rubbish\r\n\r\n');
    t.match(await heard(rubbish), /^HTTP\/1.1 400 /, name);
    t.equal(await counted('head-too-large'), count);
    t.equal(await counted('malformed'), count);
  }
});

t.test(
  '[F164] who goes away is not counted, and a connection at rest stays longer than a request may take',
  async (t) => {
    const { doors, counted } = await setUp(t);
    for (const [name, open] of Object.entries(doors)) {
      const gone = open();
      gone.write('GET /healthz HTTP/1.1\r\n');
      await pause(50);
      gone.on('error', () => {}).destroy();
      const socket = open();
      const answers: string[] = [];
      socket.setEncoding('latin1').on('data', (part: string) => answers.push(part));
      const ask = () => socket.write('GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n');
      const told = () => answers.join('').match(/HTTP\/1.1 200 /g)?.length ?? 0;
      ask();
      await eventually('answered', () => told() === 1);
      await pause(limits.requestTimeout + 500);
      ask();
      await eventually('answered on the same connection', () => told() === 2);
      t.match(answers.join(''), /keep-alive: timeout=72/i, `${name}: and says how long`);
      socket.destroy();
    }
    t.equal(await counted('slow'), 0);
    t.equal(await counted('malformed'), 0);
  },
);
