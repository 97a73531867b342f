import t from 'tap';
import {
  nextTunnel,
  openTunnelModel,
  type TunnelSample,
} from '../../../../edge-agent/links/metering/tunnel-overhead.js';

const mtu = 1_420;
const nothing = { packets: 0, bytes: 0 };
const sampleAt = (at: number, some: Partial<TunnelSample> = {}): TunnelSample => ({
  ...{ at, mtu, isIpv6: false, up: nothing, down: nothing },
  ...some,
});
/** What a run of samples costs, each direction. */
function costOf(samples: readonly TunnelSample[], model = openTunnelModel) {
  let [up, down] = [0, 0];
  let state = model;
  for (const sample of samples) {
    const { model: next, bytes } = nextTunnel(state, sample);
    state = next;
    up += bytes.up;
    down += bytes.down;
  }
  return { up, down, model: state };
}

const handshake = { up: 148 + 28, down: 92 + 28 };
const ping = { packets: 1, bytes: 76 };
const acknowledgement = { packets: 1, bytes: 52 };
const pingWire = 80 + 32 + 28;
const acknowledgementWire = 64 + 32 + 28;

t.test('[L50] a packet is filled up to 16 bytes, the largest not; each has a frame and headers', async (t) => {
  const { model } = costOf([sampleAt(0, { up: ping })]);
  const cost = (packets: number, bytes: number) => costOf([sampleAt(1, { up: { packets, bytes } })], model).up;
  t.equal(cost(1, 76), pingWire);
  t.equal(cost(1, mtu), mtu + 60);
  t.equal(cost(3, 3 * mtu), 3 * (mtu + 60));
  t.equal(cost(4, 700 + 3 * 52), 704 + 3 * 64 + 4 * 60, 'one that says something, and acknowledgements');
  t.equal(costOf([sampleAt(1, { up: ping, isIpv6: true })], model).up, pingWire + 20);
  t.ok(Math.abs(cost(40, 40 * 300) / (40 * (304 + 60)) - 1) < 0.02, 'many of a size that nobody guesses');
});

t.test(
  '[L50] the first packet after a silence agrees on a key, and who is told last says that it is there',
  async (t) => {
    const samples = [
      sampleAt(0, { up: ping }),
      sampleAt(600, { down: ping }),
      sampleAt(650, { up: acknowledgement }),
      ...[5_000, 10_700, 11_000, 60_000].map((at) => sampleAt(at)),
    ];
    const { up, down, model } = costOf(samples);
    t.strictSame(
      { up, down },
      { up: handshake.up + pingWire + acknowledgementWire, down: handshake.down + pingWire + 60 },
    );
    const later = costOf([sampleAt(300_000, { up: ping })], model);
    t.equal(later.up, handshake.up + pingWire, 'the key is too old');
  },
);

t.test('[L50] a key that is two minutes old is replaced by who agreed on it first', async (t) => {
  const { model } = costOf([sampleAt(0, { up: ping }), sampleAt(10_000)]);
  const sends = costOf([sampleAt(121_000, { up: ping })], model);
  t.strictSame(
    { up: sends.up, down: sends.down },
    { up: pingWire + handshake.up + 60, down: handshake.down },
    'nothing waits behind it: an empty message confirms',
  );
  t.equal(costOf([sampleAt(121_000, { down: ping })], model).up, 0, 'who only hears waits');
  t.equal(costOf([sampleAt(166_000, { down: ping })], model).up, handshake.up + 60, 'but not until the last');
});

t.test('[L50] a hub that speaks first agrees on the key', async (t) => {
  const { up, down } = costOf([sampleAt(0, { down: ping }), sampleAt(130_000, { down: ping })]);
  t.equal(down, 2 * handshake.up + 2 * pingWire + 60);
  t.equal(up, 2 * handshake.down + 60);
});

t.test('[L50] a site that is not answered asks for a new key every five seconds, for a while', async (t) => {
  const sends = [0, 1_000, 2_000, 4_000].map((at) => sampleAt(at, { up: ping }));
  const { model } = costOf(sends);
  const waits = Array.from({ length: 200 }, (_, second) => sampleAt(5_000 + second * 1_000));
  const { up } = costOf(waits, model);
  t.equal(up, 18 * handshake.up);
});
