import { createServer } from 'node:net';
import { connect } from 'node:tls';
import { hubServerName } from '../certificates/profile.js';
import { systemErrorCode } from '../folder/atomic-file.js';
import type { Identity, NetworkAddress, NodeDescription, NodeLink } from '../node-folder.js';
import { bad, type Finding, good, warning } from './finding.js';

const connectMillisecondsMax = 5_000;

/** While no program runs, its ports must be free. */
export async function checkPorts(node: NodeDescription, running: boolean): Promise<readonly Finding[]> {
  if (running) return [];
  const addresses = [node.https, ...(node.http ? [node.http] : []), ...(node.kind === 'hub' ? [node.mqtt] : [])];
  return Promise.all(addresses.map(checkPort));
}

/** Through each link, a TLS 1.3 session with the hub that OpenSSL accepts. */
export async function checkHub(node: NodeDescription, identity: Identity): Promise<readonly Finding[]> {
  return node.kind === 'hub' ? [] : Promise.all(node.links.map((link) => checkLink(link, identity)));
}

function checkPort({ host, port }: NetworkAddress): Promise<Finding> {
  const name = `port ${port}`;
  return new Promise((resolve) => {
    const server = createServer();
    server.on('error', (cause) => {
      const code = systemErrorCode(cause) ?? '';
      const what =
        code === 'EADDRINUSE'
          ? { en: 'in use by another program', fr: 'occupé par un autre programme' }
          : { en: code, fr: code };
      const todo = {
        en: 'stop that program, or change the port in node.json',
        fr: 'arrêtez ce programme, ou changez le port dans node.json',
      };
      resolve(bad(name, what, todo));
    });
    server.listen(port, host, () => server.close(() => resolve(good(name, 'free', 'libre'))));
  });
}

function checkLink(link: NodeLink, identity: Identity): Promise<Finding> {
  const name = `hub (${link.name})`;
  const { keyPem, certificatePem, authorityPem } = identity;
  const address = `${link.hub.host}:${link.hub.port}`;
  const todo = {
    en: 'check the cable, the link and that the hub runs; care goes on meanwhile',
    fr: 'vérifiez le câble, la liaison et que le central tourne ; les soins continuent entre-temps',
  };
  return new Promise((resolve) => {
    const socket = connect({
      ...link.hub,
      servername: hubServerName,
      key: keyPem,
      cert: certificatePem,
      ca: [authorityPem],
      minVersion: 'TLSv1.3',
      timeout: connectMillisecondsMax,
    });
    const finish = (finding: Finding) => {
      socket.destroy();
      resolve(finding);
    };
    socket.on('secureConnect', () => finish(good(name, `reached at ${address}`, `joint à ${address}`)));
    socket.on('timeout', () =>
      finish(warning(name, { en: `${address} does not answer`, fr: `${address} ne répond pas` }, todo)),
    );
    socket.on('error', (cause) => {
      const code = systemErrorCode(cause) ?? 'TLS';
      finish(warning(name, { en: `${address}: ${code}`, fr: `${address} : ${code}` }, todo));
    });
  });
}
