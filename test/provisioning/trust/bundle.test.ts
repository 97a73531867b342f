import t from 'tap';
import { certificateFingerprintOf } from '../../../provisioning/certificates/fingerprint.js';
import { createRoot } from '../../../provisioning/certificates/issuing-authority.js';
import { certificatesIn } from '../../../provisioning/certificates/pem.js';
import {
  bundleCharactersMax,
  bundleFingerprintOf,
  distrustedIn,
  readBundle,
  succeed,
  writeBundle,
} from '../../../provisioning/trust/bundle.js';
import { problemOf } from '../../support/problem-of.js';
import { stockKeyPairs } from '../../support/stock-key-pairs.js';

const now = Date.now();
const [first, second, stranger] = [
  await createRoot('Nord', now, stockKeyPairs),
  await createRoot('Nord', now, stockKeyPairs),
  await createRoot('Nord', now, stockKeyPairs),
];
const rootsOf = (...pairs: readonly { readonly certificatePem: string }[]) =>
  pairs.flatMap(({ certificatePem }) => certificatesIn(certificatePem));
const distrusted = ['a'.repeat(64)];
const both = writeBundle({ version: 2, roots: rootsOf(first, second), distrusted: [] }, first);
const next = writeBundle({ version: 3, roots: rootsOf(second), distrusted }, second);

t.test('[E34] a bundle takes the place of the one before when a root of that one signed it', async (t) => {
  t.equal(succeed(first.certificatePem, both), both);
  t.equal(succeed(both, next), next);
  t.match(readBundle(next), { version: 3, distrusted });
  t.strictSame(distrustedIn(next), distrusted);
  t.equal(readBundle(both).roots.length, 2);
  t.equal(succeed(both, both), both, 'what comes twice changes nothing');
  t.equal(bundleFingerprintOf(first.certificatePem), certificateFingerprintOf(first.certificatePem), 'as before');
  t.not(bundleFingerprintOf(both), bundleFingerprintOf(next));
});

t.test('[E35] a bundle of an earlier version is refused, also a well signed one', async (t) => {
  t.equal(
    problemOf(() => succeed(next, both)),
    'trust-older',
  );
  t.equal(
    problemOf(() => succeed(both, first.certificatePem)),
    'trust-older',
  );
  const other = writeBundle({ version: 2, roots: rootsOf(second), distrusted: [] }, second);
  t.equal(
    problemOf(() => succeed(both, other)),
    'trust-older',
    'nor another one of the same version',
  );
});

t.test('[E34] nobody else signs a bundle, and no byte that counts can be changed', async (t) => {
  const byStranger = writeBundle({ version: 2, roots: rootsOf(first, stranger), distrusted: [] }, stranger);
  t.equal(
    problemOf(() => succeed(first.certificatePem, byStranger)),
    'trust-unproven',
    'a stranger',
  );
  t.equal(
    problemOf(() => succeed(first.certificatePem, next)),
    'trust-unproven',
    'one between is missing',
  );
  const claimed = byStranger.replace(
    certificateFingerprintOf(stranger.certificatePem),
    certificateFingerprintOf(first.certificatePem),
  );
  t.equal(
    problemOf(() => succeed(first.certificatePem, claimed)),
    'trust-unproven',
    'in the name of another',
  );
  for (const altered of [
    both.replace('carnet trust 2', 'carnet trust 9'),
    both.replace('signed', `distrusted ${'b'.repeat(64)}\nsigned`),
    both.replace(/^signed .*\n/m, ''),
    `${both}${stranger.certificatePem}`,
    both.replace(second.certificatePem, ''),
    both.replace(second.certificatePem, stranger.certificatePem),
    both.replace(first.certificatePem + second.certificatePem, second.certificatePem + first.certificatePem),
  ]) {
    t.not(altered, both, 'something was altered');
    t.equal(
      problemOf(() => succeed(first.certificatePem, altered)),
      'trust-unproven',
    );
  }
  const otherOne = next.replace('a'.repeat(64), 'b'.repeat(64));
  t.equal(
    problemOf(() => succeed(both, otherOne)),
    'trust-unproven',
    'another issuing authority is distrusted',
  );
  const tail = `${both}distrusted ${'b'.repeat(64)}\n`;
  t.strictSame(distrustedIn(tail), [], 'what stands behind the certificates means nothing');
});

t.test('[E34] what is no bundle is refused in bounded time', async (t) => {
  const many = first.certificatePem.repeat(5);
  const long = `${' '.repeat(bundleCharactersMax)}${first.certificatePem}`;
  const cut = both.slice(0, -100);
  for (const bad of ['', 'x', many, long, cut.slice(0, 300), both.replace('MII', 'MIX'), 'carnet trust 2\n']) {
    t.equal(
      problemOf(() => readBundle(bad)),
      'trust-unproven',
      bad.slice(0, 20),
    );
  }
  t.equal(
    problemOf(() => succeed(first.certificatePem, cut)),
    'trust-unproven',
    'cut off',
  );
});
