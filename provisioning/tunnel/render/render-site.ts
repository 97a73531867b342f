import { Problem } from '../../../protocol/problem.js';
import { readTextIfThere } from '../../folder/atomic-file.js';
import { renderOpenWrt } from './openwrt.js';
import { quotaRules, quotaTunnels, renderQuota } from './quota.js';
import type { Rendered, RenderFormat } from './rendered.js';
import type { SiteTunnel } from './site-tunnels.js';
import { renderNetworkd } from './systemd-networkd.js';
import { renderWgQuick } from './wg-quick.js';

/** All configuration of a site's tunnels. @throws Problem `not-found` when a private key is missing */
export function renderSite(tunnels: readonly SiteTunnel[], format: RenderFormat): Rendered {
  for (const { keyPath } of tunnels) readKey(keyPath);
  if (tunnels.length === 0) return { files: [], install: [] };
  const unsteered = tunnels.length < 2 ? [] : tunnels.filter(({ uplink }) => !uplink).map(({ link }) => link);
  return { ...renderFormat(tunnels, format), unsteered };
}

function renderFormat(tunnels: readonly SiteTunnel[], format: RenderFormat): Rendered {
  if (format === 'openwrt') {
    const hasQuota = quotaTunnels(tunnels).length > 0;
    const rendered = renderOpenWrt(tunnels, ({ keyPath }) => readKey(keyPath), hasQuota);
    const quota = { name: 'carnet-quota.nft', text: quotaRules(tunnels) };
    return { ...rendered, files: [...rendered.files, ...(hasQuota ? [quota] : [])] };
  }
  const interfaces = format === 'wg-quick' ? renderWgQuick(tunnels) : renderNetworkd(tunnels);
  const quota = renderQuota(tunnels);
  return { files: [...interfaces.files, ...quota.files], install: [...interfaces.install, ...quota.install] };
}

function readKey(path: string): string {
  const text = readTextIfThere(path);
  if (text === undefined) throw new Problem('not-found', `private key ${path}`);
  return text.trim();
}
