import t from 'tap';
import { checkPassword, hashPassword } from '../../../provisioning/secrets/password.js';
import { hashSecret, newSecret } from '../../../provisioning/secrets/secret.js';

t.test('a password fits its own hash and no other does', async (t) => {
  const hash = await hashPassword('Ndolé-2026!');
  t.match(hash, /^scrypt\$32768\$8\$1\$[\w-]{22}\$[\w-]{43}$/);
  t.equal(await checkPassword('Ndolé-2026!', hash), true);
  t.equal(await checkPassword('Ndolé-2026!'.normalize('NFD'), hash), true, 'typed on another keyboard');
  t.equal(await checkPassword('ndolé-2026!', hash), false);
  t.not(await hashPassword('Ndolé-2026!'), hash, 'each hash has its own salt');
});

t.test('a stored hash that cannot be read, or asks too much, fits nothing', async (t) => {
  const hash = await hashPassword('a password');
  const [, , , , salt, digest] = hash.split('$');
  for (const bad of [
    '',
    'plain',
    'argon2$1$1$1$x$y',
    `scrypt$32768$8$1$${salt}$`,
    `scrypt$32769$8$1$${salt}$${digest}`,
    `scrypt$1073741824$8$1$${salt}$${digest}`,
    `${hash}$more`,
  ]) {
    t.equal(await checkPassword('a password', bad), false, bad.slice(0, 24));
  }
});

t.test('RFC 7914 test vector, so that the parameters mean what they say', async (t) => {
  // RFC 7914 §12: scrypt ("pleaseletmein", "SodiumChloride", N=16384, r=8, p=1), first 32 of 64 bytes.
  const salt = Buffer.from('SodiumChloride').toString('base64url');
  const expected = '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2';
  const stored = `scrypt$16384$8$1$${salt}$${Buffer.from(expected, 'hex').toString('base64url')}`;
  t.equal(await checkPassword('pleaseletmein', stored), true);
});

t.test('a secret has 256 bits and only its hash is kept', async (t) => {
  const secret = newSecret();
  t.match(secret, /^[\w-]{43}$/);
  t.match(hashSecret(secret), /^[0-9a-f]{64}$/);
  t.equal(hashSecret('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad', 'FIPS 180-4 example');
});
