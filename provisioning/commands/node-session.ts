import type { HubSettings } from '../../config/hub-settings.js';
import type { AttachmentStore } from '../../journal/attachment-store.js';
import { openAttachments } from '../../journal/attachments/open-attachments.js';
import { type Journal, openJournal } from '../../journal/open.js';
import type { ErasureOrder } from '../../protocol/erasures/erasure-order.js';
import { hubCode } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { AccountLedger } from '../accounts/account-ledger.js';
import { settleAccounts } from '../accounts/settle-accounts.js';
import { NodeBackups } from '../backup/node-backups.js';
import { type CopyReaders, copyReadersOf } from '../backup/prove-contents.js';
import { BackupStateFile } from '../backup/site/backup-state.js';
import type { SiteBackupSettings } from '../backup/site/places.js';
import { SiteBackups } from '../backup/site/site-backups.js';
import { SiteDrill } from '../backup/site/site-drill.js';
import { openNodeClock } from '../clock/open-node-clock.js';
import { callControl } from '../control/client.js';
import { unlockDataKey } from '../custody/key-slots.js';
import { isWiping, refuseWiped } from '../custody/orders/wipe-folder.js';
import { settleRotation } from '../custody/rotation/settle-rotation.js';
import { EnrolmentDesk } from '../enrolment/enrolment-desk.js';
import { NodeErasures } from '../erasure/node-erasures.js';
import { lockFolder, lockHolder } from '../folder/lock.js';
import { enrolmentOptionsOf } from '../hub/open-enrolment.js';
import { keepFolderCopy } from '../hub/rebuild/folder-copy.js';
import { keepRevocation } from '../hub/revocations.js';
import { type NodeDescription, nodePaths, readIdentity, readNode } from '../node-folder.js';
import { openShelf } from '../profiles/open-shelf.js';
import { SiteIdentity } from '../renewal/site-identity.js';
import { hubTunnelsOf, type TunnelSettings } from '../tunnel/hub-tunnels.js';
import type { VerbContext } from '../verbs/verb-context.js';
import { systemVerbContext, type VerbName, type VerbResult, verbsOf } from '../verbs/verb-map.js';

/** What a hub's settings say about its backups. */
export type BackupSettings = Pick<HubSettings, 'backupFolder' | 'backupsKeptMax'>;

/** Runs verbs on a node: through its control socket while a program runs, else on the journal itself, held meanwhile. */
export interface NodeSession {
  /** Whether a program runs on the folder. */
  readonly running: boolean;
  call<Name extends VerbName>(verb: Name, args: unknown): Promise<VerbResult<Name>>;
  close(): void;
}

/**
 * @param settings of a hub, where its backups or its enrolment are wanted, and
 * @param siteSettings of a site, where its backups are wanted
 * @throws Problem `folder-not-initialised`, `folder-in-use`, `database-…`
 */
export async function openNodeSession(
  dir: string,
  settings: (BackupSettings & TunnelSettings) | undefined = undefined,
  siteSettings: SiteBackupSettings | undefined = undefined,
): Promise<NodeSession> {
  if (isWiping(dir) && lockHolder(dir) === undefined) refuseWiped(dir);
  const node = readNode(dir);
  if (lockHolder(dir) !== undefined) {
    return { running: true, call: (verb, args) => askProgram(dir, verb, args), close: () => {} };
  }
  const lock = lockFolder(dir);
  try {
    settleRotation(dir);
    const key = await unlockDataKey(dir);
    const { kind: role, code: site, epoch } = node;
    // What a node that does not run had reached is a floor for a command, too.
    const { now } = openNodeClock(dir, Date.now, () => {});
    const journal = openJournal({ file: nodePaths(dir).journal, key, role, site, epoch, now });
    await settleAccounts(dir, journal, now);
    // What is wrong with them, who asks about them is told; the program that runs next logs it.
    const profiles = await openShelf(nodePaths(dir).profiles, journal.givenProfiles, { error: () => {} });
    const attachments = openAttachments({ ...unboundedAttachments, file: nodePaths(dir).attachments, key });
    const erasures = new NodeErasures({ dir, erasures: journal.erasures, attachments, onError: () => {} });
    await erasures.settleAtStart();
    const wanted = node.kind === 'hub' && settings !== undefined;
    const backups = wanted ? backupsOf(dir, { journal, attachments, now }, settings) : undefined;
    const contents = { store: attachments, ask: (hash: string) => attachments.ask(hash) };
    const verbs = verbsOf(
      systemVerbContext({
        ...{ node, journal, contents, profiles, now, ...(backups && { backups }) },
        ...(settings && kitAnswers(dir, node, { journal, now, settings })),
        ...siteParts(dir, node, { journal, attachments, now, readers: copyReadersOf(dir, key) }, siteSettings),
        keepRevocation: (revocation) => keepRevocation(dir, revocation),
        accounts: new AccountLedger(dir),
        ...(node.kind === 'hub' && { erase: (order: ErasureOrder) => erasures.erase(order) }),
      }),
    );
    return {
      running: false,
      call: async (verb, args) => {
        const run = verbs.get(verb);
        if (run === undefined) throw new Problem('method-unsupported', verb);
        return (await run(args)) as VerbResult<typeof verb>;
      },
      close: () => {
        void erasures.stop();
        attachments.close();
        journal.close();
        lock.release();
      },
    };
  } catch (cause) {
    lock.release();
    throw cause;
  }
}

