import { availabilityGoal, availablePercent } from '../../protocol/facts/availability.js';
import type { NodeStatus } from '../verbs/inspect-verbs.js';
import { type CommandContext, say } from './command-context.js';

/** How much of each month users of the site were answered, against the goal. */
export function availabilityLine(
  context: CommandContext,
  { availability }: Pick<NodeStatus, 'availability'>,
): readonly string[] {
  const number = (value: number) => (context.language === 'fr' ? `${value}`.replace('.', ',') : `${value}`);
  const months = availability.map((month) => `${month.month} ${number(availablePercent(month) ?? 0)} %`);
  const goal = number(availabilityGoal * 100);
  return [
    say(context, { en: `available (goal ${goal} %)`, fr: `disponible (objectif ${goal} %)` }),
    months.length === 0 ? '-' : months.join(', '),
  ];
}
