import type { HubSettings } from '../../config/hub-settings.js';
import type { Logger } from '../../config/running/logger.js';
import type { FleetAlarm } from '../fleet-alarm.js';
import type { HubMetrics } from '../hub-metrics.js';
import { poisonAlarm } from '../proof/poison-alarm.js';
import type { DrainPace } from '../telemetry/drain-pace.js';
import { clockAlarm } from './clock-alarm.js';
import { Intake, type IntakeOptions } from './intake.js';

export interface IntakeGround
  extends Omit<IntakeOptions, 'batches' | 'changes' | 'batchesMax' | 'onDelivered' | 'onPoison' | 'onAhead'> {
  readonly metrics: HubMetrics;
  readonly settings: Pick<HubSettings, 'intakeBatchesMax'>;
  readonly alarm: FleetAlarm;
  readonly pace: DrainPace;
  readonly logger: Logger;
}

/** The intake, with what it counts and whom it tells. */
export function openIntake(ground: IntakeGround): Intake {
  const { metrics, settings, alarm, pace, logger, ...parts } = ground;
  const { now } = parts;
  return new Intake({
    ...{ ...parts, batches: metrics.batches, changes: metrics.changes, batchesMax: settings.intakeBatchesMax },
    onDelivered: (site, changes) => pace.note(site, changes, now()),
    ...{ onPoison: poisonAlarm(alarm, metrics.rejects, 'hub'), onAhead: clockAlarm({ alarm, logger, now }) },
  });
}
