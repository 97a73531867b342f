import { type AccessKind, type Action, accessKindOf, accessKinds, conditionsOf, rolesWith } from './access.js';
import { resourceTypes } from './definitions/load.js';
import { type Role, roles } from './role.js';

const actions: readonly Action[] = ['read', 'search', 'history', 'create', 'update', 'delete', 'link'];

/** The table of access as Markdown, from what decides: `docs/access.md` (rule R21). */
export function accessTableText(): string {
  return [
    '# Who may do what with which records',
    '',
    '<!-- Printed from record/access.ts by `npm run print:access`; a test compares the two. -->',
    '',
    'A person may do with a record what stands in their role’s column, under the conditions beside it; what does not stand there is',
    'refused. Machines have the scopes of their tokens instead, and none of these conditions narrows them.',
    '',
    '- **look**: read, search, history · **write**: look, create, update · **all**: write, delete · **link**: say of two patients’ records',
    '  that they are one person’s, and take that back (rule F160), which is in **all**, too.',
    '- **not confidential**: what bears the label R or V of HL7 v3 Confidentiality is as if it were not there; where it would stand in the',
    '  record of a patient, the answer says how many such items there are and nothing else (rules R22, R23).',
    '- **care**: what is filed with a patient whom nobody here cares for, nor who asks, is as if it were not there, and nothing is',
    '  written of them; how much it is stands in the answer, as above. Who opens the record all the same breaks the glass (rules R25 to',
    '  R29). That they come is written by reception, nurses and midwives.',
    '- **licence**: nothing is changed by who has a licence that is over, by their Practitioner in the directory (rule R24).',
    `- **duties**: ${rolesWith('review-openings').join(' and ')} judge records that were opened without a relationship (rule R28);`,
    `  ${rolesWith('restrict-use').join(', ')} write down that a patient restricts the use of their record (rule R36);`,
    `  ${rolesWith('copy-record').join(', ')} hand a patient the copy of all that is kept of them, ${rolesWith('copy-restricted-record').join(', ')} also where its patient restricts it (rule R37);`,
    `  ${rolesWith('note-rectification').join(', ')} write down what a patient wants put right; ${rolesWith('answer-rectification').join(', ')} answer it (rule R39);`,
    `  ${rolesWith('approve-accounts').join(' and ')} approve of accounts that somebody else made (rule N27).`,
    '',
    ...kindLines(),
    '',
    '## What single types allow beyond their kind',
    '',
    ...exceptionLines(),
    '',
    '## The kinds',
    '',
    ...accessKinds.map((kind) => `- **${kind}**: ${typesOf(kind)}`),
    '',
  ].join('\n');
}

/** The same, for who shows it: what each role may do with each kind, in the words of the table. */
export function accessCells(): readonly {
  readonly kind: AccessKind;
  readonly cells: Readonly<Record<Role, string>>;
}[] {
  return accessKinds.map((kind) => {
    const [type = ''] = typesByKind(kind).filter((each) => !roles.some((role) => isException(role, each)));
    const cells = roles.map((role) => [role, cellOf(role, type)] as const);
    return { kind, cells: Object.fromEntries(cells) as Record<Role, string> };
  });
}

function kindLines(): string[] {
  const rows = accessCells().map(({ kind, cells }) => `| ${kind} | ${roles.map((role) => cells[role]).join(' | ')} |`);
  return [`| kind | ${roles.join(' | ')} |`, `|---|${roles.map(() => '---|').join('')}`, ...rows];
}

function exceptionLines(): string[] {
  return resourceTypes().flatMap((type) =>
    roles.filter((role) => isException(role, type)).map((role) => `- ${role}, ${type}: ${cellOf(role, type)}`),
  );
}

/** Whether a type allows a role something else than most types of its kind do. */
function isException(role: Role, type: string): boolean {
  const cells = typesByKind(accessKindOf(type)).map((each) => cellOf(role, each));
  const usual = cells.filter((cell) => cell === cellOf(role, type)).length;
  return usual * 2 < cells.length;
}

function typesByKind(kind: AccessKind): readonly string[] {
  return resourceTypes().filter((type) => accessKindOf(type) === kind);
}

function typesOf(kind: AccessKind): string {
  if (kind === 'clinical') return 'all other types, also those of the future';
  return typesByKind(kind).join(', ');
}

const conditionWords = { 'not-confidential': 'not confidential', care: 'care', 'licence-valid': 'licence' } as const;

/** What a role may do with a type, e.g. `write (not confidential)`; `–` for nothing. */
function cellOf(role: Role, type: string): string {
  const may = actions.filter((action) => conditionsOf(role, type, action) !== undefined);
  if (may.length === 0) return '–';
  const grant = may.includes('delete') ? 'all' : may.includes('create') ? 'write' : 'look';
  const linking = grant === 'write' && may.includes('link') ? ', link' : '';
  const words = new Set(may.flatMap((action) => conditionsOf(role, type, action) ?? []));
  const named = [...words].map((condition) => conditionWords[condition]);
  return named.length === 0 ? `${grant}${linking}` : `${grant}${linking} (${named.join(', ')})`;
}
