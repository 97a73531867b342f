import type { SiteCode } from '../../protocol/ids.js';
import { inspectCertificate } from '../certificates/inspect.js';
import { readLanAuthority, readLanServer } from '../lan/lan-folder.js';
import { nodePaths } from '../node-folder.js';
import type { Words } from '../words.js';
import { type Finding, fault, ok, warn } from './finding.js';

const dayMilliseconds = 24 * 60 * 60 * 1000;
/** It renews itself with a year to go; what is left of it then says that nothing did. */
const endsSoonMilliseconds = 60 * dayMilliseconds;
/** Every workstation has to be visited before. */
const rootEndsSoonMilliseconds = 365 * dayMilliseconds;

const stillServed: Words = {
  en: 'records are safe; workstations are warned by their browser, and should not go on',
  fr: 'les données sont en sécurité ; le navigateur des postes avertit, et il ne faut pas passer outre',
};
const restart: Words = {
  en: 'restart the site: it makes it by itself; the log says why if it does not',
  fr: 'redémarrez le site : il le crée lui-même ; sinon, le journal dit pourquoi',
};
const beginAnew: Words = {
  en: 'remove identity/lan-authority.pem, restart the site, then set up each workstation again: carnet workstation',
  fr: 'supprimez identity/lan-authority.pem, redémarrez le site, puis réinstallez chaque poste : carnet workstation',
};

/** What workstations are shown: theirs, in date by this machine's clock, and made below what they trust (rule T47). */
export function checkLan(dir: string, code: SiteCode, nowMilliseconds: number): Finding {
  const authority = readAuthority(dir, code);
  if (authority === 'damaged') {
    const path = nodePaths(dir).lanAuthority;
    const what = {
      en: `${path} cannot be read, or is not this site’s`,
      fr: `${path} est illisible, ou n’est pas de ce site`,
    };
    const todo = {
      en: `put it back from your copy; without one, ${beginAnew.en}`,
      fr: `remettez-le depuis votre copie ; sans copie, ${beginAnew.fr}`,
    };
    return fault('lan', what, stillServed, todo);
  }
  const server = readLanServer(dir, code);
  if (authority === undefined || server === undefined) {
    return warn('lan', { en: 'there is no certificate yet', fr: 'pas encore de certificat' }, stillServed, restart);
  }
  const dates = inspectCertificate(server.certificatePem);
  if (dates.notBeforeMilliseconds > nowMilliseconds) {
    const what = { en: 'by this clock it has not begun', fr: 'd’après cette horloge il n’a pas commencé' };
    const todo = { en: 'set the clock, then restart the site', fr: 'réglez l’horloge, puis redémarrez le site' };
    return warn('lan', what, stillServed, todo);
  }
  const left = dates.notAfterMilliseconds - nowMilliseconds;
  if (left <= 0) return fault('lan', { en: 'it has ended', fr: 'il est terminé' }, stillServed, restart);
  const rootLeft = inspectCertificate(authority.rootPem).notAfterMilliseconds - nowMilliseconds;
  const days = Math.floor(Math.min(left, rootLeft) / dayMilliseconds);
  const en = `${server.hosts[0]}, good for ${days} days`;
  const fr = `${server.hosts[0]}, valable ${days} jours`;
  if (rootLeft <= rootEndsSoonMilliseconds) return warn('lan', { en, fr }, stillServed, beginAnew);
  return left <= endsSoonMilliseconds ? warn('lan', { en, fr }, stillServed, restart) : ok('lan', en, fr);
}

function readAuthority(dir: string, code: SiteCode) {
  try {
    return readLanAuthority(dir, code);
  } catch {
    return 'damaged';
  }
}
