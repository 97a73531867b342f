/** What is said of problems with what the nodes trust, in English and in French; see `problem-words.ts`. */
export const trustProblemWords = {
  'trust-unproven': [
    'Nobody whom this node trusts has signed this bundle of root certificates. Nothing was changed.',
    'Aucune racine reconnue ici n’a signé ce lot de certificats racines. Rien n’a été modifié.',
  ],
  'trust-older': [
    'This bundle of root certificates is older than the one that is held. Nothing was changed.',
    'Ce lot de certificats racines est plus ancien que celui d’ici. Rien n’a été modifié.',
  ],
  'trust-step': [
    'This is not the next step of the exchange. Nothing was changed. `carnet hub trust status` says what is.',
    'Ce n’est pas l’étape suivante du remplacement. Rien n’a été modifié. `carnet hub trust status` dit laquelle l’est.',
  ],
  'trust-sites-behind': [
    'Some sites would be cut off until they have heard of it. Nothing was changed. `carnet hub trust status` names them.',
    'Des sites seraient coupés tant qu’ils ne sont pas au courant. Rien n’a été modifié. `carnet hub trust status` les nomme.',
  ],
  'root-closed': [
    'The root’s file does not open with what was typed. Nothing was changed.',
    'Le fichier de la racine ne s’ouvre pas avec ce qui a été saisi. Rien n’a été modifié.',
  ],
  'root-altered': [
    'This file is cut off, was changed, or is not what is asked for here. Nothing was changed.',
    'Ce fichier est coupé, a été altéré, ou n’est pas ce qui est demandé ici. Rien n’a été modifié.',
  ],
  'root-foreign': [
    'This is the root of another hub, or one that is not trusted here. Nothing was changed.',
    'C’est la racine d’un autre central, ou une racine qui n’est pas reconnue ici. Rien n’a été modifié.',
  ],
  'issuing-refused': [
    'This is no certificate for this hub’s issuing authority: no trusted root signed it for the key that waits here, or it may do too much. Nothing was changed.',
    'Ce n’est pas un certificat pour l’autorité émettrice de ce central : aucune racine reconnue ne l’a signé pour la clé en attente, ou il permet trop. Rien n’a été modifié.',
  ],
} as const;
