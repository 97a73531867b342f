import { keptApart } from '../../record/kept-apart.js';

/** What `/metadata` says of Subscription, which is kept by itself: without history, patches and conditions (rule F112). */
export const subscriptionsServed = {
  interactions: ['read', 'create', 'update', 'delete', 'search-type'],
  /** Parameters of FHIR R4 that are served, as they stand in the address: values that are equal, any of several. */
  parameters: ['_id', 'status', 'url'],
  documentation:
    'Channel rest-hook; criteria without chains and _has. A subscription belongs to who made it, and to this server.',
} as const;

/** The methods that an address of a Subscription takes; `undefined` for any other address, none for one that is not served. */
export function subscriptionMethods(path: readonly string[]): readonly string[] | undefined {
  const [type, second, third] = path;
  if (type !== keptApart) return undefined;
  if (second === undefined) return ['GET', 'HEAD', 'POST'];
  if (second === '_search') return path.length === 2 ? ['POST'] : [];
  if (second.startsWith('_') || second.startsWith('$')) return [];
  if (third === undefined) return ['GET', 'HEAD', 'PUT', 'DELETE'];
  return third === '_history' && path.length === 4 ? ['GET', 'HEAD'] : [];
}
