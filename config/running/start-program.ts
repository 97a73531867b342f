import { isFatal } from './exit.js';
import type { Logger } from './logger.js';
import { OrderedStop } from './ordered-stop.js';

/** What every program is given to start with. */
export interface ProgramGround {
  readonly settings: { readonly stopMillisecondsMax: number };
  readonly logger: Pick<Logger, 'error'>;
  /** After this the program must end: what the disk holds is not certain any more. */
  readonly onFatal: (error: unknown) => void;
}

/** What the parts of a program share while they are started. */
export interface StartingProgram {
  /** What undoes each part. */
  readonly stop: OrderedStop;
  /** Hears of the errors of parts that run. */
  readonly onError: (error: unknown) => void;
}

/** Starts the parts of a program; whatever was started is stopped again when something fails. */
export async function startProgram<Running>(
  { settings, logger, onFatal }: ProgramGround,
  startParts: (starting: StartingProgram) => Promise<Running>,
): Promise<Running> {
  const stop = new OrderedStop(settings.stopMillisecondsMax);
  try {
    const onError = (error: unknown) => {
      logger.error({ err: error }, 'error');
      if (isFatal(error)) onFatal(error);
    };
    return await startParts({ stop, onError });
  } catch (error) {
    await stop.stop();
    throw error;
  }
}
