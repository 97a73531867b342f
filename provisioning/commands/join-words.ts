import type { JoinStep } from '../enrolment/join-step.js';
import type { SiteNode } from '../node-folder.js';
import type { Words } from '../words.js';
import { type CommandContext, say } from './command-context.js';
import type { Outcome } from './leaf.js';

/** What is said to the technician when a step of the enrolment is done. */
const stepWords: Readonly<Record<JoinStep, Words>> = {
  'code-read': {
    en: 'the code is typed right (checked here, nothing was sent)',
    fr: 'le code est bien saisi (vérifié ici, rien n’a été envoyé)',
  },
  'already-joined': {
    en: 'this box was enrolled with this code before',
    fr: 'ce boîtier a déjà été enrôlé avec ce code',
  },
  'hub-proven': {
    en: 'the hub answers, and has proven that it knows the code',
    fr: 'le central répond, et a prouvé qu’il connaît le code',
  },
  'key-made': {
    en: 'a key was made; it never leaves this box',
    fr: 'une clé a été créée ; elle ne quitte jamais ce boîtier',
  },
  'key-kept': {
    en: 'the key of the attempt before asks again',
    fr: 'la clé de l’essai précédent redemande',
  },
  'certificate-given': {
    en: 'the hub has signed the certificate of this box',
    fr: 'le central a signé le certificat de ce boîtier',
  },
  'request-written': {
    en: 'the request is written; it holds no code and no key',
    fr: 'la demande est écrite ; elle ne contient ni code ni clé',
  },
  'bundle-proven': {
    en: 'the bundle is whole, for this box, and by the hub that knows the code',
    fr: 'la réponse est entière, pour ce boîtier, et du central qui connaît le code',
  },
  provisional: {
    en: 'the hub was not reached; the key is kept and goes on asking',
    fr: 'le central n’a pas été joint ; la clé est gardée et continuera de demander',
  },
  written: { en: 'all is written to the disk', fr: 'tout est écrit sur le disque' },
};

/** Says each step as it is reached, on standard error: a line of words, or one of JSON for programs. */
export function stepTeller(context: CommandContext, isJson: boolean): (step: JoinStep) => void {
  return (step) => context.error(isJson ? `${JSON.stringify({ step })}\n` : `✓ ${say(context, stepWords[step])}\n`);
}

export function describeJoined(context: CommandContext, dir: string, node: SiteNode, isOld: boolean): Outcome {
  const words = (en: string, fr: string) => say(context, { en, fr });
  const { code, name, region, links } = node;
  const tunnels = links.flatMap((link) => (link.tunnel === undefined ? [] : [link.name]));
  const json = { site: code, name, region, dir, tunnels, already: isOld };
  if (isOld) {
    const text = words(
      `This box is already site ${code}, ${name} (${region}), enrolled with this very code. Nothing was changed.`,
      `Ce boîtier est déjà le site ${code}, ${name} (${region}), enrôlé avec ce même code. Rien n’a été modifié.`,
    );
    return { json, text };
  }
  if (node.provisional === true) {
    const text = words(
      `This box works now, provisionally, as site ${code}. All that is written stays safe here.\nWhen the hub is reached it enrols by itself and sends everything; until then browsers warn of its certificate.\n${nextSteps(dir).en}`,
      `Ce boîtier travaille dès maintenant, à titre provisoire, comme site ${code}. Tout ce qui est écrit est en sécurité ici.\nQuand le central sera joint il s’enrôlera seul et enverra tout ; d’ici là les navigateurs avertissent de son certificat.\n${nextSteps(dir).fr}`,
    );
    return { json: { site: code, dir, provisional: true }, text };
  }
  const become = words(
    `This box is now site ${code}, ${name} (${region}).\n${nextSteps(dir).en}`,
    `Ce boîtier est maintenant le site ${code}, ${name} (${region}).\n${nextSteps(dir).fr}`,
  );
  const next = words(
    `Tunnels: ${tunnels.join(', ')}. Their interfaces: carnet links render --format wg-quick --dir ${dir}`,
    `Tunnels : ${tunnels.join(', ')}. Leurs interfaces : carnet links render --format wg-quick --dir ${dir}`,
  );
  return { json, text: tunnels.length === 0 ? become : `${become}\n${next}` };
}

export function describeRequest(context: CommandContext, file: string): Outcome {
  const text = say(context, {
    en: `${file} asks for a certificate of this box; it holds no secret.\nAt the hub:  carnet site kit FILE --out BUNDLE\nThen here:   carnet join --bundle BUNDLE`,
    fr: `${file} demande un certificat pour ce boîtier ; il ne contient aucun secret.\nAu central :  carnet site kit FICHIER --out RÉPONSE\nPuis ici :    carnet join --bundle RÉPONSE`,
  });
  return { json: { request: file }, text };
}

function nextSteps(dir: string): Words {
  return {
    en: `Next: carnet user add NAME --role doctor --dir ${dir} · carnet edge run --dir ${dir}`,
    fr: `Ensuite : carnet user add NOM --role doctor --dir ${dir} · carnet edge run --dir ${dir}`,
  };
}
