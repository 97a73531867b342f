import { createServer, type Socket } from 'node:net';
import t, { type Test } from 'tap';
import { StarlinkPlugin } from '../../../../edge-agent/links/plugins/starlink-plugin.js';
import { startTerminal, type TerminalAnswer } from '../../../support/starlink-terminal.js';

async function plugin(t: Test, answer: TerminalAnswer) {
  const requests: object[] = [];
  const { port } = await startTerminal(t, (request) => {
    requests.push(request);
    return answer(request);
  });
  const said: string[] = [];
  const opened = new StarlinkPlugin({
    ...{ address: { host: '127.0.0.1', port }, say: (what: string) => said.push(what) },
    // On a machine that is busy with other tests.
    answerMillisecondsMax: 60_000,
  });
  return { opened, said, requests };
}

t.test('[L60] a terminal that is well, read over gRPC by the numbers that it publishes', async (t) => {
  const { opened, requests, said } = await plugin(t, () => ({
    apiVersion: 8,
    dishGetStatus: {
      ...{ popPingDropRate: 0.0123, popPingLatencyMs: 34.52381, downlinkThroughputBps: 20560.479, ethSpeedMbps: 1000 },
      obstructionStats: { fractionObstructed: 0.00634, validS: 628111, currentlyObstructed: false },
      disablementCode: 1,
    },
  }));
  t.strictSame(await opened.read(), {
    ...{ kind: 'starlink', state: 'connected', outageCause: null, obstructedFraction: 0.006, obstructed: false },
    ...{ pingLossFraction: 0.012, latencyMilliseconds: 34.5 },
  });
  t.match(requests, [{ getStatus: {} }]);
  t.strictSame(said, []);
});

t.test('[L60] outages by their causes; a short pause between satellites is none', async (t) => {
  let status: object = {};
  const { opened } = await plugin(t, () => ({ dishGetStatus: status }));
  const seconds = (count: number) => count * 1e9;
  for (const [outage, state, outageCause] of [
    [{ cause: 5, durationNs: seconds(2) }, 'reconfiguring', 'no-sats'],
    [{ cause: 4, durationNs: seconds(16) }, 'outage', 'no-schedule'],
    [{ cause: 2, durationNs: seconds(1) }, 'outage', 'stowed'],
    [{ cause: 1 }, 'outage', 'booting'],
    [{ cause: 99, durationNs: seconds(60) }, 'outage', 'unknown'],
  ] as const) {
    status = { outage, obstructionStats: { fractionObstructed: 7, currentlyObstructed: true } };
    t.match(await opened.read(), { state, outageCause, obstructed: true, obstructedFraction: 1 }, outageCause);
  }
  for (const [disablementCode, outageCause] of [
    [2, 'no-active-account'],
    [7, 'data-overage-sandbox-policy'],
    [77, 'unknown'],
  ] as const) {
    status = { disablementCode, popPingLatencyMs: Number.NaN, popPingDropRate: Number.NaN };
    const expected = { state: 'disabled', outageCause, latencyMilliseconds: null, pingLossFraction: 0 };
    t.match(await opened.read(), expected, outageCause);
  }
});

t.test(
  '[L60] a terminal that hangs, answers something else, or is not there gives no signal, and says so',
  async (t) => {
    const hanging = await plugin(t, () => undefined);
    const read = hanging.opened.read();
    setTimeout(() => hanging.opened.stop(), 300);
    t.equal(await read, undefined, 'taken back');
    const stranger = await plugin(t, () => ({ id: 7 }));
    t.equal(await stranger.opened.read(), undefined);
    t.match(stranger.said, [/not with the status/]);
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const said: string[] = [];
    const { port } = silent.address() as { port: number };
    const mute = new StarlinkPlugin({ address: { host: '127.0.0.1', port }, say: (what) => said.push(what) });
    t.equal(await mute.read(), undefined, 'its deadline ends it');
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => silent.close(resolve));
    t.equal(await mute.read(), undefined, 'refused');
    t.match(said, [/no terminal answers at 127/, /no terminal answers at 127/]);
  },
);
