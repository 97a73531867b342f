import { useEffect, useState } from 'preact/hooks';
import { watchLive } from '../../kit/http/live.js';
import { readRecordEvent } from '../fhir/record-event.js';
import { type CareStanding, readCare } from './care.js';

export interface LiveCare {
  /** `undefined` before the first answer. */
  readonly standing: CareStanding | undefined;
  look(): Promise<void>;
}

/** The end of an opened record is asked of the site: the clock of a workstation may be another. */
const openedLookMilliseconds = 10_000;

/** How one stands to a patient, asked again when something of them changes; `onChanged` when the chart may show something else. */
export function useCare(patientId: string, onChanged: () => Promise<void>): LiveCare {
  const [standing, setStanding] = useState<CareStanding | undefined>(undefined);
  const look = async () => {
    const now = await readCare(patientId);
    setStanding((before) => {
      if (before !== undefined && before.state !== now.state) void onChanged();
      return now;
    });
  };
  // What was known stays when an answer is lost; the next event asks again.
  const tryToLook = () => void look().catch(() => undefined);
  useEffect(() => {
    tryToLook();
    return watchLive((kind, data) => {
      const isOfPatient = (one: { readonly id: string; readonly patient?: string }) =>
        one.patient === patientId || one.id === patientId;
      if (kind === 'reopened' || (kind === 'record' && readRecordEvent(data).touched.some(isOfPatient))) tryToLook();
    });
  }, [patientId]);
  const isOpened = standing?.state === 'opened';
  useEffect(() => {
    if (!isOpened) return;
    const timer = setInterval(tryToLook, openedLookMilliseconds);
    return () => clearInterval(timer);
  }, [isOpened]);
  return { standing, look };
}
