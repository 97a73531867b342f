import type { ShownProfile } from '../../verbs/profile-verbs.js';
import { type CommandContext, say } from '../command-context.js';
import { formatTable } from '../table.js';

/** Profiles as a table, and below it what they ask for that is not checked. */
export function describeProfiles(context: CommandContext, profiles: readonly ShownProfile[]): string {
  const head = [
    { en: 'profile', fr: 'profil' },
    { en: 'version', fr: 'version' },
    { en: 'of', fr: 'de' },
    { en: 'one that does not conform', fr: 'une ressource non conforme' },
  ].map((words) => say(context, words));
  const refused = say(context, { en: 'is refused', fr: 'est refusée' });
  const told = say(context, { en: 'is told by $validate', fr: 'est dite par $validate' });
  const rows = profiles.map(({ url, version, type, enforced }) => [
    url,
    version ?? '',
    type,
    enforced ? refused : told,
  ]);
  const unchecked = profiles.flatMap(({ name, unchecked: list }) => list.map((each) => `  ${name}: ${each}`));
  const title = say(context, { en: 'Not checked:', fr: 'Non vérifié :' });
  return [formatTable([head, ...rows]), ...(unchecked.length > 0 ? ['', title, ...unchecked] : [])].join('\n');
}
