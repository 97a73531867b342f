import fc from 'fast-check';
import t from 'tap';
import {
  hubInnerAddress,
  innerAddress,
  isTunnelAddress,
  parseInnerSubnet,
  tunnelNumberMin,
} from '../../../protocol/tunnel/inner-subnet.js';
import { isTunnelKey } from '../../../protocol/tunnel/tunnel-key.js';
import { problemOf } from '../../support/problem-of.js';

t.test('the hub has the first address of a subnet, tunnels those after it', async (t) => {
  const four = parseInnerSubnet('10.86.0.0/16');
  t.equal(hubInnerAddress(four), '10.86.0.1');
  t.equal(innerAddress(four, 300), '10.86.1.44');
  t.equal(four.numberMax, 65_534, 'not its broadcast address');
  const six = parseInnerSubnet('fd86:1::/64');
  t.equal(hubInnerAddress(six), 'fd86:1::1');
  t.equal(innerAddress(six, 258), 'fd86:1::102');
  t.equal(parseInnerSubnet('192.168.7.0/30').numberMax, 2);
});

t.test('[L22] only canonical addresses of tunnels are taken, for any number of any subnet', async (t) => {
  for (const text of ['10.86.0.0/16', '172.16.8.0/24', 'fd86::/64', 'fc00:0:0:1::/96']) {
    const subnet = parseInnerSubnet(text);
    fc.assert(
      fc.property(fc.integer({ min: tunnelNumberMin, max: subnet.numberMax }), (number) =>
        isTunnelAddress(subnet, innerAddress(subnet, number)),
      ),
    );
    t.notOk(isTunnelAddress(subnet, hubInnerAddress(subnet)), 'not the hub’s');
  }
  const subnet = parseInnerSubnet('10.86.0.0/16');
  const wrong = [
    '10.87.0.2',
    '10.86.0.0',
    '10.86.255.255',
    '10.86.0.02',
    '10.86.0.2/32',
    '::1',
    '',
    '10.86.0.2\n',
    '0.0.0.0/0',
  ];
  for (const text of wrong) t.notOk(isTunnelAddress(subnet, text), text);
  t.notOk(isTunnelAddress(parseInnerSubnet('fd86::/64'), 'FD86::2'), 'not canonical');
});

t.test('a subnet that is malformed, public, too small or not at its beginning is refused', async (t) => {
  const wrong = [
    '',
    '10.86.0.0',
    '10.86.0.1/16',
    '8.8.8.0/24',
    '10.0.0.0/31',
    '2001:db8::/32',
    'fd86::1/64',
    'fd86:/64',
    'a/b/c',
    '10.0.0.0/7',
  ];
  for (const text of wrong)
    t.equal(
      problemOf(() => parseInnerSubnet(text)),
      'usage-wrong',
      text,
    );
});

t.test('a key is 32 bytes in base 64, written in the one right way', async (t) => {
  const key = Buffer.alloc(32, 7).toString('base64');
  t.ok(isTunnelKey(key));
  for (const wrong of [
    key.slice(1),
    `${key}=`,
    key.replace(/.=$/, 'B='),
    `${key}\n`,
    key.replace('=', '-'),
    7,
    undefined,
  ]) {
    t.notOk(isTunnelKey(wrong), String(wrong));
  }
});
