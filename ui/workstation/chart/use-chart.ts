import { useEffect, useState } from 'preact/hooks';
import type { Role } from '../../../record/role.js';
import { asFailure } from '../../kit/http/failure.js';
import { watchLive } from '../../kit/http/live.js';
import { readRecordEvent } from '../fhir/record-event.js';
import type { Loaded } from '../fhir/use-live.js';
import { type Chart, loadChart } from './load-chart.js';

export interface LiveChart {
  readonly chart: Loaded<Chart>;
  /** `Type/id` of what came from elsewhere while the chart was open. */
  readonly arrived: ReadonlySet<string>;
  reload(): Promise<void>;
}

const reloadMillisecondsMin = 150;

/** The chart of a patient, read again whenever something of the patient changes. */
export function useChart(patientId: string, role: Role): LiveChart {
  const [chart, setChart] = useState<Loaded<Chart>>({ kind: 'loading' });
  const [arrived, setArrived] = useState<ReadonlySet<string>>(new Set());
  const reload = async () => {
    try {
      const value = await loadChart(patientId, role);
      setChart({ kind: 'ready', value });
    } catch (error) {
      const failure = asFailure(error);
      // What is on the screen stays when only the refresh failed.
      setChart((now) => (now.kind === 'ready' ? now : { kind: 'failed', failure }));
    }
  };
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    void reload();
    const plan = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void reload();
      }, reloadMillisecondsMin);
    };
    const unwatch = watchLive((kind, data) => {
      if (kind === 'reopened') plan();
      if (kind !== 'record') return;
      const { source, touched } = readRecordEvent(data);
      const mine = touched.filter((one) => one.patient === patientId || one.id === patientId);
      if (source === 'receipt' || mine.length === 0) return;
      if (source === 'remote') setArrived((now) => new Set([...now, ...mine.map(({ type, id }) => `${type}/${id}`)]));
      plan();
    });
    return () => {
      clearTimeout(timer);
      unwatch();
    };
  }, [patientId]);
  return { chart, arrived, reload };
}
