import { randomBytes } from 'node:crypto';
import { createSystemUuidGenerator } from '../../protocol/ids.js';
import type { ControlVerb, ControlVerbs } from '../control/server.js';
import { judgePassword } from '../secrets/judge-password.js';
import { testAlerts } from './alert-verbs.js';
import { backupProgress, siteBackupProgress, takeBackup, takeSiteBackup } from './backup-verbs.js';
import { readBox } from './box-verb.js';
import { readBreachContacts } from './breach-contacts.js';
import { readBreachActs, readBreachHeld, readBreachLooks, readBreachWho } from './breach-verbs.js';
import { custodyState, orderCustody } from './custody-verbs.js';
import { drillSite, siteDrillProgress } from './drill-verbs.js';
import { eraseRecord, listErasures, rehearseErasure } from './erasure-verbs.js';
import { beginExport, readExportPage } from './export-verbs.js';
import { importChunk } from './import-chunk.js';
import { findPersons } from './import-persons.js';
import {
  beginImport,
  countUndone,
  endImport,
  listImports,
  listLeft,
  listRefusals,
  showImport,
  undoImport,
} from './import-verbs.js';
import { digestResource, readStatus } from './inspect-verbs.js';
import { answerKit } from './kit-verb.js';
import { setLicence } from './licence-verbs.js';
import { forceLink, linkTestProgress, releaseLink, testLinks } from './link-control-verbs.js';
import { listDecisions, listLinks, listTunnels } from './link-verbs.js';
import { replayDeadLetters } from './poison-verbs.js';
import { readRegister } from './privacy-verbs.js';
import { addProfiles, listProfiles, removeProfiles } from './profile-verbs.js';
import { readDue, readRetention, setRetention } from './retention-verbs.js';
import {
  addSite,
  inviteSite,
  listEndedCertificates,
  listSites,
  readmitSite,
  replaceSite,
  revokeSite,
  showSite,
  siteHistory,
} from './site-verbs.js';
import {
  beginCopy,
  readCopyContent,
  readCopyHistory,
  readCopyHolders,
  readCopyLooks,
  readCopyPage,
} from './subject-copy-verbs.js';
import { createToken, listTokens, revokeToken } from './token-verbs.js';
import { listTrustOfSites } from './trust-verbs.js';
import { changeRole } from './user-role.js';
import { addUser, disableUser, issueToken, listUsers, resetUser } from './user-verbs.js';
import type { VerbContext } from './verb-context.js';
import { verifySite } from './verify-verb.js';

type Verb = (context: VerbContext, args: unknown) => Promise<unknown>;

const verbs = {
  'site-add': addSite,
  'site-invite': inviteSite,
  'site-replace': replaceSite,
  'site-kit': answerKit,
  'site-list': listSites,
  'site-show': showSite,
  'site-revoke': revokeSite,
  'site-readmit': readmitSite,
  'site-history': siteHistory,
  'site-custody': orderCustody,
  'site-custody-state': custodyState,
  'certificates-ended': listEndedCertificates,
  'trust-sites': listTrustOfSites,
  'user-add': addUser,
  'user-list': listUsers,
  'user-disable': disableUser,
  'user-reset': resetUser,
  'user-role': changeRole,
  'user-licence': setLicence,
  'token-issue': issueToken,
  'token-create': createToken,
  'token-list': listTokens,
  'token-revoke': revokeToken,
  'profile-add': addProfiles,
  'profile-list': listProfiles,
  'profile-remove': removeProfiles,
  'record-erase': eraseRecord,
  'record-erase-rehearse': rehearseErasure,
  'record-erasures': listErasures,
  'export-begin': beginExport,
  'export-page': readExportPage,
  'privacy-register': readRegister,
  'breach-who': readBreachWho,
  'breach-looks': readBreachLooks,
  'breach-held': readBreachHeld,
  'breach-acts': readBreachActs,
  'breach-contacts': readBreachContacts,
  'retention-days': readRetention,
  'retention-set': setRetention,
  'retention-due': readDue,
  'subject-copy-begin': beginCopy,
  'subject-copy-page': readCopyPage,
  'subject-copy-history': readCopyHistory,
  'subject-copy-content': readCopyContent,
  'subject-copy-looks': readCopyLooks,
  'subject-copy-holders': readCopyHolders,
  'import-begin': beginImport,
  'import-persons': findPersons,
  'import-chunk': importChunk,
  'import-end': endImport,
  'import-list': listImports,
  'import-show': showImport,
  'import-refusals': listRefusals,
  'import-undo': undoImport,
  'import-undone': countUndone,
  'import-left': listLeft,
  'hub-backup': takeBackup,
  'hub-backup-progress': backupProgress,
  'site-backup': takeSiteBackup,
  'site-backup-progress': siteBackupProgress,
  'site-drill': drillSite,
  'site-drill-progress': siteDrillProgress,
  'alerts-test': testAlerts,
  'link-list': listLinks,
  'link-decisions': listDecisions,
  'link-force': forceLink,
  'link-release': releaseLink,
  'link-test': testLinks,
  'link-test-progress': linkTestProgress,
  'tunnel-list': listTunnels,
  replay: replayDeadLetters,
  verify: verifySite,
  status: readStatus,
  box: readBox,
  digest: digestResource,
} as const satisfies Record<string, Verb>;

export type VerbName = keyof typeof verbs;
/** What a verb answers. */
export type VerbResult<Name extends VerbName> = Awaited<ReturnType<(typeof verbs)[Name]>>;

/** All verbs of a node, for its control socket or for a command that opened the folder itself. */
export function verbsOf(context: VerbContext): ControlVerbs {
  const bound = ([name, verb]: [string, Verb]): [string, ControlVerb] => [name, (args) => verb(context, args)];
  return new Map(Object.entries(verbs).map(bound));
}

/** The context of a running program or command, with the system's randomness. */
export function systemVerbContext(
  parts: Pick<
    VerbContext,
    | 'node'
    | 'journal'
    | 'contents'
    | 'profiles'
    | 'onRevoked'
    | 'onReplayed'
    | 'hubRefusal'
    | 'links'
    | 'linkDecisions'
    | 'keepRevocation'
    | 'accounts'
    | 'backups'
    | 'siteBackups'
    | 'readBackupState'
    | 'siteDrill'
    | 'prove'
    | 'operations'
    | 'orders'
    | 'erase'
    | 'box'
    | 'testAlerts'
    | 'answerKit'
    | 'now'
  >,
): VerbContext {
  return { ...parts, randomBytes, judgePassword, newId: createSystemUuidGenerator(parts.now) };
}
