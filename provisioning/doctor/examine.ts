import { arch, platform, release } from 'node:os';
import { readPackageLayout } from '../../config/running/package-layout.js';
import { Problem } from '../../protocol/problem.js';
import { BackupStateFile } from '../backup/site/backup-state.js';
import { isWholeIdentity } from '../certificates/own-identity.js';
import { siteServerName } from '../certificates/profile.js';
import { ClockFile } from '../clock/clock-file.js';
import { unlockDataKey } from '../custody/key-slots.js';
import { isRotationUnfinished } from '../custody/rotation/settle-rotation.js';
import { lockHolder } from '../folder/lock.js';
import { kernelReader, type ReadKernel } from '../machine/read-kernel.js';
import { readUps } from '../machine/read-ups.js';
import { type RunCommand, runCommand } from '../machine/run-command.js';
import { type Identity, type NodeDescription, nodePaths, readIdentity, readNode } from '../node-folder.js';
import { checkAuditReceipts } from './audit-check.js';
import { type BackupTimes, checkBackups } from './backup-checks.js';
import { checkClock } from './clock-check.js';
import { readDatabase } from './database-check.js';
import { checkDisk, checkWear } from './disk-checks.js';
import { checkErasures } from './erasure-check.js';
import type { Finding } from './finding.js';
import { checkKeySlots, checkLock, checkPermissions } from './folder-checks.js';
import { checkCertificate, unreadableIdentity } from './identity-checks.js';
import { checkLan } from './lan-check.js';
import { checkCoreDumps, checkMemory, checkSwap, judgeUps } from './machine-checks.js';
import { checkHub, checkPorts, judgeRunningLinks } from './network-checks.js';
import { askNode, nothingRunning, type RunningNode } from './running-node.js';
import { checkTrust } from './trust-checks.js';
import { checkVersions, type Versions } from './version-check.js';

export interface ExamineGround {
  readonly dir: string;
  readonly nowMilliseconds: number;
  /** The system's, when left out. */
  readonly readKernel?: ReadKernel;
  readonly run?: RunCommand;
}

/** What the doctor found, and what it was told by the program that runs. */
export interface Examination {
  readonly node: NodeDescription;
  readonly findings: readonly Finding[];
  readonly running: RunningNode;
  readonly versions: Versions;
}

/** Looks at everything that a node needs, changes nothing, and says what is safe and what to do (rule O1). */
export async function examine(ground: ExamineGround): Promise<Examination> {
  const { dir, nowMilliseconds, readKernel = kernelReader(), run = runCommand } = ground;
  const node = readNode(dir);
  const holder = lockHolder(dir);
  const running = holder === undefined ? nothingRunning : await askNode(dir);
  const key = await unlock(dir);
  const database = readDatabase(dir, holder !== undefined, key);
  const versions: Versions = {
    ...{ carnet: readPackageLayout().version, running: running.box?.version },
    ...{ node: process.version, system: `${platform()} ${release()} ${arch()}` },
  };
  const times: BackupTimes = {
    backupAt: running.status?.backupAt ?? database.journal?.backupMilliseconds ?? null,
    ...lastDrill(dir),
  };
  const findings = [
    ...[
      checkLock(dir),
      checkVersions(versions),
      checkPermissions(dir),
      await checkKeySlots(dir, key),
      database.finding,
    ],
    ...(node.kind === 'site' ? await checkAuditReceipts(dir, key) : []),
    ...checkErasures(dir, database.journal?.unwrittenSince, nowMilliseconds),
    ...checkBackups(node, times, nowMilliseconds),
    ...(await examineIdentity(dir, node, running, nowMilliseconds)),
    ...(node.kind === 'site' ? [checkLan(dir, node.code, nowMilliseconds)] : []),
    ...(await checkPorts(node, holder !== undefined)),
    ...[checkDisk(dir), await checkWear(dir, readKernel, run), checkMemory(readKernel), checkSwap(readKernel)],
    ...[checkCoreDumps(readKernel, holder?.pid), judgeUps(await readUps(run))],
  ];
  return { node, findings, running, versions };
}

/** Once for all that needs it: the hub may have to be asked. While a rotation is unfinished nobody is. */
async function unlock(dir: string): Promise<string | Problem> {
  if (isRotationUnfinished(dir)) return new Problem('internal', 'a rotation is unfinished');
  try {
    return await unlockDataKey(dir);
  } catch (cause) {
    return problemOf(cause);
  }
}

/** The newest drill, and whether it came to something. */
function lastDrill(dir: string): Pick<BackupTimes, 'drillAt' | 'drillFailure'> {
  const [drill] = new BackupStateFile(nodePaths(dir).backupState).read().drills;
  if (drill === undefined) return { drillAt: null };
  return drill.result === 'ok' ? { drillAt: drill.at } : { drillAt: drill.at, drillFailure: drill.result };
}

async function examineIdentity(
  dir: string,
  node: NodeDescription,
  running: RunningNode,
  nowMilliseconds: number,
): Promise<readonly Finding[]> {
  const identity = readIdentitySafely(dir);
  if (identity instanceof Problem) return [unreadableIdentity(node, identity.detail)];
  try {
    const floorMilliseconds = new ClockFile(nodePaths(dir).clock).read() ?? 0;
    const offsetMilliseconds = running.box?.facts?.clockOffsetMilliseconds ?? null;
    const certificate = checkCertificate(node, identity, nowMilliseconds);
    const trust = checkTrust(dir, node, identity, nowMilliseconds);
    const clock = checkClock(identity, { nowMilliseconds, floorMilliseconds, offsetMilliseconds });
    if (running.links !== undefined) return [clock, certificate, ...trust, ...judgeRunningLinks(running.links)];
    // With a key that does not fit nobody can be asked.
    const isWhole = isWholeIdentity(identity, siteServerName(node.code));
    return [clock, certificate, ...trust, ...(isWhole ? await checkHub(node, identity) : [])];
  } catch {
    // OpenSSL cannot read a certificate.
    return [unreadableIdentity(node, '')];
  }
}

function readIdentitySafely(dir: string): Identity | Problem {
  try {
    return readIdentity(dir);
  } catch (cause) {
    return problemOf(cause);
  }
}

function problemOf(cause: unknown): Problem {
  return cause instanceof Problem ? cause : new Problem('internal', '', [], { cause });
}
