import { sessionStore } from '../../kit/session/session.js';
import { createStore } from '../../kit/store.js';

/** A patient whose chart this tab has shown. */
export interface RecentPatient {
  readonly id: string;
  readonly name: string;
}

const recentKey = 'carnet.recent';
const recentPatientsMax = 6;

/** The last charts of this tab; kept in session storage, which sign-out clears. */
export const recentStore = createStore<readonly RecentPatient[]>(read());

sessionStore.watch(() => {
  if (sessionStore.get().kind === 'out') recentStore.set([]);
});

function read(): readonly RecentPatient[] {
  try {
    return JSON.parse(sessionStorage.getItem(recentKey) ?? '[]') as RecentPatient[];
  } catch {
    return [];
  }
}

/** Puts a patient on top of the list. */
export function noteRecent(patient: RecentPatient): void {
  const first = recentStore.get()[0];
  if (first?.id === patient.id && first.name === patient.name) return;
  const others = recentStore.get().filter((one) => one.id !== patient.id);
  const next = [patient, ...others].slice(0, recentPatientsMax);
  sessionStorage.setItem(recentKey, JSON.stringify(next));
  recentStore.set(next);
}
