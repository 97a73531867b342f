import { type JsonMember, JsonScanner, writeMembers } from '../json-scanner.js';

/**
 * A Patient that stands here, with what a file says of the same person: an element that the file gives replaces the one
 * here, an element that only one of both has stays, and identifiers are united. The id stays. All is text, so that
 * numbers stay as written.
 * @param here canonical body
 * @param given canonical body
 * @returns canonical body
 */
export function joinPatient(here: string, given: string): string {
  const members = new Map(membersOf(here).map((member) => [member.key, member]));
  for (const member of membersOf(given)) {
    if (member.key === 'id' || member.key === 'meta') continue;
    const known = members.get(member.key);
    const isUnited = member.key === 'identifier' && known !== undefined;
    members.set(
      member.key,
      isUnited ? { key: member.key, value: uniteIdentifiers(known.value, member.value) } : member,
    );
  }
  const keys = [...members.keys()].sort();
  return writeMembers(keys.flatMap((key) => members.get(key) ?? []));
}

/** The list that stands here, and behind it what the other one has besides. */
function uniteIdentifiers(here: string, given: string): string {
  const known = new JsonScanner(here).elements();
  const keys = new Set(known.map(keyOf));
  const others = new JsonScanner(given).elements().filter((identifier) => !keys.has(keyOf(identifier)));
  return `[${[...known, ...others].join(',')}]`;
}

/** System and value; two that differ in nothing else are one identifier. */
function keyOf(identifier: string): string {
  const { system, value } = JSON.parse(identifier) as { system?: unknown; value?: unknown };
  return JSON.stringify([system, value]);
}

function membersOf(text: string): readonly JsonMember[] {
  return new JsonScanner(text).members();
}
