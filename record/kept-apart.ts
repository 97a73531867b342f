/**
 * The type that is kept beside the log: it belongs to who made it, at the server where it was made, and holds secrets (rule
 * F112). A record of this type, brought by an earlier program or another node, does nothing and is shown to nobody.
 */
export const keptApart = 'Subscription';

/**
 * The type that a node makes of its own audit and never of a record (rule R60). A record of this type, that was brought in, is
 * kept and carried like any other, and shown to nobody.
 */
export const auditType = 'AuditEvent';

/** Whether what is shown of a type is no record, so that no way to the records leads to it. */
export function isKeptApart(type: string): boolean {
  return type === keptApart || type === auditType;
}
