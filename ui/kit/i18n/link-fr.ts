/** What is said of links to whoever looks closer, in French; loaded when somebody does. English must have the same keys. */
export const linkFr = {
  'link.waitingLong': 'À envoyer : {count}',
  'link.oldest': 'Le plus ancien : {time}',
  'link.lastReceipt': 'Dernier accusé du central : {time}',
  'link.safe': 'Tout ce qui est enregistré est en sécurité ici et partira dès qu’une liaison revient.',
  'link.refusedLong':
    'Le central refuse une partie de ce qui attend ; un nouvel essai est fait de lui-même. Prévenez l’exploitation régionale si cela dure.',
  'link.cause.text.link-down':
    'Le câble est débranché ou l’appareil de l’opérateur n’a plus de signal. Vérifiez son alimentation et son câble.',
  'link.cause.text.blackhole':
    'La liaison paraît branchée, mais rien n’y répond. La coupure est chez l’opérateur : signalez-la-lui.',
  'link.cause.text.brownout':
    'La liaison perd des données ou répond lentement. Elle n’est pas coupée ; si cela dure, signalez-le à l’opérateur.',
  'link.cause.text.no-credit':
    'Une page de l’opérateur répond à la place du central : le crédit est sans doute épuisé. Rechargez-le.',
  'link.cause.text.dns':
    'Le nom du central ne se résout pas sur cette liaison. Vérifiez le serveur de noms (DNS), ou lancez : carnet links check.',
  'link.cause.text.hub-down':
    'La liaison fonctionne, mais le central ne répond pas. Il n’y a rien à faire sur place ; tout part dès son retour.',
  'link.cause.text.certificate':
    'Le central et le boîtier ne se reconnaissent pas : certificat expiré, retiré, ou horloge fausse. Prévenez l’exploitation régionale.',
  'link.cause.text.shared-outage':
    'Plusieurs liaisons sont tombées ensemble : elles partagent sans doute la même fibre ou la même alimentation.',
  'link.cause.text.budget':
    'Le forfait du mois est épuisé ou égal à zéro : seul l’urgent passe encore par cette liaison.',
  'link.safeNow': 'Tout ce qui est enregistré est en sécurité ici, puis part au central.',
  'link.forced': '{by} a imposé {link} jusqu’à {time}.',
  'link.forcedHere': 'Quelqu’un a imposé {link} sur le boîtier jusqu’à {time}.',
  'link.held': '{by} a suspendu les fichiers ; les dossiers passent.',
  'link.heldHere': 'Quelqu’un a suspendu les fichiers sur le boîtier ; les dossiers passent.',
  'link.roundTrip': 'aller-retour {milliseconds} ms',
  'link.loss': 'pertes {percent} %',
  'link.budget': 'forfait utilisé à {percent} %',
  'traffic.urgent': 'l’urgent',
  'traffic.clinical': 'le clinique',
  'traffic.bulk': 'les fichiers',
  'traffic.all': 'tout',
  'traffic.pair': '{first} et {second}',
  'decision.moved': '{why} : passage à {to} pour {traffic}.',
  'decision.waits': '{why} : {traffic} en attente d’une liaison.',
  'decision.why': 'Les liaisons ont changé',
  'decision.why.ready': 'La liaison {to} est prête',
  'decision.why.unreachable': 'La liaison {from} n’a plus de réseau',
  'decision.why.silent': 'La liaison {from} ne répond plus',
  'decision.why.session-ended': 'La session sur {from} est terminée',
  'decision.why.losses': 'La liaison {from} perd trop de données',
  'decision.why.slow': 'La liaison {from} est devenue trop lente',
  'decision.why.cheaper': 'La liaison {to} coûte moins cher et elle est de nouveau stable',
  'decision.why.better': 'La liaison {to} est nettement meilleure',
  'decision.why.preferred': 'La liaison {to} est préférée et de nouveau aussi bonne',
  'decision.why.forced': 'Une personne a choisi cette liaison',
  'decision.why.not-forced': 'Le choix manuel est levé',
  'decision.why.budget-spent': 'Le forfait de {from} est épuisé',
} as const;
