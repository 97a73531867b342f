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
/** The first character of the serial is the number of the box. */
const serialsOfBox = 32 ** (serialLength - 1);
/** Check characters that people would mix up with 1, 1, 0 and V; serials that need one are never given. */
const ambiguous: ReadonlySet<string> = new Set(['I', 'L', 'O', 'U']);

/**
 * The next health identifier of a box after `counter` (0 before the first), and the counter to keep. Each box of a site has
 * serials of its own, so that none repeats what another gave, whatever it knows of it (rule E30). Skips serials whose
 * check character could be misread, and the one in a hundred where an exchange of neighbours would go unnoticed.
 * @param box its number, 0 to 31
 * @throws Problem `internal` when the box has given all of its serials (about a million)
 */
export function nextHealthId(
  site: SiteCode,
  counter: number,
  box = 0,
): { readonly healthId: HealthId; readonly counter: number } {
  const first = box * serialsOfBox;
  const end = first + serialsOfBox;
  // A counter of another box's serials was left with them.
  let next = isCounterOfBox(counter, box) ? counter + 1 : first;
  while (next < end) {
    const serial = writeSerial(next);
    const check = checkCharacterMod37_36(site + serial);
    const weakPlace = hiddenExchange(site + serial + check, site.length - 1);
    if (!ambiguous.has(check) && weakPlace === undefined) {
      return { healthId: { site, serial, text: `${site}-${serial}-${check}` }, counter: next };
    }
    // What hides an exchange is the beginning up to the exchanged pair: jump over all serials that share it.
    const shared = 32 ** Math.max(0, site.length + serialLength - 2 - (weakPlace ?? Number.POSITIVE_INFINITY));
    next = (Math.floor(next / shared) + 1) * shared;
  }
  throw new Problem('internal', 'this box has no health identifier left');
}

/** Whether the serial of a counter is one of the box's. */
export function isCounterOfBox(counter: number, box: number): boolean {
  return Math.floor(counter / serialsOfBox) === box;
}

/**
 * A counter for a copy of a box that the original goes on from as well: in the third quarter of the serials that remain.
 * @param fraction where in it, 0 to 1, drawn at random: each of several copies then has serials of its own, nearly surely
 */
export function counterApart(counter: number, box: number, fraction: number): number {
  const first = isCounterOfBox(counter, box) ? counter : box * serialsOfBox;
  const half = Math.floor(((box + 1) * serialsOfBox - first) / 2);
  return first + half + Math.floor((half * fraction) / 2);
}

/** Whether a box of the site can have this number: with a few, an exchange with the site code would never be found. */
export function isBoxNumberSound(site: SiteCode, box: number): boolean {
  const beginning = `${site}${crockfordAlphabet[box] ?? ''}`;
  const exchanged = exchange(beginning, site.length - 1);
  return exchanged === beginning || checkCharacterMod37_36(exchanged) !== checkCharacterMod37_36(beginning);
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
  if (hiddenExchange(text, site.length - 1) !== undefined) return undefined;
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
 * The first place from `place` on where an exchange with the next character gives another identifier whose check holds
 * too: mod 37,36 finds every single error, but not quite every exchange. `undefined` when there is none.
 */
function hiddenExchange(text: string, place: number): number | undefined {
  for (let index = place; index < text.length - 1; index += 1) {
    const exchanged = exchange(text, index);
    if (exchanged !== text && checkCharacterMod37_36(exchanged.slice(0, -1)) === exchanged.at(-1)) return index;
  }
  return undefined;
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
