import { once } from 'node:events';
import { request as ask, createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type TLSSocket } from 'node:tls';
import forge from 'node-forge';
import t from 'tap';
import { hubCode, parseSiteCode } from '../../../protocol/ids.js';
import { createAuthority, decoded, issueCertificate } from '../../../provisioning/certificates/authority.js';
import { pathOf } from '../../../provisioning/certificates/chain.js';
import { certificateFingerprintOf } from '../../../provisioning/certificates/fingerprint.js';
import { isIssuedFor, showsHub, showsSite } from '../../../provisioning/certificates/inspect.js';
import {
  type AuthorityPair,
  certifyIssuing,
  createRoot,
} from '../../../provisioning/certificates/issuing-authority.js';
import { certificatesIn } from '../../../provisioning/certificates/pem.js';
import { hubServerName, siteServerName } from '../../../provisioning/certificates/profile.js';
import { stockKeyPairs } from '../../support/stock-key-pairs.js';

const now = Date.now();
const year = 365 * 86_400_000;
const site = parseSiteCode('7KD');
const moment = { floorMilliseconds: now, state: 'sure' } as const;
const root = await createRoot('Région du Nord', now, stockKeyPairs);
const otherRoot = await createRoot('Région du Nord', now, stockKeyPairs);
const bundle = `${otherRoot.certificatePem}${root.certificatePem}`;
const issuingPair = await stockKeyPairs(3072);
const issuing = {
  certificatePem: certifyIssuing(root, issuingPair.publicKeyPem, now),
  keyPem: issuingPair.privateKeyPem,
  trustPem: bundle,
};
const [hubPair, sitePair] = [await stockKeyPairs(2048), await stockKeyPairs(2048)];
const leafOf = (code: typeof site, publicKeyPem: string, by: AuthorityPair & { trustPem: string } = issuing) =>
  issueCertificate(by, { code, publicKeyPem, extraHosts: [], nowMilliseconds: now });
const sitePem = leafOf(site, sitePair.publicKeyPem);
const hubPem = leafOf(hubCode, hubPair.publicKeyPem);

/** What an authority that keeps to no profile would sign: the certificate with other extensions. */
function resigned(pem: string, by: AuthorityPair, extensions: (list: object[]) => object[], years?: number): string {
  const certificate = forge.pki.certificateFromPem(pem);
  const signer = forge.pki.certificateFromPem(by.certificatePem);
  certificate.setSubject(certificate.subject.attributes.map(decoded));
  certificate.setIssuer(signer.subject.attributes.map(decoded));
  const keyIdentifier = signer.generateSubjectKeyIdentifier().getBytes();
  const kept = certificate.extensions.filter(({ name }) => name !== 'authorityKeyIdentifier');
  certificate.setExtensions([...extensions(kept), { name: 'authorityKeyIdentifier', keyIdentifier }]);
  if (years !== undefined) certificate.validity.notAfter = new Date(now + years * year);
  certificate.sign(forge.pki.privateKeyFromPem(by.keyPem), forge.md.sha256.create());
  return forge.pki.certificateToPem(certificate).replaceAll('\r', '');
}

const constrained = (limits: object) => (list: object[]) => [
  ...list.filter((each) => (each as { name: string }).name !== 'basicConstraints'),
  { name: 'basicConstraints', critical: true, ...limits },
];

t.test('[E32] a leaf is believed through its issuing authority, from any root of the bundle', async (t) => {
  t.equal(certificatesIn(sitePem).length, 2, 'the chain goes with the leaf');
  for (const trusted of [root.certificatePem, bundle, `carnet trust 2\nsigned ${'0'.repeat(64)} x\n${bundle}`]) {
    t.ok(isIssuedFor(trusted, sitePem, siteServerName(site)));
    t.ok(showsHub({ authorityPem: trusted, hubName: hubServerName }, hubPem, moment));
    t.ok(showsSite(trusted, sitePem));
  }
  t.equal(pathOf(bundle, sitePem)?.root.raw.equals(certificatesIn(root.certificatePem)[0].raw), true);
  t.ok(showsSite(bundle, `${sitePem}${root.certificatePem}`), 'the root may be sent, too');
  t.notOk(isIssuedFor(bundle, sitePem, hubServerName), 'a site is not the hub');
  t.notOk(showsSite(otherRoot.certificatePem, sitePem), 'of a root that is not trusted');
  t.notOk(showsSite(bundle, certificatesIn(sitePem)[0].toString()), 'without what signed it');
});

t.test('[E32] a hub of before goes on: its one authority signs leaves itself', async (t) => {
  const authority = await createAuthority('Nord', now, stockKeyPairs);
  const pem = leafOf(site, sitePair.publicKeyPem, { ...authority, trustPem: authority.certificatePem });
  t.equal(certificatesIn(pem).length, 1);
  t.ok(showsSite(authority.certificatePem, pem));
  t.ok(showsSite(`${authority.certificatePem}${root.certificatePem}`, pem), 'also in a bundle with its successor');
  t.ok(showsSite(`${authority.certificatePem}${root.certificatePem}`, sitePem));
});

