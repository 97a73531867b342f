/** What came back for a plain HTTP request; only the status line and `Location` are looked at. */
export interface PlainAnswer {
  readonly status: number;
  readonly location: string | undefined;
}

/** What such an answer shows: that the way is `open`, that somebody else answers (`captive`), or nothing. */
export type Captivity = 'open' | 'captive' | 'unknown';

/**
 * Where the hub itself answers 204, everything but that is somebody else's, except what a web server in front of it says
 * of its own: an error, or that TLS is to be used.
 */
export function judgeCaptive(asked: URL, { status, location }: PlainAnswer): Captivity {
  if (status === 204) return 'open';
  if (status === 511) return 'captive';
  if (status >= 300 && status < 400) return isElsewhere(asked, location) ? 'captive' : 'unknown';
  return status === 200 ? 'captive' : 'unknown';
}

function isElsewhere(asked: URL, location: string | undefined): boolean {
  if (location === undefined || !URL.canParse(location, asked.href)) return false;
  return new URL(location, asked.href).hostname !== asked.hostname;
}
