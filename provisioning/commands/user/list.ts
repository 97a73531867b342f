import type { Command } from 'commander';
import { formatTime } from '../../time-text.js';
import type { ShownUser } from '../../verbs/user-verbs.js';
import type { Words } from '../../words.js';
import { type CommandContext, say } from '../command-context.js';
import { leafCommand } from '../leaf.js';
import { runVerb } from '../node-session.js';
import { addFolderOption, requiredText } from '../options.js';
import { formatTable } from '../table.js';

export function userListCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'list',
    summary: { en: 'who may sign in here', fr: 'qui peut se connecter ici' },
    examples: [['carnet user list --dir var/site', { en: 'people of this site', fr: 'personnes de ce site' }]],
    configure: (command, words) => addFolderOption(command, words, context),
    run: async (call) => {
      const users = await runVerb(requiredText(call, 'dir'), 'user-list', {});
      const head = [
        { en: 'user', fr: 'compte' },
        { en: 'role', fr: 'rôle' },
        { en: 'name', fr: 'nom' },
        { en: 'second factor', fr: 'second facteur' },
        { en: '', fr: '' },
      ].map((words) => say(context, words));
      const rows = users.map((user) => {
        const { name, role, displayName } = user;
        return [name, role, displayName, factorText(context, user), stateText(context, user)];
      });
      const none = say(context, {
        en: 'Nobody yet: carnet user add NAME --role ROLE',
        fr: 'Personne : carnet user add NOM --role RÔLE',
      });
      return { json: { users }, text: users.length === 0 ? none : formatTable([head, ...rows]) };
    },
  });
}

function stateText(context: CommandContext, user: ShownUser): string {
  const { passwordUntilMilliseconds: until } = user;
  const given = (time: string) => ({
    en: `given password, good until ${time}`,
    fr: `mot de passe remis, bon jusqu’au ${time}`,
  });
  const words = [standingWords(user), typeof until !== 'number' ? undefined : given(formatTime(until))];
  return words.flatMap((each) => (each === undefined ? [] : [say(context, each)])).join(' · ');
}

function standingWords({ disabled, approval }: ShownUser): Words | undefined {
  const { waiting, role, refused, off } = stateWords;
  if (approval === 'waiting') return disabled ? waiting : role;
  if (approval === 'refused') return refused;
  return disabled ? off : undefined;
}

const stateWords = {
  waiting: { en: 'waits for approval', fr: 'attend une approbation' },
  role: { en: 'another role waits for approval', fr: 'un autre rôle attend une approbation' },
  refused: { en: 'approval refused', fr: 'approbation refusée' },
  off: { en: 'disabled', fr: 'désactivé' },
} as const;

function factorText(context: CommandContext, { secondFactor, keys }: ShownUser): string {
  const keysText = keys === 0 ? [] : [say(context, { en: `security keys: ${keys}`, fr: `clés de sécurité : ${keys}` })];
  const codesText = secondFactor === null ? [] : [codesOf(context, secondFactor)];
  const all = [...codesText, ...keysText];
  return all.length === 0 ? say(context, { en: 'not yet', fr: 'pas encore' }) : all.join(' · ');
}

function codesOf(context: CommandContext, secondFactor: NonNullable<ShownUser['secondFactor']>): string {
  const { takenMilliseconds, recoveryCodesLeft } = secondFactor;
  const since = formatTime(takenMilliseconds).slice(0, 10);
  return say(context, {
    en: `since ${since}, ${recoveryCodesLeft} recovery codes left`,
    fr: `depuis le ${since}, ${recoveryCodesLeft} codes de secours restants`,
  });
}
