import { selfTestWords } from '../../protocol/facts/self-test.js';
import { formatTime } from '../time-text.js';
import type { NodeStatus } from '../verbs/inspect-verbs.js';
import { type CommandContext, say } from './command-context.js';

/** When a site last looked at itself, and what was not well. */
export function selfTestLine(context: CommandContext, { selfTest }: Pick<NodeStatus, 'selfTest'>): readonly string[] {
  const found = selfTest?.results.filter(({ state }) => state !== 'ok') ?? [];
  const named = found.map(({ check }) => say(context, selfTestWords[check])).join(', ');
  const text = named === '' ? say(context, { en: 'nothing found', fr: 'rien trouvé' }) : `! ${named}`;
  return [
    say(context, { en: 'weekly self-test', fr: 'autocontrôle hebdomadaire' }),
    selfTest === null ? formatTime(undefined) : `${formatTime(selfTest.atMilliseconds)}, ${text}`,
  ];
}
