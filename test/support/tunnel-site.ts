import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseLinkName, parseSiteCode } from '../../protocol/ids.js';
import { type NodeLink, type SiteNode, writeNode } from '../../provisioning/node-folder.js';

export const tunnelKeyOf = (text: string) => Buffer.alloc(32, text).toString('base64');

function tunnelledLink(link: Pick<NodeLink, 'kind' | 'metered' | 'budgetBytes'> & { name: string }, number: number) {
  const metered = link.metered;
  return {
    ...link,
    ...{ name: parseLinkName(link.name), hub: { host: '10.86.0.1', port: 8441 }, localAddress: `10.86.0.${number}` },
    tunnel: {
      ...{ interfaceName: `cn_${link.name}`, publicKey: tunnelKeyOf(link.name), hubPublicKey: tunnelKeyOf('hub') },
      ...{ endpoints: [{ host: 'hub.sante.cm', port: 51_820 }], hubAddress: '10.86.0.1' },
      ...{ mtu: metered ? 1280 : 1412, keepaliveSeconds: metered ? 0 : 25 },
    },
  } satisfies NodeLink;
}

/** A site with a fibre and a metered satellite, each with its tunnel. */
export const tunnelledSite = {
  ...{ kind: 'site', code: parseSiteCode('7KD'), name: 'Garoua', region: 'Nord', epoch: 1 },
  ...{ https: { host: '127.0.0.1', port: 0 }, hub: { name: 'Hub', url: 'https://hub.sante.cm:8440' } },
  links: [
    tunnelledLink({ name: 'fibre', kind: 'fibre', metered: false }, 2),
    tunnelledLink({ name: 'satellite', kind: 'geo', metered: true, budgetBytes: 5e9 }, 3),
  ],
} as const satisfies SiteNode;

/** Writes the folder of such a site, with the files of its private keys. */
export function writeTunnelledSite(dir: string, node: SiteNode = tunnelledSite): string {
  writeNode(dir, node);
  mkdirSync(join(dir, 'tunnels'), { recursive: true, mode: 0o700 });
  for (const { name } of node.links) {
    writeFileSync(join(dir, 'tunnels', `${name}.key`), `${tunnelKeyOf(`private ${name}`)}\n`, { mode: 0o600 });
  }
  return dir;
}
