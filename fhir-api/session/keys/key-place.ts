import { isIP } from 'node:net';

/** Where a browser is while its person shows a security key. */
export type KeyPlace =
  /** Keys work here. */
  | {
      readonly kind: 'here';
      /** The name that keys are made for and answer to (WebAuthn: relying party id). */
      readonly host: string;
      /** As the browser writes it: `https://host[:port]`. */
      readonly origin: string;
      /** What a challenge is good for: one session, one sign-in. */
      readonly bond: string;
    }
  /** By a number, over plain HTTP, or by a name that is not this node's. `address` is where they do; absent where it has no name. */
  | { readonly kind: 'elsewhere'; readonly address: string | undefined };

/** What a request says of where its browser is. */
export interface AskedBy {
  readonly protocol: string;
  /** The header `Host`. */
  readonly host: string;
  readonly bond: string;
}

/** Under which names a node is opened, the one to tell people first, and the port of its HTTPS. */
export interface KeyNames {
  readonly names: readonly string[];
  readonly httpsPort: number;
}

/** Browsers let a page use keys for its own name only, over HTTPS, never for an address (WebAuthn level 2, §5.1.2 and §13.4.9). */
export function keyPlaceOf({ protocol, host, bond }: AskedBy, { names, httpsPort }: KeyNames): KeyPlace {
  const [name = '', port = ''] = host.toLowerCase().split(':');
  const usable = names.filter((one) => one !== '' && isIP(one) === 0).map((one) => one.toLowerCase());
  const isHere = protocol === 'https' && usable.includes(name);
  if (isHere) return { kind: 'here', host: name, origin: originOf(name, port), bond };
  const [first] = usable;
  const shownPort = protocol === 'https' ? port : String(httpsPort);
  return { kind: 'elsewhere', address: first === undefined ? undefined : `${originOf(first, shownPort)}/` };
}

function originOf(name: string, port: string): string {
  return port === '' || port === '443' ? `https://${name}` : `https://${name}:${port}`;
}
