/** A `record` event of `GET /api/live`: which records moved, and why. References only, no content. */
export interface RecordEvent {
  /** `local` written here · `remote` came from the hub · `receipt` the hub has it · `fan-out` only at the hub. */
  readonly source: string;
  readonly touched: readonly { readonly type: string; readonly id: string; readonly patient?: string }[];
}

/** Reads an event's data; what is not understood touches nothing. */
export function readRecordEvent(data: unknown): RecordEvent {
  const event = (data ?? {}) as Partial<RecordEvent>;
  return { source: event.source ?? '', touched: Array.isArray(event.touched) ? event.touched : [] };
}

/** Whether records changed; a receipt only moves them further on their way. */
export function changesRecords(data: unknown): boolean {
  return readRecordEvent(data).source !== 'receipt';
}
