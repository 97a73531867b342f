import t from 'tap';
import { parseSiteCode } from '../../../../protocol/ids.js';
import { orderLimits } from '../../../../protocol/orders/order-kinds.js';
import { type Authority, issueCertificate } from '../../../../provisioning/certificates/authority.js';
import { certificateFingerprintOf } from '../../../../provisioning/certificates/fingerprint.js';
import { certifyIssuing, createRoot } from '../../../../provisioning/certificates/issuing-authority.js';
import { certificatesIn } from '../../../../provisioning/certificates/pem.js';
import { isOrderSealed, sealOrder } from '../../../../provisioning/custody/orders/order-seal.js';
import { stockKeyPairs } from '../../../support/stock-key-pairs.js';

const site = parseSiteCode('7KD');
const start = Date.now();

t.test(
  '[K14][E33] a seal counts through an issuing authority below a trusted root, and through nothing else',
  async (t) => {
    const root = await createRoot('Test', start, stockKeyPairs);
    const pair = await stockKeyPairs(3072);
    const issuing: Authority = {
      ...{ certificatePem: certifyIssuing(root, pair.publicKeyPem, start), keyPem: pair.privateKeyPem },
      trustPem: root.certificatePem,
    };
    const order = { site, id: '019302a1-0000-7000-8000-000000000000', kind: 'wipe-site', by: 'root' };
    const seal = sealOrder(issuing, order);
    t.ok(seal.length <= orderLimits.sealCharactersMax);
    t.ok(isOrderSealed(root.certificatePem, order, seal));
    t.notOk(isOrderSealed(root.certificatePem, { ...order, by: 'other' }, seal));
    const [signature = ''] = seal.split('.');
    t.notOk(isOrderSealed(root.certificatePem, order, signature), 'without the certificate of who signed');
    const stranger = await createRoot('Test', start, stockKeyPairs);
    t.notOk(isOrderSealed(stranger.certificatePem, order, seal), 'of a root that is not trusted');
    const leafPair = await stockKeyPairs(2048);
    const request = { code: site, publicKeyPem: leafPair.publicKeyPem, extraHosts: [], nowMilliseconds: start };
    const [leaf] = certificatesIn(issueCertificate(issuing, request));
    const byLeaf = sealOrder({ certificatePem: leaf.toString(), keyPem: leafPair.privateKeyPem }, order);
    const forged = `${byLeaf.split('.')[0]}.${leaf.raw.toString('base64url')}`;
    t.notOk(isOrderSealed(root.certificatePem, order, forged), 'by a site’s own certificate');
    const distrusted = `carnet trust 2\ndistrusted ${certificateFingerprintOf(issuing.certificatePem)}\n${root.certificatePem}`;
    t.notOk(isOrderSealed(distrusted, order, seal), 'by an issuing authority that counts no more');
    for (const bad of ['', '.', `${signature}.`, `${signature}.x`, seal.slice(0, -40)]) {
      t.notOk(isOrderSealed(root.certificatePem, order, bad));
    }
  },
);
