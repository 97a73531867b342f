import { Problem } from '../../protocol/problem.js';
import { ClockFile } from '../clock/clock-file.js';
import { lockHolder } from '../folder/lock.js';
import { type Identity, type NodeDescription, nodePaths, readIdentity, readNode } from '../node-folder.js';
import { bad, type Finding } from './finding.js';
import { checkDatabase, checkDisk, checkKeySlots, checkLock, checkPermissions } from './folder-checks.js';
import { checkCertificate, checkClock } from './identity-checks.js';
import { checkHub, checkPorts } from './network-checks.js';

/** Looks at everything that a node needs, changes nothing, and says what to do. */
export async function examine(dir: string, nowMilliseconds: number): Promise<readonly Finding[]> {
  const node = readNode(dir);
  const running = lockHolder(dir) !== undefined;
  const identity = readIdentitySafely(dir);
  return [
    checkLock(dir),
    checkPermissions(dir),
    await checkKeySlots(dir),
    await checkDatabase(dir, node),
    ...(await examineIdentity(dir, node, identity, nowMilliseconds)),
    ...(await checkPorts(node, running)),
    checkDisk(dir),
  ];
}

async function examineIdentity(
  dir: string,
  node: NodeDescription,
  identity: Identity | Problem,
  nowMilliseconds: number,
) {
  if (!(identity instanceof Problem)) {
    try {
      const floor = new ClockFile(nodePaths(dir).clock).read() ?? 0;
      const clock = checkClock(identity, nowMilliseconds, floor);
      return [clock, checkCertificate(node, identity, nowMilliseconds), ...(await checkHub(node, identity))];
    } catch {
      // OpenSSL cannot read one of the files: told below.
    }
  }
  const detail = identity instanceof Problem ? identity.detail : '';
  const finding: Finding = bad(
    'certificate',
    { en: `the identity cannot be read ${detail}`.trim(), fr: `l’identité est illisible ${detail}`.trim() },
    { en: 'put the folder identity back from your copy', fr: 'remettez le dossier identity depuis votre copie' },
  );
  return [finding];
}

function readIdentitySafely(dir: string): Identity | Problem {
  try {
    return readIdentity(dir);
  } catch (cause) {
    return cause instanceof Problem ? cause : new Problem('internal', '', [], { cause });
  }
}
