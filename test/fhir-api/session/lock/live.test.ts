import t, { type Test } from 'tap';
import { LiveStream } from '../../../../config/running/live-stream.js';
import { type FhirServer, idleLockMillisecondsMax, startFhirServer } from '../../../support/fhir-server.js';
import { ask, openSession } from '../../../support/session-requests.js';

/** A server of live events, and somebody who listens: what they have heard, and the end of it. */
async function listening(t: Test, heartbeatSeconds = 3_600) {
  const server = await startFhirServer(t);
  const live = new LiveStream(heartbeatSeconds);
  live.start();
  t.teardown(() => live.stop());
  server.app.get('/api/live', { config: { access: 'person' } }, async (request, reply) => {
    live.attach(request, reply, () => server.sessions.isStillIn(request));
    return reply;
  });
  const url = await server.app.listen({ port: 0, host: '127.0.0.1' });
  const hear = async (headers: Record<string, string>) => {
    const answer = await fetch(`${url}/api/live`, { headers });
    const heard = { text: '', ended: undefined as unknown as Promise<void> };
    heard.ended = (async () => {
      const body = answer.body as unknown as AsyncIterable<Uint8Array>;
      for await (const part of body) heard.text += Buffer.from(part).toString();
    })();
    return heard;
  };
  return { server, live, hear };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 10));
}

const tell = (live: LiveStream, id: string) => live.tell({ event: 'record', data: { id } });

for (const [why, end] of [
  [
    'locked',
    async ({ clock }: FhirServer) => {
      clock.milliseconds += idleLockMillisecondsMax;
    },
  ],
  ['ended', async ({ journal }: FhirServer) => journal.people.removeSessions('doctor')],
] as const) {
  t.test(`[N11] who listens in a session that is ${why} hears no more, and is let go`, async (t) => {
    const { server, live, hear } = await listening(t);
    const cookie = await openSession(server);
    const heard = await hear({ cookie });
    const byToken = await hear({ authorization: `Bearer ${server.tokens.nurse}` });
    tell(live, 'before');
    await until(() => heard.text.includes('before'));
    await end(server);
    tell(live, 'after');
    await heard.ended;
    t.match(heard.text, /before/);
    t.notMatch(heard.text, /after/);
    t.equal(live.watching, 1, 'a token listens on');
    tell(live, 'later');
    await until(() => byToken.text.includes('later'));
    t.match(byToken.text, /before.*after.*later/s, 'in order');
    live.stop();
    await byToken.ended;
  });
}

t.test('[N11] also where nothing happens, with the next sign of life', async (t) => {
  const { server, hear } = await listening(t, 0.05);
  const cookie = await openSession(server);
  const heard = await hear({ cookie });
  await ask(server, cookie, 'POST', '/api/session/lock');
  await heard.ended;
  t.equal((await ask(server, cookie, 'GET', '/api/session')).statusCode, 423);
});
