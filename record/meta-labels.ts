import { setMember } from './canonical.js';
import { type JsonMember, JsonScanner, writeMembers } from './json-scanner.js';

/** What of `meta` may be added and taken away: all of it are sets (FHIR R4 §2.6.0.4). */
const labels = ['profile', 'security', 'tag'] as const;

/**
 * A resource with the profiles, security labels and tags of a `meta` added, or without them (FHIR R4 OperationDefinition
 * `Resource-meta-add`, `Resource-meta-delete`). A label is another one's by its system and code, whatever else it says; what is
 * there already stays as it is. Anything else in the `meta` given is left out of account.
 * @param body canonical text of a resource
 * @param given canonical text of a Meta
 * @throws Problem `body-malformed` where a list is none
 */
export function withLabels(body: string, given: string, change: 'add' | 'remove'): string {
  const members = new JsonScanner(body).members();
  const wanted = membersOf(given);
  let meta = membersOf(memberOf(members, 'meta') ?? '{}');
  for (const label of labels) {
    const changes = listOf(wanted, label);
    if (changes.length === 0) continue;
    const elements = changedList(listOf(meta, label), changes, change);
    const others = meta.filter(({ key }) => key !== label);
    meta = elements.length === 0 ? others : setMember(others, label, `[${elements.join(',')}]`);
  }
  const others = members.filter(({ key }) => key !== 'meta');
  return writeMembers(meta.length === 0 ? others : setMember(others, 'meta', writeMembers(meta)));
}

function changedList(has: readonly string[], changes: readonly string[], change: 'add' | 'remove'): readonly string[] {
  const changed = new Set(changes.map(identityOf));
  if (change === 'remove') return has.filter((element) => !changed.has(identityOf(element)));
  const there = new Set(has.map(identityOf));
  return [...has, ...changes.filter((element) => !there.has(identityOf(element)) && there.add(identityOf(element)))];
}

/** Of a Coding its system and code; of a canonical, or what is neither, all of it. */
function identityOf(element: string): string {
  if (!element.startsWith('{')) return element;
  const members = membersOf(element);
  return `${memberOf(members, 'system') ?? ''}|${memberOf(members, 'code') ?? ''}`;
}

function membersOf(text: string): readonly JsonMember[] {
  return new JsonScanner(text).members();
}

function memberOf(members: readonly JsonMember[], key: string): string | undefined {
  return members.find((member) => member.key === key)?.value;
}

function listOf(members: readonly JsonMember[], key: string): readonly string[] {
  const text = memberOf(members, key);
  return text === undefined ? [] : new JsonScanner(text).elements();
}
