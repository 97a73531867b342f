import { auditType } from '../../record/kept-apart.js';

/** What `/metadata` says of AuditEvent, which is made of the node's own audit: nobody writes it, and it has one version (rule R60). */
export const auditServed = {
  interactions: ['read', 'search-type'],
  parameters: ['_id', 'date', 'patient', 'agent', 'entity', 'type', 'subtype', 'action', 'outcome'],
  documentation: [
    'Made of this node’s own audit, the last first (_sort=date: the first first), without a total. A page looks at a bounded',
    'number of entries, so it may hold less than was asked for, or nothing, and go on by its link next.',
  ].join(' '),
} as const;

/** The methods that an address of an AuditEvent takes; `undefined` for any other address, none for one that is not served. */
export function auditMethods(path: readonly string[]): readonly string[] | undefined {
  const [type, second, third] = path;
  if (type === 'Patient' && third === auditType) return [];
  // What one has is checked like any other resource.
  if (type !== auditType || (second === '$validate' && third === undefined)) return undefined;
  if (second === '_search') return path.length === 2 ? ['POST'] : [];
  if (second?.startsWith('_') === true || second?.startsWith('$') === true || third !== undefined) return [];
  return ['GET', 'HEAD'];
}