t.test('[E33] nothing else counts as an issuing authority', async (t) => {
  const under = (issuingPem: string, keyPem = issuing.keyPem) => {
    const [leaf] = certificatesIn(
      leafOf(site, sitePair.publicKeyPem, { certificatePem: issuingPem, keyPem, trustPem: '' }),
    );
    return `${leaf}${issuingPem}`;
  };
  t.ok(showsSite(bundle, under(issuing.certificatePem)));
  const [ownLeaf] = certificatesIn(sitePem);
  const forged = under(ownLeaf.toString(), sitePair.privateKeyPem);
  t.notOk(showsSite(bundle, forged), 'a site’s own leaf');
  t.notOk(showsSite(bundle, `${forged}${issuing.certificatePem}`), 'with what signed that one behind it');
  const stranger = await createRoot('Région du Nord', now, stockKeyPairs);
  const unknown = certifyIssuing(stranger, issuingPair.publicKeyPem, now);
  t.notOk(showsSite(bundle, under(unknown)), 'of an unknown root');
  t.notOk(showsSite(bundle, `${under(unknown)}${stranger.certificatePem}`), 'that brings its own');
  t.ok(showsSite(bundle, under(resigned(issuing.certificatePem, root, (list) => list))), 'as it should be');
  const noAuthority = resigned(issuing.certificatePem, root, constrained({ cA: false }));
  t.notOk(showsSite(bundle, under(noAuthority)), 'without the flag of an authority');
  const noSigning = resigned(issuing.certificatePem, root, (list) => [
    ...list.filter((each) => (each as { name: string }).name !== 'keyUsage'),
    { name: 'keyUsage', critical: true, digitalSignature: true },
  ]);
  t.notOk(showsSite(bundle, under(noSigning)), 'that may not sign certificates');
  for (const limits of [{ cA: true, pathLenConstraint: 1 }, { cA: true }]) {
    t.notOk(showsSite(bundle, under(resigned(issuing.certificatePem, root, constrained(limits)))), 'a path too long');
  }
  const below = resigned(issuing.certificatePem, issuing, (list) => list);
  t.notOk(showsSite(bundle, `${under(below)}${issuing.certificatePem}`), 'an authority below an issuing one');
  const authority = await createAuthority('Nord', now, stockKeyPairs);
  const byLeafSigner = certifyIssuing(authority, issuingPair.publicKeyPem, now);
  t.notOk(showsSite(authority.certificatePem, under(byLeafSigner)), 'below an authority that signs leaves only');
  const distrusted = `carnet trust 2\ndistrusted ${certificateFingerprintOf(issuing.certificatePem)}\n${bundle}`;
  t.notOk(showsSite(distrusted, sitePem), 'one that the bundle tells not to trust');
  t.notOk(showsSite('', sitePem));
  t.notOk(showsSite(bundle, ''));
});

t.test(
  '[E33] what has ended by the floor of the clock shows no hub any more: leaf, issuing authority or root',
  async (t) => {
    const trust = { authorityPem: root.certificatePem, hubName: hubServerName };
    const at = (years: number) => ({ floorMilliseconds: now + years * year, state: 'sure' }) as const;
    t.ok(showsHub(trust, hubPem, at(1)));
    t.notOk(showsHub(trust, hubPem, at(2)), 'the leaf');
    const long = (pem: string, by: AuthorityPair) => resigned(pem, by, (list) => list, 20);
    const [leaf] = certificatesIn(hubPem);
    const longLeaf = long(leaf.toString(), issuing);
    t.ok(showsHub(trust, `${longLeaf}${issuing.certificatePem}`, at(2)));
    t.notOk(showsHub(trust, `${longLeaf}${issuing.certificatePem}`, at(4)), 'the issuing authority');
    const longIssuing = long(issuing.certificatePem, root);
    t.ok(showsHub(trust, `${longLeaf}${longIssuing}`, at(4)));
    t.notOk(showsHub(trust, `${longLeaf}${longIssuing}`, at(11)), 'the root');
  },
);

t.test('[E32] both ends come to the root over real TLS 1.3, as OpenSSL judges and as we do', async (t) => {
  for (const trusted of [root.certificatePem, bundle, `carnet trust 2\nsigned ${'0'.repeat(64)} x\n${bundle}`]) {
    for (const rejectUnauthorized of [true, false]) {
      const seen: boolean[] = [];
      const common = { ca: [trusted], rejectUnauthorized, minVersion: 'TLSv1.3' as const };
      const server = createServer(
        { ...common, key: hubPair.privateKeyPem, cert: hubPem, requestCert: true },
        (socket: TLSSocket) => {
          const shown = socket.getPeerX509Certificate();
          seen.push(shown !== undefined && showsSite(trusted, shown));
          socket.end('welcome');
        },
      );
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const socket = connect({
        ...common,
        port,
        host: '127.0.0.1',
        servername: hubServerName,
        key: sitePair.privateKeyPem,
        cert: sitePem,
      });
      await once(socket, 'secureConnect');
      const shown = socket.getPeerX509Certificate();
      t.ok(showsHub({ authorityPem: trusted, hubName: hubServerName }, shown, moment), 'the hub');
      t.equal(String((await once(socket, 'data'))[0]), 'welcome');
      t.strictSame(seen, [true], 'the site');
      server.close();
      socket.destroy();
    }
  }
});

t.test(
  '[E32] a browser that trusts the root reaches a site whose certificate an issuing authority signed',
  async (t) => {
    const server = createHttps({ key: sitePair.privateKeyPem, cert: sitePem }, (_request, answer) =>
      answer.end('here'),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.teardown(() => server.close());
    const { port } = server.address() as AddressInfo;
    const outgoing = ask({
      port,
      host: '127.0.0.1',
      servername: siteServerName(site),
      ca: root.certificatePem,
      agent: false,
    });
    outgoing.end();
    const [answer] = await once(outgoing, 'response');
    t.equal(answer.statusCode, 200);
    answer.resume();
  },
);
