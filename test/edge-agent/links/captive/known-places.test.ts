import { createServer } from 'node:net';
import t from 'tap';
import { KnownPlaces } from '../../../../edge-agent/links/captive/known-places.js';
import type { LinkCause } from '../../../../edge-agent/links/link-cause.js';
import { MqttConnection } from '../../../../edge-agent/links/mqtt-connection.js';
import { parseLinkName, parseSiteCode } from '../../../../protocol/ids.js';

t.test(
  '[L62] a name that led to the Internet and now leads into a private network was answered by a portal',
  async (t) => {
    const places = new KnownPlaces();
    t.equal(places.isPortal('hub.example.cm', '10.0.0.1'), false, 'never proven: the hub may live there');
    places.noteProven('hub.example.cm', '10.0.0.1');
    t.equal(places.isPortal('hub.example.cm', '10.0.0.1'), false);
    places.noteProven('hub.example.cm', '203.0.113.5');
    for (const own of [
      '10.0.0.1',
      '100.100.1.1',
      '127.0.0.1',
      '169.254.3.3',
      '172.31.0.1',
      '192.168.8.1',
      '::1',
      'fd00::1',
    ]) {
      t.equal(places.isPortal('hub.example.cm', own), true, own);
    }
    for (const other of ['203.0.113.9', '172.32.0.1', '2001:db8::1', '', 'undefined']) {
      t.equal(places.isPortal('hub.example.cm', other), false, other);
    }
    t.equal(places.isPortal('other.example.cm', '10.0.0.1'), false);
    places.noteProven('203.0.113.5', '203.0.113.5');
    t.equal(places.isPortal('203.0.113.5', '10.0.0.1'), false, 'no name, no answer to a name');
  },
);

/** How a connection ends that meets no hub. */
function causeAt(host: string, port: number, places: KnownPlaces, reachMillisecondsMax = 300): Promise<LinkCause> {
  return new Promise((resolve) => {
    const connection = new MqttConnection(
      {
        ...{ host, port, hubName: 'hub.carnet.internal', places, site: parseSiteCode('7KD'), reachMillisecondsMax },
        ...{ keyPem: '', certificatePem: '', authorityPem: '', link: parseLinkName('cellular'), partition: 0 },
        ...{
          connectMillisecondsMax: 300,
          keepaliveSeconds: 10,
          moment: () => ({ floorMilliseconds: 0, state: 'sure' }),
        },
      },
      { onMessage: () => {}, onReady: () => {}, onClosed: resolve },
    );
    connection.start();
  });
}

t.test('[L62] such an end of a connection is told as spent credit', async (t) => {
  const silent = createServer((socket) => socket.resume().on('error', () => {})).listen(0, '127.0.0.1');
  await new Promise((resolve) => silent.once('listening', resolve));
  const { port } = silent.address() as { port: number };
  const places = new KnownPlaces();
  t.equal(await causeAt('localhost', port, places), 'blackhole');
  places.noteProven('localhost', '203.0.113.5');
  t.equal(await causeAt('localhost', port, places), 'no-credit', 'it says nothing');
  await new Promise<void>((resolve) => silent.close(() => resolve()));
  t.equal(await causeAt('localhost', port, places), 'no-credit', 'it refuses');
});

t.test('[L63] a name server that is silent, and one that knows no such name, are DNS', async (t) => {
  t.equal(await causeAt('hub.invalid', 1, new KnownPlaces(), 1), 'dns', 'it has not answered yet');
  t.equal(await causeAt('hub.invalid', 1, new KnownPlaces(), 10_000), 'dns', 'it knows no such name');
});
