import type { X509Certificate } from 'node:crypto';
import { type DerElement, readDer } from './der.js';

/** basicConstraints (2.5.29.19), with its header. */
const basicConstraints = Buffer.from('0603551d13', 'hex');
const extensionsTag = 0xa3;
const integerTag = 0x02;

/**
 * How many certificates of authorities may stand below this one (RFC 5280 §4.2.1.9). Node does not tell it, so it is read
 * from the certificate, which OpenSSL has parsed and whose signature OpenSSL has checked.
 * @returns `undefined` where it is not limited, or the certificate is of no authority
 */
export function pathLengthOf({ raw }: X509Certificate): number | undefined {
  const [signed] = inside(readDer(raw)[0]);
  const [extensions] = inside(inside(signed).find(({ tag }) => tag === extensionsTag));
  for (const extension of inside(extensions)) {
    const parts = inside(extension);
    if (parts[0]?.whole.equals(basicConstraints) !== true) continue;
    const [constraints] = inside(parts.at(-1));
    const limit = inside(constraints).find(({ tag }) => tag === integerTag);
    return limit === undefined || limit.content.length !== 1 ? undefined : limit.content.readUInt8(0);
  }
  return undefined;
}

function inside(element: DerElement | undefined): readonly DerElement[] {
  return element === undefined ? [] : readDer(element.content);
}
