import { type JsonMember, JsonScanner, writeMembers } from './json-scanner.js';

/** What the server assigns; no part of the content, so no part of the canonical form (rule W4). */
const serverAssigned: ReadonlySet<string> = new Set(['lastUpdated', 'versionId']);

/**
 * The canonical form of a resource: RFC 8785 key order and escapes, numbers exactly as written (`1.0` is not `1`),
 * without `meta.versionId` and `meta.lastUpdated`, and without `meta` when nothing else is in it (rule W4).
 * @throws Problem `body-malformed`: not a JSON object, a key twice, half of a surrogate pair, nested too deeply
 */
export function canonicalise(text: string): string {
  return writeMembers(canonicalMembers(text));
}

/** The members of the canonical form, sorted; for callers that set `id` before they write it. */
export function canonicalMembers(text: string): JsonMember[] {
  return withoutServerMeta(new JsonScanner(text).members());
}

/** Sets one member of a sorted list, in place of the old one or where its key belongs. */
export function setMember(members: readonly JsonMember[], key: string, value: string): JsonMember[] {
  const others = members.filter((member) => member.key !== key);
  const index = others.findIndex((member) => member.key > key);
  return others.toSpliced(index < 0 ? others.length : index, 0, { key, value });
}

/**
 * A stored body as a client sees it: with `meta.versionId` and `meta.lastUpdated`. Works on the text, so that
 * numbers stay as written; the body must be canonical.
 */
export function withServerMeta(body: string, versionId: string, lastUpdatedMilliseconds: number): string {
  const lastUpdated = new Date(lastUpdatedMilliseconds).toISOString();
  const place = findRootMember(body, 'meta');
  if (!place.found) {
    const meta = `"meta":{"lastUpdated":"${lastUpdated}","versionId":${JSON.stringify(versionId)}}`;
    const before = body.slice(0, place.start);
    const after = body.slice(place.start);
    return `${before}${before === '{' ? '' : ','}${meta}${after === '}' || before !== '{' ? '' : ','}${after}`;
  }
  let members = new JsonScanner(body.slice(place.start, place.end)).members();
  members = setMember(members, 'lastUpdated', JSON.stringify(lastUpdated));
  members = setMember(members, 'versionId', JSON.stringify(versionId));
  return body.slice(0, place.start) + writeMembers(members) + body.slice(place.end);
}

function withoutServerMeta(members: readonly JsonMember[]): JsonMember[] {
  const kept: JsonMember[] = [];
  for (const member of members) {
    if (member.key !== 'meta' || !member.value.startsWith('{')) {
      kept.push(member);
      continue;
    }
    const meta = new JsonScanner(member.value).members().filter(({ key }) => !serverAssigned.has(key));
    if (meta.length > 0) kept.push({ key: 'meta', value: writeMembers(meta) });
  }
  return kept;
}

/**
 * Finds the value of a member of the root object of canonical text; where there is none, `start` is the place before
 * the comma (or brace) where it belongs, just after `{` when it would be the first.
 */
function findRootMember(body: string, key: string): { found: boolean; start: number; end: number } {
  let position = 1;
  while (body[position] === '"') {
    const keyEnd = stringEnd(body, position);
    const name = body.slice(position + 1, keyEnd - 1);
    const end = valueEnd(body, keyEnd + 1);
    if (name === key) return { found: true, start: keyEnd + 1, end };
    if (name > key) break;
    position = body[end] === ',' ? end + 1 : end;
  }
  const before = body[position - 1] === ',' ? position - 1 : position;
  return { found: false, start: before, end: before };
}

function valueEnd(body: string, start: number): number {
  let depth = 0;
  let position = start;
  for (;;) {
    const character = body[position];
    if (character === '"') {
      position = stringEnd(body, position);
      if (depth === 0) return position;
      continue;
    }
    if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    if (depth < 0 || (depth === 0 && character === ',')) return position;
    position += 1;
    if (position >= body.length) return body.length;
    if (depth === 0 && (character === '}' || character === ']')) return position;
  }
}

function stringEnd(body: string, start: number): number {
  let position = start + 1;
  for (;;) {
    const close = body.indexOf('"', position);
    if (close < 0) return body.length;
    let backslashes = 0;
    while (body[close - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return close + 1;
    position = close + 1;
  }
}
