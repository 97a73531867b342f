import fc from 'fast-check';
import t from 'tap';
import { Problem } from '../../protocol/problem.js';
import { parseInnerSubnet } from '../../protocol/tunnel/inner-subnet.js';
import { parsePeerRequest } from '../../tunnel-peers/peer-request.js';
import { problemOf } from '../support/problem-of.js';

const subnet = parseInnerSubnet('10.86.0.0/16');
const publicKey = Buffer.alloc(32, 9).toString('base64');
const parse = (request: unknown) =>
  parsePeerRequest(typeof request === 'string' ? request : JSON.stringify(request), subnet);

t.test('[L22] list, add and remove are taken in their exact form', async (t) => {
  for (const request of [{ do: 'list' }, { do: 'add', publicKey, address: '10.86.0.2' }, { do: 'remove', publicKey }]) {
    t.strictSame(parse(request), request);
  }
});

t.test('[L22] nothing else is: no other verb, no other field, no text that could be another argument', async (t) => {
  const malformed = [
    '',
    'null',
    '[]',
    '7',
    '{',
    { do: 'flush' },
    { do: 'list', all: true },
    { do: 'remove' },
    { do: 'remove', publicKey: '--help' },
    { do: 'remove', publicKey: `${publicKey} remove` },
    { do: 'add', publicKey, address: '10.86.0.2', endpoint: '1.2.3.4:5' },
    { do: 'add', publicKey },
    { do: 'add', publicKey: [publicKey], address: '10.86.0.2' },
    { do: 'add', publicKey, address: ['10.86.0.2'] },
  ];
  for (const request of malformed)
    t.equal(
      problemOf(() => parse(request)),
      'body-malformed',
      JSON.stringify(request),
    );
  for (const address of ['0.0.0.0/0', '10.86.0.1', '10.87.0.2', '::/0', '10.86.0.2,0.0.0.0/0', '']) {
    t.equal(
      problemOf(() => parse({ do: 'add', publicKey, address })),
      'forbidden',
      address,
    );
  }
});

t.test('[L22] whatever is sent is one of the three or a Problem', async () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.object().map((value) => JSON.stringify(value)),
      ),
      (line) => {
        try {
          return ['list', 'add', 'remove'].includes(parsePeerRequest(line, subnet).do);
        } catch (cause) {
          return cause instanceof Problem;
        }
      },
    ),
  );
});
