import { checkCharacterMod37_36, crockfordAlphabet } from '../../protocol/check-characters.js';
import { parseSiteCode, type SiteCode } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';

/** The FHIR identifier system of health identifiers. */
export const healthIdSystem = 'urn:carnet:health-id';
/** The FHIR identifier system of the national identity card. */
export const nationalIdSystem = 'urn:carnet:cm:cni';

/** A health identifier taken apart: the site that gave it, and its serial of five Crockford characters. */
export interface HealthId {
  readonly site: SiteCode;
  readonly serial: string;
  /** As it is printed and stored: `7KD-0A3F2-Q`. */
  readonly text: string;
}

const serialLength = 5;
const serialCount = 32 ** serialLength;
/** Check characters that people would mix up with 1, 1, 0 and V; serials that need one are never given. */
const ambiguous: ReadonlySet<string> = new Set(['I', 'L', 'O', 'U']);

/**
 * The next health identifier of a site after `counter` (0 before the first), and the counter to keep. Skips serials
 * whose check character could be misread, and the one in a hundred where an exchange of neighbours would go unnoticed.
 * @throws Problem `internal` when the site has given all of its serials (about thirty million)
 */
export function nextHealthId(
  site: SiteCode,
  counter: number,
): { readonly healthId: HealthId; readonly counter: number } {
  for (let next = counter + 1; next < serialCount; next += 1) {
    const serial = writeSerial(next);
    const check = checkCharacterMod37_36(site + serial);
    if (ambiguous.has(check) || hidesExchange(site + serial + check, site.length - 1)) continue;
    return { healthId: { site, serial, text: `${site}-${serial}-${check}` }, counter: next };
  }
  throw new Problem('internal', 'this site has no health identifier left');
}

/**
 * Reads a health identifier as people type it: case, spaces and hyphens do not count, O is 0, I and L are 1. One wrong
 * character is always found, and so are two neighbours exchanged, given a site code for which {@link isSiteCodeSafe}
 * holds; `undefined` then.
 */
export function readHealthId(typed: string): HealthId | undefined {
  const text = typed
    .toUpperCase()
    .replace(/[\s\-\u2010-\u2015]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  if (!/^[0-9A-HJKMNP-TV-Z]{9}$/.test(text)) return undefined;
  const serial = text.slice(3, 8);
  if (checkCharacterMod37_36(text.slice(0, 8)) !== text[8]) return undefined;
  const site = parseSiteCode(text.slice(0, 3));
  if (hidesExchange(text, site.length - 1)) return undefined;
  return { site, serial, text: `${site}-${serial}-${text[8]}` };
}

/**
 * Whether an exchange of two neighbours within a site code is found in every identifier of the site; false for about
 * one code in six hundred, which the hub should not give.
 */
export function isSiteCodeSafe(site: SiteCode): boolean {
  return [0, 1].every((place) => {
    const exchanged = exchange(site, place);
    return exchanged === site || checkCharacterMod37_36(exchanged) !== checkCharacterMod37_36(site);
  });
}

/**
 * Whether an exchange of two neighbours from `place` on gives another identifier whose check holds too: mod 37,36 finds
 * every single error, but not quite every exchange.
 */
function hidesExchange(text: string, place: number): boolean {
  for (let index = place; index < text.length - 1; index += 1) {
    const exchanged = exchange(text, index);
    if (exchanged !== text && checkCharacterMod37_36(exchanged.slice(0, -1)) === exchanged.at(-1)) return true;
  }
  return false;
}

function exchange(text: string, place: number): string {
  return text.slice(0, place) + text.charAt(place + 1) + text.charAt(place) + text.slice(place + 2);
}

function writeSerial(value: number): string {
  let rest = value;
  let serial = '';
  for (let place = 0; place < serialLength; place += 1) {
    serial = (crockfordAlphabet[rest % 32] ?? '') + serial;
    rest = Math.floor(rest / 32);
  }
  return serial;
}
