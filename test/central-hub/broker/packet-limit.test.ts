import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import t from 'tap';
import {
  type FramingState,
  followFraming,
  framingStart,
  limitPackets,
} from '../../../central-hub/broker/packet-limit.js';

/** An MQTT packet with `length` bytes after its fixed header. */
function packetOf(length: number): Buffer {
  const header = [0x30];
  let rest = length;
  do {
    header.push((rest % 128) | (rest > 127 ? 0x80 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return Buffer.concat([Buffer.from(header), Buffer.alloc(length, 0xff)]);
}

function follow(chunks: readonly Uint8Array[], packetBytesMax: number): FramingState | 'too-large' {
  let state: FramingState | 'too-large' = framingStart;
  for (const chunk of chunks) {
    if (state === 'too-large') return state;
    state = followFraming(state, chunk, packetBytesMax);
  }
  return state;
}

t.test('packets are told apart however the bytes are cut, and one that is too large is found', async (t) => {
  const lengths = fc.array(fc.nat(40_000), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(
      lengths,
      fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1 }),
      fc.nat(40_000),
      (sizes, cuts, max) => {
        const bytes = Buffer.concat(sizes.map(packetOf));
        const chunks: Buffer[] = [];
        for (let start = 0, turn = 0; start < bytes.length; turn += 1) {
          const end = start + (cuts[turn % cuts.length] ?? 1);
          chunks.push(bytes.subarray(start, end));
          start = end;
        }
        const found = follow(chunks, max);
        if (sizes.some((size) => size > max)) return found === 'too-large';
        return found !== 'too-large' && found.rest === 0 && found.header === undefined;
      },
    ),
    { numRuns: 200 },
  );
  t.equal(follow([Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 0x01])], 2 ** 40), 'too-large', 'no fifth byte of length');
});

t.test('a connection that announces too much is ended before it sends it', async (t) => {
  const socket = new PassThrough();
  let told = 0;
  limitPackets(socket, 100, () => {
    told += 1;
  });
  const received: Buffer[] = [];
  socket.on('data', (chunk) => received.push(chunk));
  socket.write(packetOf(100));
  await new Promise((resolve) => setImmediate(resolve));
  t.equal(Buffer.concat(received).length, 102);
  t.equal(told, 0);
  socket.on('error', () => {});
  socket.write(packetOf(101).subarray(0, 2));
  await new Promise((resolve) => setImmediate(resolve));
  t.equal(told, 1);
  t.ok(socket.destroyed);
});
