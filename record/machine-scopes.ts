import { Problem } from '../protocol/problem.js';
import { type Action, mayDo, type Reach } from './access.js';
import { isResourceTypeKnown } from './definitions/load.js';
import { auditType } from './kept-apart.js';
import { hasCompartment } from './patient-compartment.js';
import { roles } from './role.js';

/** The letters of SMART App Launch 2.x, in the only order in which they may stand. */
const letters = ['c', 'r', 'u', 'd', 's'] as const;
type Letter = (typeof letters)[number];

/** What a machine may do with a type, or with all: of whichever patient, or of the one that its token names. */
export interface RecordScope {
  readonly level: 'system' | 'patient';
  /** `*` for all. */
  readonly type: string;
  readonly letters: ReadonlySet<Letter>;
}

/** The scopes of a token, read. */
export interface MachineScopes {
  readonly records: readonly RecordScope[];
  /** Whether it may read `/metrics`, and nothing else by that. */
  readonly metrics: boolean;
}

const scopesMax = 100;
/** The words of SMART App Launch 1.0, which 2.x says how to read. */
const lettersOfFirst: Readonly<Record<string, readonly Letter[]>> = {
  read: ['r', 's'],
  write: ['c', 'u', 'd'],
  '*': letters,
};
/** SMART App Launch 2.x, Scopes: reading a version and the history of one resource is `r`. */
const letterOf: Readonly<Record<Action, Letter>> = {
  create: 'c',
  read: 'r',
  history: 'r',
  update: 'u',
  link: 'u',
  delete: 'd',
  search: 's',
};

/**
 * Reads scopes as SMART App Launch 2.x writes them, divided by spaces: `system/Observation.rs`, `patient/*.r`; and `metrics`.
 * @param hasPatient whether the token names a patient: `patient/…` needs one, and one needs it
 * @throws Problem `usage-wrong` with the scope and what is wrong with it
 */
export function parseScopes(text: string, hasPatient: boolean): MachineScopes {
  const words = text.split(/\s+/).filter((word) => word !== '');
  if (words.length === 0 || words.length > scopesMax) throw new Problem('usage-wrong', `scope: 1 to ${scopesMax}`);
  const records = words.filter((word) => word !== 'metrics').map(parseScope);
  const isPatient = records.some(({ level }) => level === 'patient');
  if (isPatient && !hasPatient) throw new Problem('usage-wrong', 'a patient/ scope needs the patient whom it is about');
  if (!isPatient && hasPatient) throw new Problem('usage-wrong', 'a patient without a patient/ scope changes nothing');
  return { records, metrics: records.length < words.length };
}

function parseScope(text: string): RecordScope {
  const wrong = (why: string): never => {
    throw new Problem('usage-wrong', `scope ${JSON.stringify(text.slice(0, 80))}: ${why}`);
  };
  if (text.includes('?')) return wrong('constraints by search parameters are not served');
  const [, level, type = '', permissions = ''] = /^([a-z]+)\/([A-Za-z]+|\*)\.([a-z]+|\*)$/.exec(text) ?? [];
  if (level === undefined) return wrong('written as system/Observation.rs');
  if (level !== 'system' && level !== 'patient') return wrong('a machine has system/ and patient/ scopes only');
  if (type !== '*' && !isResourceTypeKnown(type)) return wrong('no type of FHIR R4');
  if (level === 'patient' && type !== '*' && !hasCompartment(type)) {
    return wrong('the type is in no patient’s compartment; system/ is what it takes');
  }
  const granted = lettersOf(permissions) ?? wrong('after the type some of the letters cruds, in this order');
  const idle = type === '*' ? undefined : granted.find((letter) => !isGrantable(type, letter));
  if (idle !== undefined) return wrong(`${idle}: nobody may do this with the type`);
  return { level, type, letters: new Set(granted) };
}

function lettersOf(permissions: string): readonly Letter[] | undefined {
  const first = Object.hasOwn(lettersOfFirst, permissions) ? lettersOfFirst[permissions] : undefined;
  if (first !== undefined) return first;
  const found = letters.filter((letter) => permissions.includes(letter));
  return found.length > 0 && found.join('') === permissions ? found : undefined;
}

function isGrantable(type: string, letter: Letter): boolean {
  return (Object.keys(letterOf) as Action[]).some((action) => letterOf[action] === letter && isAnybodys(type, action));
}

/** What no role may do with a type, no machine may: a wildcard does not reach further than people do (rule H4). */
function isAnybodys(type: string, action: Action): boolean {
  return roles.some((role) => mayDo(role, type, action));
}

/**
 * How far scopes reach; the widest that one of them grants. The audit is read as a whole, and by who was given it by name: who looked
 * at whose record is no part of all records (rule R63).
 */
export function reachOfScopes({ records }: MachineScopes, type: string, action: Action): Reach {
  if (!isAnybodys(type, action)) return 'none';
  const granting = records.filter(
    (scope) =>
      (scope.type === type || (scope.type === '*' && type !== auditType)) && scope.letters.has(letterOf[action]),
  );
  if (granting.some(({ level }) => level === 'system')) return 'all';
  return granting.length > 0 && hasCompartment(type) && type !== auditType ? 'compartment' : 'none';
}
