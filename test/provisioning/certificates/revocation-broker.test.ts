import { spawn } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import t from 'tap';
import { hubCode, parseSiteCode } from '../../../protocol/ids.js';
import { createAuthority, issueCertificate } from '../../../provisioning/certificates/authority.js';
import { writeRevocationList } from '../../../provisioning/certificates/revocation-list.js';
import { freePort } from '../../support/free-port.js';
import { eventually } from '../../support/programs-records.js';
import { stockKeyPairs } from '../../support/stock-key-pairs.js';
import { requirePackage } from '../../support/system-package.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const day = 86_400_000;

t.test('[T29] Mosquitto refuses who is on the list, lets the others in, and takes the next list', async (t) => {
  const command = requirePackage(t, 'mosquitto');
  if (command === undefined) return;
  const now = Date.now();
  const authority = await createAuthority('Hôpital', now, stockKeyPairs);
  const { privateKeyPem: key, publicKeyPem } = await stockKeyPairs(2048);
  const issue = (code: string) =>
    issueCertificate(authority, { code: parseSiteCode(code), publicKeyPem, extraHosts: [], nowMilliseconds: now });
  const [good, revoked] = [issue('7KD'), issue('7KE')];
  const ca = authority.certificatePem;
  const folder = temporaryFolder(t);
  const file = (name: string, text?: string) => {
    const path = join(folder, name);
    if (text !== undefined) writeFileSync(path, text);
    return path;
  };
  const list = (...ended: readonly string[]) => {
    const entries = ended.map((pem) => ({ serialNumber: new X509Certificate(pem).serialNumber, atMilliseconds: now }));
    const plan = { nowMilliseconds: now - 60_000, nextMilliseconds: now + 30 * day };
    return file('carnet.crl', writeRevocationList(authority, { ...plan, revoked: entries }));
  };
  const port = await freePort();
  const settings = [
    ...['user root', 'persistence false', 'allow_anonymous true', 'log_dest stderr', `listener ${port} 127.0.0.1`],
    ...[`cafile ${file('ca.pem', ca)}`, `certfile ${file('hub.pem', issue(hubCode))}`, `keyfile ${file('key', key)}`],
    ...['require_certificate true', `crlfile ${list(revoked)}`],
  ];
  const broker = spawn(command, ['-c', file('mosquitto.conf', `${settings.join('\n')}\n`)], { stdio: 'ignore' });
  const ended = once(broker, 'exit');
  t.teardown(async () => {
    broker.kill('SIGKILL');
    await ended;
  });
  const comesIn = async (cert: string): Promise<boolean> => {
    const url = `mqtts://127.0.0.1:${port}`;
    const trust = { ca, key, cert, checkServerIdentity: () => undefined };
    try {
      const client = await connectAsync(url, { ...trust, reconnectPeriod: 0, connectTimeout: 2_000 });
      await client.endAsync();
      return true;
    } catch {
      return false;
    }
  };
  await eventually('the broker lets the good one in', () => comesIn(good), 20_000);
  t.notOk(await comesIn(revoked), 'who is on the list stays out');
  list(good);
  broker.kill('SIGHUP');
  await eventually('after the next list it is the other way round', () => comesIn(revoked), 20_000);
  t.notOk(await comesIn(good));
});
