import { existsSync } from 'node:fs';
import { certifyOneself } from '../../certificates/own-certificate.js';
import { openNodeClock } from '../../clock/open-node-clock.js';
import { createKeySlots } from '../../custody/key-slots.js';
import { nodePaths, type SiteNode, writeIdentity, writeNode } from '../../node-folder.js';
import { lookAtFolder } from '../folder-standing.js';
import type { InviteSecret } from '../invite-secret.js';
import type { JoinOptions } from '../join-options.js';
import type { OneTimeCode } from '../one-time-code.js';
import { JoiningFolder } from '../pending-join.js';

/** The epoch of a new log; where the hub says another one, the first contact heals it (rule E10). */
const firstEpoch = 1;

/**
 * Makes this box work before any hub has been reached: the site's code is in the one-time code, the key is made here, and
 * what is missing comes with the enrolment (rules E22, E23).
 * @param wall what the box's own clock says, milliseconds since 1970
 * @throws Problem `folder-in-use`, `disk-full`, `permission-denied`
 */
export async function beginProvisional(
  options: JoinOptions,
  code: OneTimeCode,
  secret: InviteSecret,
  wall: () => number,
): Promise<SiteNode> {
  const { dir, onStep } = options;
  const { site, boxNumber } = code;
  const folder = new JoiningFolder(dir);
  try {
    const standing = lookAtFolder(dir, secret.inviteId, site);
    const { pending, isNew } = await folder.keepForLater(secret, code, options);
    if (isNew) onStep?.('key-made');
    if (standing.kind !== 'empty') {
      onStep?.('provisional');
      return standing.node;
    }
    if (!existsSync(nodePaths(dir).keySlots)) createKeySlots(dir);
    const { now } = openNodeClock(dir, wall, () => {});
    const certificatePem = certifyOneself(pending.pair, site, options.extraHosts, now());
    writeIdentity(dir, { keyPem: pending.pair.privateKeyPem, certificatePem, authorityPem: certificatePem });
    const node: SiteNode = {
      ...{ kind: 'site', code: site, name: `Site ${site}`, region: '', epoch: firstEpoch },
      https: options.https,
      ...(options.http === undefined ? {} : { http: options.http }),
      ...{ links: [], hub: { name: '', url: options.hubUrl }, provisional: true, boxNumber },
    };
    writeNode(dir, node);
    onStep?.('provisional');
    return node;
  } finally {
    folder.close();
  }
}
