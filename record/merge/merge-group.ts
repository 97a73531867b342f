import type { ChangeId } from '../../protocol/ids.js';
import { type Elements, textOf } from './elements-of.js';
import { type Family, readOnce } from './family.js';
import { accompanying, isAsked, type MergeRule, type RankedElement } from './kinds.js';
import { hasParts } from './lists.js';
import { type MergedList, mergeList } from './merge-list.js';
import type { Dispute } from './merged.js';
import { isFinal, joinStates, type StateMachine } from './state-machine.js';
import { type Candidates, distinctValues, itemSurvivors, latest, survivors } from './survivors.js';

/** One group of elements in the heads of a family. */
export interface GroupInput {
  readonly rule: MergeRule;
  readonly group: string;
  /** The elements that the group has in any version, sorted. */
  readonly keys: readonly string[];
  readonly family: Family;
  /** The earliest first, none of them a deletion. */
  readonly heads: readonly ChangeId[];
}

export interface GroupResult {
  readonly elements: Elements;
  readonly disputes: readonly Dispute[];
}

const empty = '{}';

/** Three-way merge of one group, then what its class says of values that were set apart. */
export function mergeGroup(input: GroupInput): GroupResult {
  const { family, heads, rule, group } = input;
  const candidates = { family, heads, read: readOnce((elements) => textOf(pick(elements, input.keys))) };
  const left = input.keys.some(hasParts) ? itemSurvivors(candidates) : survivors(candidates);
  const agreed = distinctValues(candidates, left).length === 1;
  const ranked = rule.ranked[group];
  if (ranked !== undefined && (ranked.againstAnyEdit || !agreed)) return byCaution(input, candidates, left, ranked);
  if (group === 'status' && rule.states !== undefined) return byState(input, candidates, left, rule.states);
  if (agreed) return taken(input, left[0]);
  return byList(input) ?? disputed(input, latest(candidates, left, empty), isAsked(rule, group));
}

function pick(elements: Elements, keys: readonly string[]): Elements {
  return new Map(
    keys.flatMap((key) => {
      const value = elements.get(key);
      return value === undefined ? [] : [[key, value] as const];
    }),
  );
}

function taken({ family, keys }: GroupInput, head: ChangeId | undefined): GroupResult {
  return { elements: head === undefined ? new Map() : pick(family.elements(head), keys), disputes: [] };
}

/** Several values, one stands: each element of the group that heads say different things of is told. */
function disputed(input: GroupInput, stands: ChangeId, asked: boolean): GroupResult {
  const { family, heads, keys, group } = input;
  const elementOf = (head: ChangeId, key: string) => family.elements(head).get(key);
  const differing = keys.filter((key) => new Set(heads.map((head) => elementOf(head, key))).size > 1);
  const disputes = differing.map((path): Dispute => {
    const values = heads.map((changeId) => ({ changeId, value: elementOf(changeId, path) }));
    return { path, group, asked, values, cautious: stands };
  });
  return { ...taken(input, stands), disputes };
}

/** The most cautious value stands; a person is asked unless what the comparison has left is as cautious (rule M8). */
function byCaution(
  input: GroupInput,
  candidates: Candidates,
  left: readonly ChangeId[],
  { rank, againstAnyEdit }: RankedElement,
): GroupResult {
  const rankOf = (head: ChangeId) => rank(pick(input.family.elements(head), input.keys));
  const considered = againstAnyEdit ? input.heads : left;
  const highest = Math.max(...considered.map(rankOf));
  const cautious = left.filter((head) => rankOf(head) === highest);
  if (cautious.length > 0 && distinctValues(candidates, left).length === 1) return taken(input, left[0]);
  const standing = cautious.length > 0 ? cautious : considered.filter((head) => rankOf(head) === highest);
  return disputed(input, latest(candidates, standing), true);
}

/** States are joined by their order (rule M9). */
function byState(
  input: GroupInput,
  candidates: Candidates,
  left: readonly ChangeId[],
  states: StateMachine,
): GroupResult {
  const { family, rule, group } = input;
  const stateOf = (head: ChangeId) => JSON.parse(family.elements(head).get('status') ?? '""') as string;
  const withdrawn = input.heads.filter((head) => states.withdrawn.includes(stateOf(head)));
  // "This never was" against anything else needs all heads; otherwise what the comparison has left.
  const heads = withdrawn.length > 0 && withdrawn.length < input.heads.length ? input.heads : left;
  const joined = joinStates(states, heads.map(stateOf));
  const stands = latest(
    candidates,
    heads.filter((head) => stateOf(head) === joined.state),
  );
  const contradicts = joined.contradicts && isAsked(rule, group);
  if (contradicts || endsAnEdit(input, states, joined.state, stateOf)) return disputed(input, stands, true);
  return distinctValues(candidates, heads).length === 1 ? taken(input, stands) : disputed(input, stands, false);
}

/** Whether an end stands against a version that went on and changed what is ordered. */
function endsAnEdit(
  { rule, heads, family }: GroupInput,
  states: StateMachine,
  state: string,
  stateOf: (head: ChangeId) => string,
): boolean {
  if (!rule.endAsked || !isFinal(states, state)) return false;
  const contentOf = (elements: Elements) =>
    textOf(new Map([...elements].filter(([key]) => key !== 'status' && !accompanying.has(key))));
  const isEdited = (head: ChangeId) =>
    heads.some(
      (other) =>
        other !== head &&
        family.bases(head, other).some((base) => contentOf(base) !== contentOf(family.elements(head))),
    );
  return heads.some((head) => !isFinal(states, stateOf(head)) && isEdited(head));
}

/** Item by item, where the group is one element and every version has a list. */
function byList(input: GroupInput): GroupResult | undefined {
  const [key] = input.keys;
  if (key === undefined || input.keys.length > 1 || input.group !== key) return undefined;
  if (input.rule.together[input.group] !== undefined) return undefined;
  const merged = mergeList(key, input.family, input.heads);
  if (merged === undefined) return undefined;
  const elements = new Map(merged.text === undefined ? [] : [[key, merged.text] as const]);
  return { elements, disputes: disputesOf(input, key, merged) };
}

/** Of identifiers only the one that somebody took out is asked: a person has many, and adding one takes none away. */
function disputesOf({ rule, group, heads }: GroupInput, key: string, { disputed: items }: MergedList): Dispute[] {
  return items.map(({ key: item, values, stands, removed }) => {
    const path = item === undefined ? key : `${key}[${item}]`;
    const asked = isAsked(rule, group) && (key !== 'identifier' || removed);
    const told = heads.map((changeId) => ({ changeId, value: values.get(changeId) }));
    return { path, group: path, asked, values: told, cautious: stands };
  });
}
