import { randomUUID } from 'node:crypto';
import t from 'tap';
import { apiLimits } from '../../../../fhir-api/limits.js';
import { KeyChallenges } from '../../../../fhir-api/session/keys/key-challenges.js';
import { keyPlaceOf } from '../../../../fhir-api/session/keys/key-place.js';

const names = ['carnet-7kd.local', '7kd.carnet.internal'];
const placeOf = (protocol: string, host: string, known: readonly string[] = names, httpsPort = 8450) =>
  keyPlaceOf({ protocol, host, bond: 'b' }, { names: known, httpsPort });

t.test('[N20] keys work over HTTPS by a name of the node, and nowhere else', async (t) => {
  t.strictSame(placeOf('https', 'Carnet-7KD.local:8450'), {
    ...{ kind: 'here', host: 'carnet-7kd.local', origin: 'https://carnet-7kd.local:8450', bond: 'b' },
  });
  t.match(placeOf('https', '7kd.carnet.internal'), { kind: 'here', origin: 'https://7kd.carnet.internal' });
  t.match(placeOf('https', 'carnet-7kd.local:443'), { origin: 'https://carnet-7kd.local' }, 'as browsers write it');
  const elsewhere = (address: string) => ({ kind: 'elsewhere', address });
  t.strictSame(placeOf('http', 'carnet-7kd.local:8455'), elsewhere('https://carnet-7kd.local:8450/'));
  t.strictSame(placeOf('https', '192.168.1.20:8450'), elsewhere('https://carnet-7kd.local:8450/'));
  t.strictSame(placeOf('https', 'carnet-abc.local'), elsewhere('https://carnet-7kd.local/'), 'another site’s name');
  t.strictSame(placeOf('https', '[::1]:8450'), elsewhere('https://carnet-7kd.local/'));
  t.strictSame(placeOf('http', 'localhost', ['10.0.0.1', ''], 443), { kind: 'elsewhere', address: undefined });
  t.strictSame(placeOf('http', 'localhost', ['hub.example.org'], 443), elsewhere('https://hub.example.org/'));
  t.match(
    placeOf('https', '10.0.0.1', ['10.0.0.1', 'hub.example.org']),
    { kind: 'elsewhere' },
    'an address is no name',
  );
});

t.test('[N19] a challenge waits for one thing, and of each person only so many do', async (t) => {
  let now = 1_000_000;
  const challenges = new KeyChallenges(() => now, randomUUID);
  const use = { ceremony: 'show', user: 'awa', bond: 'session', host: 'carnet-7kd.local' } as const;
  for (const other of [{ ceremony: 'add' }, { user: 'bela' }, { bond: 'another' }, { host: 'other' }] as const) {
    const challenge = challenges.make(use);
    t.equal(challenges.spend(challenge, { ...use, ...other }), false, Object.keys(other).join());
    t.equal(challenges.spend(challenge, use), false, 'it is spent by the attempt');
  }
  const first = challenges.make(use);
  const others = challenges.make({ ...use, user: 'bela' });
  for (let count = 1; count < apiLimits.keyChallengesPerPersonMax; count += 1) challenges.make(use);
  const last = challenges.make(use);
  t.equal(challenges.spend(first, use), false, 'the oldest went');
  t.equal(challenges.spend(last, use), true);
  t.equal(challenges.spend(others, { ...use, user: 'bela' }), true, 'nobody else’s');
  for (const away of [1, -1]) {
    const challenge = challenges.make(use);
    now += away * apiLimits.keyChallengeMillisecondsMax;
    t.equal(challenges.spend(challenge, use), false, 'the clock was set forward, or back');
  }
});
