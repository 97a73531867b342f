import type { AuditClass, SubjectShape } from '../../journal/audit/audit-class.js';
import type { AuditWord } from '../../journal/audit/audit-words.js';
import { auditSystem, type Coding, dicom, interaction, lifecycle, rest } from './codings.js';

/** The pattern of IHE BALP that an event follows, before it is known whether a patient is concerned. */
export type Pattern = 'Create' | 'Read' | 'Update' | 'Delete' | 'Query';

/** What an entry of one class reads as. */
export interface EventKind {
  readonly type: Coding;
  readonly subtype: readonly Coding[];
  /** FHIR R4 value set audit-event-action. */
  readonly action: 'C' | 'R' | 'U' | 'D' | 'E';
  /** FHIR R4 value set audit-event-outcome: a refusal is a minor failure, somebody's fault and not the program's. */
  readonly outcome: '0' | '4';
  readonly pattern?: Pattern;
}

type Reading = Pick<EventKind, 'type' | 'action' | 'pattern'> & {
  readonly subtype?: (shape: SubjectShape) => Coding;
};

const [signIn, alert, activity] = [dicom('110114'), dicom('110113'), dicom('110100')];
const [rightsChanged, proofChanged] = [dicom('110136'), dicom('110137')];
const [taken, brought] = [dicom('110106'), dicom('110107')];

function resting(action: EventKind['action'], subtype: (shape: SubjectShape) => Coding, pattern?: Pattern): Reading {
  return { type: rest, action, subtype, ...(pattern !== undefined && { pattern }) };
}

function other(type: Coding, action: EventKind['action'], subtype?: Coding): Reading {
  return { type, action, ...(subtype !== undefined && { subtype: () => subtype }) };
}

function historyOf(shape: SubjectShape): Coding {
  if (shape === 'none') return interaction('history-system');
  return interaction(shape === 'type' ? 'history-type' : 'history-instance');
}

/** How each word reads. One that is missing stops the compiler. */
const readings: Readonly<Record<AuditWord, Reading>> = {
  create: resting('C', () => interaction('create'), 'Create'),
  read: resting('R', (shape) => interaction(shape === 'version' ? 'vread' : 'read'), 'Read'),
  update: resting('U', () => interaction('update'), 'Update'),
  delete: resting('D', () => interaction('delete'), 'Delete'),
  history: resting('R', historyOf),
  search: resting('E', (shape) => interaction(shape === 'none' ? 'search-system' : 'search-type'), 'Query'),
  ...{ link: other(lifecycle('link'), 'U'), unlink: other(lifecycle('unlink'), 'U') },
  refused: other(alert, 'E', dicom('110132')),
  ...{ export: other(taken, 'R'), notify: other(taken, 'R') },
  ...{ import: other(brought, 'C'), 'import-resume': other(brought, 'C'), 'import-undo': other(brought, 'D') },
  'sign-in': other(signIn, 'E', dicom('110122')),
  'sign-out': other(signIn, 'E', dicom('110123')),
  'sign-out-everywhere': other(signIn, 'E', dicom('110123')),
  'sign-out-others': other(signIn, 'E', dicom('110123')),
  // The sign-in itself has an entry of its own.
  'recovery-code': other(signIn, 'E'),
  token: other(signIn, 'E', dicom('110122')),
  'recovery-codes': other(alert, 'U', proofChanged),
  'second-factor': other(alert, 'U', proofChanged),
  'second-factor-remove': other(alert, 'D', proofChanged),
  unlock: other(signIn, 'E'),
  proof: other(signIn, 'E'),
  password: other(alert, 'U', proofChanged),
  pin: other(alert, 'U', proofChanged),
  'pin-remove': other(alert, 'D', proofChanged),
  'key-add': other(alert, 'C', proofChanged),
  'key-remove': other(alert, 'D', proofChanged),
  // What showed a count that it had shown before: refused, and good no more.
  'key-copied': other(alert, 'E', proofChanged),
  'user-reset': other(alert, 'U', proofChanged),
  'user-add': other(alert, 'C', rightsChanged),
  'user-role': other(alert, 'U', rightsChanged),
  'user-licence': other(alert, 'U', rightsChanged),
  'user-approve': other(alert, 'U', rightsChanged),
  'user-refuse': other(alert, 'U', rightsChanged),
  'user-remove': other(alert, 'D', rightsChanged),
  'user-disable': other(alert, 'U', rightsChanged),
  'token-issue': other(alert, 'C', rightsChanged),
  'token-create': other(alert, 'C', rightsChanged),
  'token-revoke': other(alert, 'D', rightsChanged),
  // What somebody has to look at; the sign-in itself has an entry of its own.
  'unusual-sign-in': other(alert, 'E'),
  ...{ 'sign-in-answer': other(alert, 'U'), 'sign-in-review': other(alert, 'U') },
  ...{ 'account-answer': other(alert, 'U'), 'account-review': other(alert, 'U') },
  'session-end': other(signIn, 'E', dicom('110123')),
  // DICOM PS3.16 CID 403: emergency override started, and stopped.
  'break-glass': other(alert, 'E', dicom('110127')),
  'break-glass-end': other(alert, 'E', dicom('110138')),
  'break-glass-review': other(alert, 'U'),
  'remote-patient': other(dicom('110112'), 'E'),
  'remote-search': other(dicom('110112'), 'E'),
  ...{
    order: other(activity, 'E'),
    hold: other(activity, 'E'),
    lift: other(activity, 'E'),
    epoch: other(activity, 'E'),
  },
  erase: other(lifecycle('destroy'), 'D'),
  // For how long what is kept, and what went when that was over.
  ...{ retention: other(alert, 'U'), sweep: other(lifecycle('destroy'), 'D') },
  // Who made the report of one, or the list of those whom it concerns.
  breach: other(taken, 'R'),
  apply: other(lifecycle('receive'), 'C'),
  'take-back': other(lifecycle('receive'), 'C'),
};

/** What a program of another release wrote, and this one does not know. */
const unknown: Reading = other(activity, 'E');

/** What an entry of a class reads as; Carnet's own word stands beside the others’ codes. */
export function eventKindOf({ word, outcome, shape }: AuditClass): EventKind {
  const { type, action, subtype, pattern } = word === undefined ? unknown : readings[word];
  const own = word === undefined ? [] : [{ system: auditSystem, code: word }];
  const isDone = outcome === 'done';
  return {
    ...{ type, action, subtype: [...(subtype === undefined ? [] : [subtype(shape)]), ...own] },
    outcome: isDone ? '0' : '4',
    // The patterns are of what succeeded.
    ...(isDone && pattern !== undefined && { pattern }),
  };
}
