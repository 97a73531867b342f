import { inspectCertificate } from '../certificates/inspect.js';
import { isWholeIdentity } from '../certificates/own-identity.js';
import { hubRenewMilliseconds, siteRenewMilliseconds, siteServerName } from '../certificates/profile.js';
import type { Identity, NodeDescription } from '../node-folder.js';
import type { Words } from '../words.js';
import { type Finding, fault, ok, warn } from './finding.js';
import { careGoesOn, nothingTouched } from './safe-words.js';

const dayMilliseconds = 24 * 60 * 60 * 1000;
const endsSoonMilliseconds = 14 * dayMilliseconds;
/** A site that meets its hub renews within hours; after this it is said that it did not. */
const renewalLateMilliseconds = 7 * dayMilliseconds;

const putBack: Words = {
  en: 'put the folder identity back from your copy',
  fr: 'remettez le dossier identity depuis votre copie',
};

const rebuild: Words = {
  en: 'put the folder identity back from your copy, or fetch the root: carnet hub issuing rebuild --root FILE',
  fr: 'remettez le dossier identity depuis votre copie, ou cherchez la racine : carnet hub issuing rebuild --root FICHIER',
};

/** Nothing to do once there is a link (rule E22). */
const provisional: Finding = warn(
  'certificate',
  { en: 'provisional: the hub has not been reached yet', fr: 'provisoire : le central n’a pas encore été joint' },
  careGoesOn,
  {
    en: 'nothing once there is a link; if it lasts, run `carnet join` again with the code and the right --hub',
    fr: 'rien dès qu’il y a une liaison ; si cela dure, relancez `carnet join` avec le code et le bon --hub',
  },
);

export function unreadableIdentity({ kind }: Pick<NodeDescription, 'kind'>, detail: string): Finding {
  const what = { en: `the identity cannot be read ${detail}`, fr: `l’identité est illisible ${detail}` };
  return fault('certificate', { en: what.en.trim(), fr: what.fr.trim() }, nothingTouched, mendOf(kind));
}

/** A hub's can be made anew by who has its root (rule E42). */
function mendOf(kind: NodeDescription['kind']): Words {
  return kind === 'hub' ? rebuild : putBack;
}

/** The certificate must be this node's, of its key and authority, and in date (rule O4). */
export function checkCertificate(node: NodeDescription, identity: Identity, nowMilliseconds: number): Finding {
  if (node.kind === 'site' && node.provisional === true) return provisional;
  if (!isWholeIdentity(identity, siteServerName(node.code))) {
    const what = {
      en: 'key, certificate and authority do not belong together',
      fr: 'clé, certificat et autorité ne vont pas ensemble',
    };
    return fault('certificate', what, nothingTouched, mendOf(node.kind));
  }
  const { notBeforeMilliseconds, notAfterMilliseconds } = inspectCertificate(identity.certificatePem);
  const left = notAfterMilliseconds - nowMilliseconds;
  const days = Math.floor(left / dayMilliseconds);
  if (left <= 0) {
    return fault('certificate', { en: 'it has ended', fr: 'il est terminé' }, careGoesOn, renewalOf(node));
  }
  const given = dayOf(notBeforeMilliseconds);
  const due = dayOf(notAfterMilliseconds - renewBefore(node));
  const en = `good for ${days} days; given on ${given}, to be renewed from ${due} on`;
  const fr = `valable ${days} jours ; donné le ${given}, à renouveler dès le ${due}`;
  const isLate = renewBefore(node) - left > renewalLateMilliseconds;
  if (left <= endsSoonMilliseconds || isLate) return warn('certificate', { en, fr }, careGoesOn, renewalOf(node));
  return ok('certificate', en, fr);
}

function renewBefore({ kind }: NodeDescription): number {
  return kind === 'hub' ? hubRenewMilliseconds : siteRenewMilliseconds;
}

function renewalOf({ kind }: NodeDescription): Words {
  if (kind === 'hub') {
    return {
      en: 'restart the hub: it renews its certificate',
      fr: 'redémarrez le central : il renouvelle son certificat',
    };
  }
  return {
    en: 'nothing yet: the site renews it at its next contact with the hub, up to a year late; if not, call regional operations',
    fr: 'rien encore : le site le renouvelle au prochain contact avec le central, jusqu’à un an après ; sinon, appelez la région',
  };
}

/** UTC. */
function dayOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}
