import type { ExportFilter, NewExportJob } from './export-job-store.js';

type Scope = Pick<NewExportJob, 'patients' | 'filters'>;

/** How the patients and the criteria of an export are kept: each as JSON, or null. */
export function scopeOf({ patients, filters }: Scope): readonly [patients: string | null, filters: string | null] {
  return [patients ? JSON.stringify([...patients]) : null, filters ? JSON.stringify(filters) : null];
}

export function readScope(row: { readonly patients: string | null; readonly filters: string | null }): Scope {
  return {
    ...(row.patients !== null && { patients: new Set(JSON.parse(row.patients) as string[]) }),
    ...(row.filters !== null && { filters: JSON.parse(row.filters) as ExportFilter[] }),
  };
}
