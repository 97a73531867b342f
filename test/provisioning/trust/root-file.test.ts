import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { createRoot } from '../../../provisioning/certificates/issuing-authority.js';
import { openRoot, rootCertificateIn, sealRoot } from '../../../provisioning/trust/root-file.js';
import { stockKeyPairs } from '../../support/stock-key-pairs.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const root = await createRoot('Nord', Date.now(), stockKeyPairs);
const other = await createRoot('Nord', Date.now(), stockKeyPairs);

t.test('[E36] the file of a root opens with its printed code or its passphrase, and with nothing else', async (t) => {
  const file = join(temporaryFolder(t), 'root-key.carnet');
  const { text, code = '' } = await sealRoot(root);
  writeFileSync(file, text);
  t.notMatch(text, /PRIVATE KEY/);
  t.same(await openRoot(file, code), root);
  t.same(await openRoot(file, code.toLowerCase().replaceAll('-', ' ')), root, 'as people type it');
  t.equal(rootCertificateIn(file), root.certificatePem);
  await t.rejects(openRoot(file, (await sealRoot(root)).code ?? ''), { code: 'root-closed' }, 'another code');
  await t.rejects(openRoot(file, `${code.slice(0, -1)}${code.endsWith('0') ? '1' : '0'}`), {
    code: 'recovery-code-malformed',
  });
  const sealed = await sealRoot(root, 'une phrase secrète assez longue');
  t.equal(sealed.code, undefined);
  writeFileSync(file, sealed.text);
  t.same(await openRoot(file, 'une phrase secrète assez longue'), root);
  await t.rejects(openRoot(file, 'une autre phrase secrète'), { code: 'root-closed' });
});

t.test('[E36] a file that was cut off or altered is told from a wrong code', async (t) => {
  const file = join(temporaryFolder(t), 'root-key.carnet');
  await t.rejects(openRoot(file, ''), { code: 'not-found' });
  const { text, code = '' } = await sealRoot(root);
  const { text: otherText } = await sealRoot(other);
  const [parts, otherParts] = [JSON.parse(text), JSON.parse(otherText)];
  const heavy = { salt: '', cost: { N: 2 ** 30, r: 8, p: 1 } };
  for (const bad of [
    ...['', '{}', 'null', text.slice(0, 400), 'x'.repeat(100_000), JSON.stringify({ ...parts, certificate: 'x' })],
    JSON.stringify({ ...parts, certificate: otherParts.certificate }),
    JSON.stringify({ ...parts, sealed: { ...parts.sealed, wrapped: otherParts.sealed.wrapped } }),
    JSON.stringify({ ...parts, passphrase: heavy }),
  ]) {
    writeFileSync(file, bad);
    await t.rejects(openRoot(file, code), { code: 'root-altered' }, bad.slice(0, 60));
  }
});
