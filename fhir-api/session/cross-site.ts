/** The headers that a browser sets by itself and a page cannot. */
export interface BrowserHeaders {
  readonly origin?: string | undefined;
  readonly 'sec-fetch-site'?: string | string[] | undefined;
}

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Whether a request that a cookie vouches for may have been sent by another web site. SameSite=Strict ignores ports, so
 * the origin is compared whole, port too: two sites of a demo share a host (RFC 6454; Fetch Metadata). Programs send
 * neither header and are no browser that could be tricked.
 */
export function isForeign(method: string, host: string, headers: BrowserHeaders): boolean {
  if (safeMethods.has(method)) return false;
  if (headers.origin !== undefined) return hostOf(headers.origin) !== host.toLowerCase();
  const site = headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

function hostOf(origin: string): string | undefined {
  try {
    return new URL(origin).host;
  } catch {
    return undefined;
  }
}
