import t from 'tap';
import { EndpointPolicy } from '../../../fhir-api/subscriptions/endpoint-address.js';
import { errorText } from '../../../fhir-api/subscriptions/hook-failure.js';
import { problemOf } from '../../support/problem-of.js';

t.test('[F115] this computer, its wire and metadata are never notified, public addresses over TLS only', async (t) => {
  const policy = new EndpointPolicy('', () => ['192.168.7.9', 'fd12::9']);
  const never = [
    ...['127.0.0.1', '127.9.9.9', '0.0.0.0', '169.254.169.254', '224.0.0.1', '255.255.255.255', '100.100.100.200'],
    ...['::1', '::', 'fe80::1', 'fe80::1%eth0', 'ff02::1', 'fd00:ec2::254', '::ffff:127.0.0.1', '::ffff:7f00:1'],
    ...['::127.0.0.1', '64:ff9b::7f00:1', '2002:7f00:1::', '::ffff:169.254.169.254', '192.168.7.9', 'fd12::9'],
    ...['fd12:0::9', 'lab.example', ''],
  ];
  for (const address of never) for (const isSecure of [true, false]) t.notOk(policy.allows(address, isSecure), address);
  for (const address of ['10.1.2.3', '172.31.0.1', '192.168.7.8', '100.64.1.1', 'fd12::8', '::ffff:10.1.2.3']) {
    t.ok(policy.allows(address, true), address);
    t.ok(policy.allows(address, false), `${address}: the hospital’s own network`);
  }
  for (const address of ['8.8.8.8', '172.32.0.1', '2a00:1450:4007::1', '::ffff:8.8.8.8']) {
    t.ok(policy.allows(address, true), address);
    t.notOk(policy.allows(address, false), `${address} without TLS`);
  }
});

t.test('[F115] a technician allows more by networks, and is told of one that is none', async (t) => {
  const policy = new EndpointPolicy(' 127.0.0.0/8, 192.168.7.9,::1 ', () => ['192.168.7.9']);
  for (const address of ['127.0.0.1', '192.168.7.9', '::1', '::ffff:127.0.0.1']) t.ok(policy.allows(address, false));
  t.notOk(policy.allows('169.254.169.254', true));
  for (const wrong of [
    'localhost',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0.0/-1',
    '::/129',
    '10.0.0.0/8x',
  ]) {
    t.equal(
      problemOf(() => new EndpointPolicy(wrong, () => [])),
      'usage-wrong',
      wrong,
    );
  }
});

t.test('[F113] an error is told by its code and in words', async (t) => {
  t.equal(errorText('time-out', 'en'), 'time-out: it did not answer in time');
  t.match(errorText('time-out', 'fr'), /^time-out: il n’a pas/);
  t.equal(errorText('of another version', 'fr'), 'of another version');
});
