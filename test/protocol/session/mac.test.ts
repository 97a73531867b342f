import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import t from 'tap';
import { deriveSessionKey, newKeyShare } from '../../../protocol/session/key-share.js';
import { addMac, checkMac, macBytes } from '../../../protocol/session/mac.js';
import { openSigned, signMessage } from '../../../protocol/session/signed.js';
import { problemOf } from '../../support/problem-of.js';

const topics = ['carnet/1/0/7KD/fibre/up/2', 'carnet/1/0/7KD/fibre/dn/2', 'carnet/1/0/7KD/geo/up/2'];

t.test(
  '[S15] both ends come to one key, which is another for each connection, and for the roles exchanged',
  async (t) => {
    const [site, hub] = [newKeyShare(), newKeyShare()];
    const key = deriveSessionKey(site, hub.publicBytes, 'site');
    t.same(deriveSessionKey(hub, site.publicBytes, 'hub'), key);
    t.notSame(deriveSessionKey(site, hub.publicBytes, 'hub'), key);
    t.notSame(deriveSessionKey(newKeyShare(), hub.publicBytes, 'site'), key);
    t.equal(
      problemOf(() => deriveSessionKey(site, new Uint8Array(32), 'site')),
      'scope-forged',
      'a half that makes every key the same',
    );
  },
);

t.test('[S15] a message passes under its key, on its topic, and unchanged only', async (t) => {
  const keys = fc.uint8Array({ minLength: 32, maxLength: 32 });
  fc.assert(
    fc.property(keys, fc.uint8Array(), fc.constantFrom(...topics), fc.nat(), (key, payload, topic, at) => {
      const message = addMac(key, topic, payload);
      const whole = Buffer.compare(checkMac(key, topic, message), payload) === 0;
      const altered = Uint8Array.from(message);
      altered[at % altered.length] = (altered[at % altered.length] ?? 0) ^ 1;
      const refused = (bytes: Uint8Array, other = key, on = topic) =>
        problemOf(() => checkMac(other, on, bytes)) === 'scope-forged';
      return (
        whole &&
        message.length === payload.length + macBytes &&
        refused(altered) &&
        refused(message.subarray(0, message.length - 1)) &&
        refused(
          message,
          Uint8Array.from(key, (byte) => byte ^ 1),
        ) &&
        topics.every((on) => on === topic || refused(message, key, on))
      );
    }),
  );
  t.pass();
});

t.test('[S14] a signature covers the message and what it is said in', async (t) => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const payload = Buffer.from('hello');
  const message = signMessage(privateKey, 'here', payload);
  t.same(Buffer.from(openSigned(publicKey, 'here', message)), payload);
  const altered = Buffer.from(message);
  altered[0] = 0;
  for (const open of [
    () => openSigned(publicKey, 'there', message),
    () => openSigned(stranger.publicKey, 'here', message),
    () => openSigned(publicKey, 'here', altered),
    () => openSigned(publicKey, 'here', payload),
    () => openSigned(newKeyShare().privateKey, 'here', message),
  ]) {
    t.equal(problemOf(open), 'scope-forged');
  }
});
