import { countOf, fieldsOf, numberOf, timeOf } from '../../kit/http/read-fields.js';

/** How far the audit of a site is confirmed at the hub; times in milliseconds since 1970 by the hub's clock. */
export interface Audit {
  readonly confirmed: number;
  readonly confirmedAt: number | undefined;
  /** When the site last followed its whole chain. */
  readonly walkedAt: number | undefined;
  /** The entry at which the chain breaks. */
  readonly brokenAt: number | undefined;
  /** When the site last contradicted what was confirmed. */
  readonly contradictedAt: number | undefined;
}

export function readAudit(value: unknown): Audit | undefined {
  if (value === null || value === undefined) return undefined;
  const audit = fieldsOf(value);
  return {
    confirmed: countOf(audit['confirmed']),
    confirmedAt: timeOf(audit['confirmedAt']),
    walkedAt: timeOf(audit['walkedAt']),
    brokenAt: numberOf(audit['brokenAt']),
    contradictedAt: timeOf(audit['contradictedAt']),
  };
}
