import type { Holds } from '../../journal/orders/taken-order-store.js';
import { formatTime } from '../time-text.js';
import { type CommandContext, say } from './command-context.js';

/**
 * What is held by a person's word, a row for each.
 * @param forcedState how the forced link is now; `undefined` while no program runs
 */
export function holdRows(
  context: CommandContext,
  { force, bulk }: Holds,
  forcedState: string | undefined,
): readonly (readonly [name: string, text: string])[] {
  const words = (en: string, fr: string) => say(context, { en, fr });
  const rows: [string, string][] = [];
  if (force !== undefined) {
    const until = formatTime(force.untilMilliseconds);
    const who = force.atBox
      ? words('here, by hand,', 'sur place, à la main,')
      : words(`by operations (${force.by})`, `par les opérations (${force.by})`);
    const down = forcedState === 'down' ? words('; it is down, others carry', ' ; coupée, d’autres portent') : '';
    rows.push([
      words('link forced', 'liaison imposée'),
      words(`${force.link}, ${who} until ${until}${down}`, `${force.link}, ${who} jusqu’à ${until}${down}`),
    ]);
  }
  if (bulk !== undefined) {
    const since = formatTime(bulk.sinceMilliseconds);
    rows.push([
      words('bulk held back', 'envois de masse retenus'),
      words(`by operations (${bulk.by}) since ${since}`, `par les opérations (${bulk.by}) depuis ${since}`),
    ]);
  }
  return rows;
}
