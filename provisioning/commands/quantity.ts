import { Problem } from '../../protocol/problem.js';
import { readNetworkAddress } from '../network-address-text.js';
import type { NetworkAddress, NodeLink } from '../node-folder.js';

const unitMilliseconds = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const unitBytes = { KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 } as const;

/** `90s`, `30m`, `8h`, `7d`, in milliseconds. @throws Problem `usage-wrong` */
export function parseDuration(text: string): number {
  const match = /^(\d{1,6})([smhd])$/.exec(text.trim());
  if (match === null) throw new Problem('usage-wrong', `${text}: 90s, 30m, 8h, 7d`);
  return Number(match[1]) * unitMilliseconds[match[2] as keyof typeof unitMilliseconds];
}

/** `500MB`, `5GB`, in bytes; decimal units, as operators sell them. @throws Problem `usage-wrong` */
export function parseByteCount(text: string): number {
  const match = /^(\d{1,6}(?:\.\d{1,3})?)(KB|MB|GB|TB)$/i.exec(text.trim());
  if (match === null) throw new Problem('usage-wrong', `${text}: 500MB, 5GB`);
  return Math.round(Number(match[1]) * unitBytes[match[2]?.toUpperCase() as keyof typeof unitBytes]);
}

/** @throws Problem `usage-wrong` unless 0–65535 */
export function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : -1;
  if (port < 0 || port > 65535) throw new Problem('usage-wrong', `port ${text}`);
  return port;
}

/** `HOST:PORT`, or `[IPv6]:PORT`. @throws Problem `usage-wrong` */
export function parseAddress(text: string): NetworkAddress {
  const address = readNetworkAddress(text);
  if (address === undefined) throw new Problem('usage-wrong', `${text}: HOST:PORT`);
  return address;
}

/** `fibre=127.0.0.1:9001`. @throws Problem `usage-wrong` */
export function parseLinkAddress(text: string): readonly [string, NetworkAddress] {
  const at = text.indexOf('=');
  if (at < 1) throw new Problem('usage-wrong', `${text}: LINK=HOST:PORT`);
  return [text.slice(0, at), parseAddress(text.slice(at + 1))];
}

/** What a link's usual name says about its kind. */
const kindByName: Readonly<Record<string, NodeLink['kind']>> = {
  fibre: 'fibre',
  fiber: 'fibre',
  adsl: 'other',
  cellular: 'cellular',
  '4g': 'cellular',
  '5g': 'cellular',
  starlink: 'starlink',
  satellite: 'geo',
  vsat: 'geo',
  geo: 'geo',
};

export interface LinkPlan {
  readonly name: string;
  readonly kind: NodeLink['kind'];
  readonly metered: boolean;
  readonly budgetBytes?: number;
}

/** `fibre:unmetered`, `satellite:metered:5GB`; what is not said is unmetered. @throws Problem `usage-wrong` */
export function parseLinkPlan(text: string): LinkPlan {
  const [name = '', metering = 'unmetered', budget, ...more] = text.split(':');
  const wrong = more.length > 0 || !['metered', 'unmetered'].includes(metering) || !/^[a-z0-9-]{1,16}$/.test(name);
  if (wrong || (budget !== undefined && metering === 'unmetered')) {
    throw new Problem('usage-wrong', `${text}: fibre:unmetered, satellite:metered:5GB`);
  }
  const kind = kindByName[name.replace(/-?\d+$/, '')] ?? kindByName[name] ?? 'other';
  const budgetBytes = budget === undefined ? undefined : parseByteCount(budget);
  if (budgetBytes === 0) {
    throw new Problem(
      'usage-wrong',
      `${text}: a budget of 0 would carry nothing but urgent records; say what was bought`,
    );
  }
  return { name, kind, metered: metering === 'metered', ...(budgetBytes === undefined ? {} : { budgetBytes }) };
}
