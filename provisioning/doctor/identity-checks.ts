import { createPrivateKey } from 'node:crypto';
import { limits } from '../../protocol/limits.js';
import { fitsKey, inspectCertificate, isIssuedFor } from '../certificates/inspect.js';
import { siteServerName } from '../certificates/profile.js';
import type { Identity, NodeDescription } from '../node-folder.js';
import { bad, type Finding, good, warning } from './finding.js';

const dayMilliseconds = 24 * 60 * 60 * 1000;
const endsSoonMilliseconds = 14 * dayMilliseconds;

/** The certificate must be this node's, of its key and authority, and in date. */
export function checkCertificate(node: NodeDescription, identity: Identity, nowMilliseconds: number): Finding {
  const { certificatePem, authorityPem, keyPem } = identity;
  const fits =
    isIssuedFor(authorityPem, certificatePem, siteServerName(node.code)) &&
    fitsKey(certificatePem, createPrivateKey(keyPem));
  if (!fits) {
    return bad(
      'certificate',
      {
        en: 'key, certificate and authority do not belong together',
        fr: 'clé, certificat et autorité ne vont pas ensemble',
      },
      { en: 'put the folder identity back from your copy', fr: 'remettez le dossier identity depuis votre copie' },
    );
  }
  const left = inspectCertificate(certificatePem).notAfterMilliseconds - nowMilliseconds;
  const days = Math.floor(left / dayMilliseconds);
  if (left > endsSoonMilliseconds) return good('certificate', `good for ${days} days`, `valable ${days} jours`);
  const todo =
    node.kind === 'hub'
      ? { en: 'restart the hub: it renews its certificate', fr: 'redémarrez le central : il renouvelle son certificat' }
      : {
          en: 'nothing yet: the site renews it at its next contact with the hub, up to a year late; if not, call regional operations',
          fr: 'rien encore : le site le renouvelle au prochain contact avec le central, jusqu’à un an après ; sinon, appelez la région',
        };
  if (left <= 0) return bad('certificate', { en: 'it has ended', fr: 'il est terminé' }, todo);
  return warning('certificate', { en: `it ends in ${days} days`, fr: `il se termine dans ${days} jours` }, todo);
}

/** The clock cannot be earlier than what was signed, nor than what the node has reached (rule T20), nor far beyond. */
export function checkClock(identity: Identity, nowMilliseconds: number, floorMilliseconds: number): Finding {
  const { notBeforeMilliseconds } = inspectCertificate(identity.certificatePem);
  const authorityEnds = inspectCertificate(identity.authorityPem).notAfterMilliseconds;
  const shown = new Date(nowMilliseconds).toISOString().slice(0, 16);
  const isReached = nowMilliseconds >= floorMilliseconds - limits.clockAheadWarnMillisecondsMax;
  if (isReached && nowMilliseconds >= notBeforeMilliseconds && nowMilliseconds < authorityEnds) {
    return good('clock', `${shown} UTC`, `${shown} UTC`);
  }
  return bad(
    'clock',
    { en: `the clock says ${shown}, which cannot be`, fr: `l’horloge indique ${shown}, ce qui est impossible` },
    {
      en: 'set the clock; records stay in order meanwhile',
      fr: 'réglez l’horloge ; les données restent en ordre entre-temps',
    },
  );
}
