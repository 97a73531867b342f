import t from 'tap';
import { bridgeSettings, hubSettings } from './bridge-settings.js';
import { countOf } from './bridges.js';

t.test('what was taken and never came is lost, what came twice is doubled', async (t) => {
  t.strictSame(countOf([1, 2, 3, 4], [1, 3, 3, 5]), { taken: 4, lost: 2, doubled: 1 });
});

t.test('a bridge has the addresses of all links, the preferred one first, over mutual TLS', async (t) => {
  const files = { key: 'key.pem', certificate: 'certificate.pem', authority: 'authority.pem' };
  const hub = [
    { host: '10.99.0.1', port: 8901 },
    { host: '10.99.1.1', port: 8901 },
  ];
  const text = bridgeSettings({
    ...{ name: 'keepalive-5', keepaliveSeconds: 5, hub, files },
    local: { host: '127.0.0.1', port: 1884 },
  });
  t.match(text, /^addresses 10\.99\.0\.1:8901 10\.99\.1\.1:8901$/m);
  t.match(text, /^keepalive_interval 5$/m);
  t.match(text, /^cleansession false$/m);
  t.match(text, /^bridge_certfile certificate\.pem$/m);
  const [bridges, counter] = [
    { host: '0.0.0.0', port: 8901 },
    { host: '127.0.0.1', port: 1883 },
  ];
  t.match(hubSettings(bridges, counter, files), /^listener 8901 0\.0\.0\.0\n.*\n.*\n.*\nrequire_certificate true$/m);
});
