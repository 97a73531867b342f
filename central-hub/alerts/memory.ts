import { type AlertsState, noAlerts } from './next-alerts.js';

/** The form of what is remembered; another one is of another program, and is not read. */
const form = 1;

export function writeMemory(state: AlertsState): string {
  return JSON.stringify({ form, state });
}

/** What the run before remembered; nothing where there is none, or it is of another form. */
export function readMemory(text: string | undefined): AlertsState {
  if (text === undefined) return noAlerts;
  try {
    const kept = JSON.parse(text) as { readonly form?: unknown; readonly state?: AlertsState };
    return kept.form === form && kept.state !== undefined ? kept.state : noAlerts;
  } catch {
    return noAlerts;
  }
}
