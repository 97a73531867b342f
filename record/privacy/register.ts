import { accessKindOf, accessKinds, mayDo } from '../access.js';
import { resourceTypes } from '../definitions/load.js';
import { type Role, roles } from '../role.js';
import type { CopyLanguage } from '../subject-copy/plain-words.js';
import { beyondRecords, processingOfKind, type RegisterFacts, type RegisterSettings } from './processing.js';
import { type Processing, processings } from './processings.js';
import { beyondWord, kindWords, processingWords } from './register-words.js';
import { type EndlessKind, endlessKindList, endlessKinds, retentionKinds, retentionRules } from './retention.js';
import { endlessWords, sweptText } from './retention-words.js';

/** One processing as the register lists it; texts in one language. */
export interface RegisterEntry {
  readonly processing: Processing;
  readonly title: string;
  readonly purpose: string;
  readonly basis: string;
  readonly people: string;
  readonly data: readonly string[];
  readonly recipients: readonly string[];
  readonly retention: string;
}

/** The register of a node. */
export interface ProcessingRegister {
  readonly node: RegisterFacts['node'];
  /** ISO 8601. */
  readonly madeAt: string;
  /** Who is responsible, and whom one asks; '' where no setting says it. */
  readonly responsible: string;
  readonly contact: string;
  readonly entries: readonly RegisterEntry[];
  readonly measures: readonly string[];
}

/** The register of processing (Law 2024/017 of Cameroon) as the node's own facts have it (rule R41). */
export function processingRegister(
  facts: RegisterFacts,
  settings: RegisterSettings | undefined,
  language: CopyLanguage,
): ProcessingRegister {
  return {
    ...{ node: facts.node, madeAt: new Date(facts.madeAt).toISOString() },
    responsible: settings?.privacyResponsible.trim() || facts.node.name,
    contact: settings?.privacyContact.trim() ?? '',
    entries: processings.map((processing) => ({
      ...{ processing, ...processingWords[language][processing] },
      data: dataOf(processing, language),
      recipients: recipientsOf(processing, facts, language),
      retention: retentionOf(processing, facts, settings, language),
    })),
    measures: measuresOf(facts, settings, language),
  };
}

function dataOf(processing: Processing, language: CopyLanguage): readonly string[] {
  const kinds = accessKinds.filter((kind) => processingOfKind[kind] === processing);
  const others = beyondRecords[processing] ?? [];
  return [...kinds.map((kind) => kindWords[language][kind]), ...others.map((name) => beyondWord(name, language))];
}

/** What stays within a node: who is there, what they did, and whom it notifies. */
const staysHere: ReadonlySet<Processing> = new Set(['sign-in', 'audit']);

function recipientsOf(
  processing: Processing,
  { hub, sites, machines, receivers, accounts, node }: RegisterFacts,
  language: CopyLanguage,
): readonly string[] {
  const isFrench = language === 'fr';
  const people = rolesOf(processing).map((role) => `${role}: ${accounts[role] ?? 0}`);
  const own = `${isFrench ? 'comptes' : 'accounts'} (${people.join(', ')})`;
  if (staysHere.has(processing)) return [own];
  const notified = (only: boolean) =>
    receivers.filter(({ getsRecords }) => getsRecords || !only).map(({ host }) => host);
  if (processing === 'exchange') return [own, ...notified(false)];
  const center = node.kind === 'hub' || hub === '' ? [] : [`${isFrench ? 'central' : 'hub'}: ${hub}`];
  const others = sites.filter(({ code }) => code !== node.code).map(({ code, name }) => `${name} (${code})`);
  return [
    own,
    ...center,
    ...others,
    ...machines.map(({ name, scopes }) => `machine ${name}: ${scopes}`),
    ...notified(true),
  ];
}

/** The roles that see anything of a processing, by the one table of access; sessions are the administrator's (rule R33). */
function rolesOf(processing: Processing): readonly Role[] {
  if (processing === 'sign-in') return ['admin'];
  const types = resourceTypes().filter((type) => processingOfKind[accessKindOf(type)] === processing);
  return roles.filter((role) => types.some((type) => mayDo(role, type, 'read')));
}

/** From one source with what the node deletes (rule R44): each kind that is kept stands in exactly one processing. */
function retentionOf(
  processing: Processing,
  { retention }: RegisterFacts,
  settings: RegisterSettings | undefined,
  language: CopyLanguage,
): string {
  const isHere = (kind: EndlessKind) => endlessKinds[kind] === processing && kind !== 'records';
  const said = [
    ...(processing === 'care' || processing === 'billing' ? [recordsText(settings, language)] : []),
    ...retentionKinds
      .filter((kind) => retentionRules[kind].processing === processing)
      .map((kind) => sweptText(kind, retention, language)),
    ...endlessKindList.filter(isHere).map((kind) => endlessWords[language][kind]),
  ];
  const asLong = language === 'fr' ? 'tant que l’hôpital les tient' : 'for as long as the hospital keeps them';
  return said.length === 0 ? asLong : said.join(' ; ');
}

/** Records are never swept: when their time is over they are due for a person's decision (rule R46). */
function recordsText(settings: RegisterSettings | undefined, language: CopyLanguage): string {
  const years = settings?.privacyRecordYears ?? 0;
  const isFrench = language === 'fr';
  if (years === 0) return endlessWords[language].records;
  return isFrench
    ? `dossiers : ${years} ans après la dernière inscription, puis décision`
    : `records: ${years} years after the last entry, then a decision`;
}

function measuresOf(
  { isSecondFactorMandatory }: RegisterFacts,
  settings: RegisterSettings | undefined,
  language: CopyLanguage,
): readonly string[] {
  const say = (fr: string, en: string) => (language === 'fr' ? fr : en);
  const factor = isSecondFactorMandatory
    ? say('mot de passe et second facteur pour chacun', 'password and second factor for everybody')
    : say('mot de passe seul : dossier de démonstration', 'password alone: the folder of a demonstration');
  const measures = [
    say(
      'bases, pièces jointes et sauvegardes chiffrées, clés hors des bases',
      'databases, attachments and backups encrypted, their keys outside of them',
    ),
    say(
      'TLS 1.2 et 1.3 entre postes, sites et central ; certificats des deux côtés vers le central',
      'TLS 1.2 and 1.3 between workstations, sites and hub; certificates at both ends towards the hub',
    ),
    factor,
    say(
      'accès par rôle, relation de soin et confidentialité : docs/access.md',
      'access by role, care relationship and confidentiality: docs/access.md',
    ),
    say('journal d’audit en chaîne, ancré au central', 'audit trail as a chain, anchored at the hub'),
  ];
  if (settings === undefined) return measures;
  const { idleLockSeconds, backupsKeptMax, backupToHub } = settings;
  const copy = backupToHub ? say(', dont une au central', ', one of them at the hub') : '';
  return [
    ...measures,
    say(
      `session verrouillée après ${idleLockSeconds} s sans usage`,
      `session locked after ${idleLockSeconds} s without use`,
    ),
    say(`${backupsKeptMax} sauvegardes gardées${copy}`, `${backupsKeptMax} backups kept${copy}`),
  ];
}