/** Answers the requests of boxes without a network, where the hub does not run. */
function kitAnswers(
  dir: string,
  node: NodeDescription,
  {
    journal,
    now,
    settings,
  }: { readonly journal: Journal; readonly now: () => number; readonly settings: TunnelSettings },
): Pick<VerbContext, 'answerKit'> {
  if (node.kind !== 'hub') return {};
  return {
    answerKit: async (request, hubUrl) => {
      const { authorityKeyPem = '', ...identity } = readIdentity(dir);
      const ground = { node, identity: { ...identity, authorityKeyPem }, fleet: journal.fleet, now };
      const tunnels = hubTunnelsOf(dir, node, settings);
      const desk = new EnrolmentDesk(enrolmentOptionsOf({ ...ground, mqttPort: node.mqtt.port, tunnels }));
      return desk.answerKit(request, hubUrl);
    },
  };
}

/** Nothing is taken in here; what is there is only copied. */
const unboundedAttachments = { contentBytesMax: Number.MAX_SAFE_INTEGER, storeBytesMax: Number.MAX_SAFE_INTEGER };

interface OpenStores {
  readonly journal: Journal;
  readonly attachments: AttachmentStore;
  readonly now: () => number;
}

/** The hub's backups while no program runs. */
function backupsOf(
  dir: string,
  { journal, attachments, now }: OpenStores,
  { backupFolder, backupsKeptMax }: BackupSettings,
): NodeBackups {
  const { backups } = journal;
  const folder = backupFolder === '' ? nodePaths(dir).backups : backupFolder;
  const shared = { backups, attachments, node: hubCode, readIdentity: () => readIdentity(dir), now };
  const prepare = () => keepFolderCopy(dir, backups);
  return new NodeBackups({ ...shared, prepare, folder, keptMax: backupsKeptMax });
}

/** The same of a site. */
function siteParts(
  dir: string,
  node: NodeDescription,
  { journal, attachments, now, readers }: OpenStores & { readonly readers: CopyReaders },
  settings: SiteBackupSettings | undefined,
): Pick<VerbContext, 'siteBackups' | 'siteDrill' | 'readBackupState'> {
  if (node.kind === 'hub') return {};
  const readBackupState = () => new BackupStateFile(nodePaths(dir).backupState).read();
  if (settings === undefined) return { readBackupState };
  const { backups } = journal;
  const current = () => new SiteIdentity(dir, node.code).current;
  const shared = { dir, node: node.code, backups, attachments, readIdentity: current, settings, now };
  const siteBackups = new SiteBackups(shared);
  const clocks = { now, elapsed: () => performance.now() };
  const siteDrill = new SiteDrill({
    ...{ dir, node: node.code, readIdentity: () => readIdentity(dir), readers, state: siteBackups.state, ...clocks },
  });
  return { siteBackups, siteDrill, readBackupState };
}

/** One verb and done. */
export async function runVerb<Name extends VerbName>(
  dir: string,
  verb: Name,
  args: unknown,
): Promise<VerbResult<Name>> {
  const session = await openNodeSession(dir);
  try {
    return await session.call(verb, args);
  } finally {
    session.close();
  }
}

async function askProgram<Name extends VerbName>(dir: string, verb: Name, args: unknown): Promise<VerbResult<Name>> {
  try {
    return (await callControl(dir, verb, args)) as VerbResult<Name>;
  } catch (cause) {
    // The lock is held but nobody listens: a program that is starting or stopping, or another command.
    if (cause instanceof Problem && cause.code === 'not-found' && cause.detail === 'control socket') {
      throw new Problem('folder-in-use', dir, [], { cause });
    }
    throw cause;
  }
}
