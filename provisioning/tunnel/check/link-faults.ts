import { setupFaultWords } from '../../../protocol/links/setup-fault-words.js';
import type { SetupFaultCode } from '../../../protocol/links/setup-faults.js';
import type { Words } from '../../words.js';

/** What happened where: texts that the words of a fault name. */
export interface FaultPlace {
  readonly link: string;
  /** Interface, address, file, host: whatever the fault is about. */
  readonly about: string;
  /** A second one where there are two. */
  readonly other: string;
}

type Row = readonly [state: 'bad' | 'warning', what: (at: FaultPlace) => Words, todo: (at: FaultPlace) => Words];

/** The consoles say these, too, in the same words. */
function setupRow(state: Row[0], code: SetupFaultCode): Row {
  const { what, todo } = setupFaultWords[code];
  return [state, what, todo];
}

/** The closed list of what can be wrong with a link, and what to do about it. */
export const linkFaults = {
  'link-twice': setupRow('bad', 'link-twice'),
  'address-twice': [
    'bad',
    ({ about, other }) => ({
      en: `${about} is also of link ${other}`,
      fr: `${about} sert aussi à la liaison ${other}`,
    }),
    () => ({
      en: 'give each link its own in node.json, then carnet links render again',
      fr: 'donnez à chaque liaison la sienne dans node.json, puis refaites carnet links render',
    }),
  ],
  'budget-zero': setupRow('warning', 'budget-zero'),
  'budget-missing': [
    'warning',
    () => ({ en: 'it is metered, and has no budget', fr: 'elle est au volume, sans budget' }),
    () => ({ en: 'write budgetBytes in node.json', fr: 'inscrivez budgetBytes dans node.json' }),
  ],
  'device-missing': setupRow('bad', 'device-missing'),
  'no-carrier': [
    'bad',
    ({ about }) => ({
      en: `${about} has no carrier: nothing is at the other end of its cable`,
      fr: `${about} n’a pas de porteuse : rien au bout de son câble`,
    }),
    ({ about }) => ({
      en: `check the cable and the modem’s power; if the device is switched off, as root: ip link set ${about} up`,
      fr: `vérifiez le câble et l’alimentation du modem ; interface éteinte ? en root : ip link set ${about} up`,
    }),
  ],
  'name-unresolved': setupRow('bad', 'name-unresolved'),
  'probes-blocked': setupRow('warning', 'probes-blocked'),
  'key-missing': [
    'bad',
    ({ about }) => ({ en: `the private key ${about} is missing`, fr: `la clé privée ${about} manque` }),
    () => ({
      en: 'put it back from your copy; without one, join again with a new code',
      fr: 'remettez-la depuis votre copie ; sinon enrôlez de nouveau avec un autre code',
    }),
  ],
  'key-open': [
    'bad',
    ({ about }) => ({ en: `others may read the private key ${about}`, fr: `d’autres peuvent lire la clé ${about}` }),
    ({ about }) => ({ en: `chmod 600 ${about}`, fr: `chmod 600 ${about}` }),
  ],
  'interface-missing': setupRow('bad', 'interface-missing'),
  'interface-down': [
    'bad',
    ({ about }) => ({ en: `the interface ${about} is down`, fr: `l’interface ${about} est arrêtée` }),
    ({ about }) => ({ en: `as root: ip link set ${about} up`, fr: `en root : ip link set ${about} up` }),
  ],
  'address-unbound': [
    'bad',
    ({ about, other }) => ({
      en: `no socket can be bound to ${about}: ${other} does not have that address`,
      fr: `impossible d’utiliser ${about} : ${other} n’a pas cette adresse`,
    }),
    ({ about, other }) => ({
      en: `as root: ip address add ${about} dev ${other}; or carnet links render and install it again`,
      fr: `en root : ip address add ${about} dev ${other} ; ou réinstallez avec carnet links render`,
    }),
  ],
  'no-route': [
    'bad',
    ({ about, other }) => ({
      en: `no route from ${other} to ${about} through the tunnel`,
      fr: `pas de route de ${other} vers ${about} par le tunnel`,
    }),
    ({ link }) => ({
      en: `as root: ip rule; ip route show table all — the rule “from” its address or the route in its table is missing: bring the interface of ${link} down and up again`,
      fr: `en root : ip rule ; ip route show table all — il manque la règle « from » ou la route de sa table : arrêtez puis relancez l’interface de ${link}`,
    }),
  ],
  'route-elsewhere': [
    'bad',
    ({ about, other }) => ({
      en: `what is sent to ${about} leaves by ${other}, not through the tunnel`,
      fr: `ce qui va vers ${about} sort par ${other}, pas par le tunnel`,
    }),
    ({ link }) => ({
      en: `another rule comes first: as root, ip rule; then bring the interface of ${link} down and up again`,
      fr: `une autre règle passe avant : en root, ip rule ; puis arrêtez et relancez l’interface de ${link}`,
    }),
  ],
  'mtu-large': [
    'bad',
    ({ about, other }) => ({
      en: `packets of ${about} bytes are too large for this link: at most ${other}`,
      fr: `des paquets de ${about} octets sont trop grands pour cette liaison : ${other} au plus`,
    }),
    ({ other }) => ({
      en: `set MTU = ${other} in the interface’s configuration, or carnet links render again`,
      fr: `mettez MTU = ${other} dans la configuration de l’interface, ou refaites carnet links render`,
    }),
  ],
  'path-mtu': [
    'bad',
    ({ about, other }) => ({
      en: `packets of ${about} bytes do not arrive over this link, those of ${other} do`,
      fr: `les paquets de ${about} octets n’arrivent pas par cette liaison, ceux de ${other} passent`,
    }),
    ({ other }) => ({
      en: `set mtu of its tunnel to ${other} in node.json, then carnet links render and install it again`,
      fr: `mettez mtu à ${other} pour son tunnel dans node.json, puis refaites carnet links render et réinstallez`,
    }),
  ],
  'handshake-stalls': [
    'bad',
    ({ about }) => ({ en: `${about} answers, but nothing large`, fr: `${about} répond, mais à rien de volumineux` }),
    () => ({
      en: 'packets this large get lost on the way back: set a lower MTU, 1280, and check again; or the hub is overloaded',
      fr: 'des paquets si grands se perdent au retour : mettez un MTU plus bas, 1280, et revérifiez ; ou le central sature',
    }),
  ],
  'keepalive-metered': [
    'warning',
    ({ about }) => ({
      en: `keepalive every ${about} s on a metered link: it pays for silence`,
      fr: `keepalive toutes les ${about} s sur une liaison au volume : elle paie le silence`,
    }),
    ({ other }) => ({
      en: `PersistentKeepalive = 0 in the configuration of ${other}`,
      fr: `PersistentKeepalive = 0 dans la configuration de ${other}`,
    }),
  ],
  'key-unknown': [
    'bad',
    ({ about }) => ({
      en: `the interface ${about} does not have this site’s key, or not the hub’s as its peer`,
      fr: `l’interface ${about} n’a pas la clé de ce site, ou pas le central comme pair`,
    }),
    () => ({
      en: 'carnet links render and install it again: the box has joined since',
      fr: 'refaites carnet links render et installez : le boîtier a été enrôlé depuis',
    }),
  ],
  'handshake-never': [
    'bad',
    ({ about }) => ({
      en: `the hub’s WireGuard at ${about} has never answered`,
      fr: `le WireGuard du central à ${about} n’a jamais répondu`,
    }),
    ({ about }) => ({
      en: `UDP to ${about} is blocked on the way, or the hub does not have this site’s key: carnet links check at the hub`,
      fr: `l’UDP vers ${about} est bloqué, ou le central n’a pas la clé de ce site : carnet links check au central`,
    }),
  ],
  'handshake-stale': [
    'bad',
    ({ about, other }) => ({
      en: `the hub’s WireGuard at ${about} answered last ${other} s ago`,
      fr: `le WireGuard du central à ${about} a répondu il y a ${other} s`,
    }),
    () => ({
      en: 'check the cable, the modem and the credit; if others reach the hub: carnet links check at the hub',
      fr: 'vérifiez câble, modem et crédit ; si d’autres joignent le central : carnet links check au central',
    }),
  ],
  'port-closed': [
    'bad',
    ({ about }) => ({ en: `nothing listens at ${about}`, fr: `rien n’écoute à ${about}` }),
    () => ({
      en: 'the hub’s program is stopped, or its MQTT port changed: carnet doctor at the hub',
      fr: 'le programme du central est arrêté, ou son port MQTT a changé : carnet doctor au central',
    }),
  ],
  'port-blocked': [
    'bad',
    ({ about }) => ({ en: `${about} does not answer`, fr: `${about} ne répond pas` }),
    () => ({
      en: 'a firewall drops this TCP port on the way or at the hub, or the link is dead: open it there',
      fr: 'un pare-feu bloque ce port TCP en route ou au central, ou la liaison est morte : ouvrez-le',
    }),
  ],
  'hub-refuses': [
    'bad',
    ({ about, other }) => ({
      en: `${about} answers, but not as this site’s hub (${other})`,
      fr: `${about} répond, mais pas comme le central de ce site (${other})`,
    }),
    () => ({
      en: 'carnet doctor checks certificate and clock; a captive page (no credit) answers like this, too',
      fr: 'carnet doctor vérifie certificat et horloge ; une page d’opérateur (plus de crédit) répond aussi ainsi',
    }),
  ],
  'not-permitted': [
    'warning',
    ({ about }) => ({
      en: `the state of ${about} is not readable as this user`,
      fr: `l’état de ${about} n’est pas lisible avec ce compte`,
    }),
    () => ({
      en: 'run the check as root to see its keys and handshakes',
      fr: 'relancez en root pour voir clés et poignées de main',
    }),
  ],
  'tool-missing': [
    'warning',
    ({ about }) => ({ en: `the command ${about} is missing`, fr: `la commande ${about} manque` }),
    () => ({ en: 'apt-get install wireguard-tools iproute2', fr: 'apt-get install wireguard-tools iproute2' }),
  ],
  'peers-unreachable': [
    'bad',
    ({ about }) => ({
      en: `the peers program does not answer at ${about}`,
      fr: `le programme des pairs ne répond pas à ${about}`,
    }),
    () => ({
      en: 'systemctl status carnet-peers; run the check as the hub’s user or root',
      fr: 'systemctl status carnet-peers ; lancez la vérification avec le compte du central ou root',
    }),
  ],
  'peers-differ': [
    'bad',
    ({ about, other }) => ({
      en: `${about} has peers that the register lacks, or lacks some (${other})`,
      fr: `${about} a des pairs en trop ou en moins par rapport au registre (${other})`,
    }),
    () => ({
      en: 'start the hub: it puts them right within half a minute; else see its log',
      fr: 'lancez le central : il les corrige en une demi-minute ; sinon voyez son journal',
    }),
  ],
} as const satisfies Record<string, Row>;

export type LinkFaultCode = keyof typeof linkFaults;

export interface LinkFinding {
  /** A link, or the hub's interface. */
  readonly link: string;
  readonly code: LinkFaultCode | 'good';
  readonly state: 'good' | 'warning' | 'bad';
  readonly what: Words;
  readonly todo?: Words;
}

export function linkFault(
  code: LinkFaultCode,
  link: string,
  about: string | number = '',
  other: string | number = '',
): LinkFinding {
  const [state, what, todo] = linkFaults[code] as Row;
  const at = { link, about: String(about), other: String(other) };
  return { link, code, state, what: what(at), todo: todo(at) };
}
