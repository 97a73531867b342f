import type { NetworkAddress } from './node-folder.js';

/** `HOST:PORT`, or `[IPv6]:PORT`; `undefined` unless it is one. Port 0 lets the system choose. */
export function readNetworkAddress(text: string): NetworkAddress | undefined {
  const match = /^(?:\[([0-9A-Fa-f:.]+)\]|([^:[\]/\s]+)):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  return host === undefined || port > 65_535 ? undefined : { host, port };
}

export function formatNetworkAddress({ host, port }: NetworkAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
