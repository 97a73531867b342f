import { watchLive } from '../../kit/http/live.js';
import { createStore } from '../../kit/store.js';
import { readRecordEvent } from '../fhir/record-event.js';
import { listConflicts, type OpenConflict } from './conflicts.js';

/** The open questions; empty before the first answer, and when this role may see none. */
export const openConflictsStore = createStore<readonly OpenConflict[]>([]);

const reloadMillisecondsMin = 500;

/** Follows the open questions; the answer stops it. */
export function startConflicts(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const load = async () => {
    timer = undefined;
    try {
      openConflictsStore.set(await listConflicts());
    } catch {
      // What was shown stays; the page itself says what is wrong.
    }
  };
  void load();
  const unwatch = watchLive((kind, data) => {
    const concerns = kind === 'record' && readRecordEvent(data).touched.some(({ type }) => type === 'Task');
    if (concerns || kind === 'reopened') timer ??= setTimeout(() => void load(), reloadMillisecondsMin);
  });
  return () => {
    clearTimeout(timer);
    unwatch();
    openConflictsStore.set([]);
  };
}
