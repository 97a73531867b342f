/** The states that a status can take, and which may follow which. */
export interface StateMachine {
  /** The states that may follow each; a state that none follows is final. */
  readonly next: Readonly<Record<string, readonly string[]>>;
  /** Which of two states stands when neither leads to the other, or each to the other: the first of this list. */
  readonly cautious: readonly string[];
  /** States that say "this never was"; against a version that says otherwise they need a person's word. */
  readonly withdrawn: readonly string[];
}

/** What comes of states that were reached apart. */
export interface JoinedState {
  readonly state: string;
  /** They contradict each other, so that a person has to say which is true. */
  readonly contradicts: boolean;
}

/**
 * The least state that all lead to. When there is none, or when two lead to each other, the cautious one; only states
 * that neither leads to the other contradict. Withdrawn states lose against any other (rule M9).
 */
export function joinStates(machine: StateMachine, states: readonly string[]): JoinedState {
  const standing = states.filter((state) => !machine.withdrawn.includes(state));
  const candidates = standing.length === 0 ? states : standing;
  const withdrawn = standing.length > 0 && standing.length < states.length;
  // By name first, so that states which nobody listed have an order too.
  const ordered = [...new Set(candidates)].sort().sort((left, right) => rankOf(machine, left) - rankOf(machine, right));
  const joined = ordered.find((state) => ordered.every((other) => leadsTo(machine, other, state)));
  const state = joined ?? ordered[0] ?? '';
  return { state, contradicts: withdrawn || joined === undefined };
}

/** Whether nothing but a withdrawal follows a state. */
export function isFinal(machine: StateMachine, state: string): boolean {
  return (machine.next[state] ?? []).every((next) => machine.withdrawn.includes(next));
}

function rankOf(machine: StateMachine, state: string): number {
  const place = machine.cautious.indexOf(state);
  return place < 0 ? machine.cautious.length : place;
}

function leadsTo(machine: StateMachine, from: string, to: string): boolean {
  const seen = new Set<string>();
  const waiting = [from];
  for (let state = waiting.pop(); state !== undefined; state = waiting.pop()) {
    if (state === to) return true;
    if (seen.has(state)) continue;
    seen.add(state);
    waiting.push(...(machine.next[state] ?? []));
  }
  return false;
}
