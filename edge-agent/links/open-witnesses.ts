import type { EdgeSettings } from '../../config/edge-settings.js';
import type { Logger } from '../../config/running/logger.js';
import { Problem } from '../../protocol/problem.js';
import type { NodeLink } from '../../provisioning/node-folder.js';
import { CaptiveWatch } from './captive/captive-watch.js';
import type { LinkHappening } from './decision/link-event.js';
import { LinkWitnesses } from './link-witnesses.js';
import { openPlugins } from './plugins/open-plugins.js';
import { SignalReader } from './plugins/signal-reader.js';

export interface WitnessGround {
  readonly links: readonly NodeLink[];
  readonly settings: EdgeSettings;
  readonly logger: Logger;
  readonly onError: (error: unknown) => void;
}

/** The witnesses of a site's links as it is set. @throws Problem `usage-wrong` for a setting that is no address */
export function openWitnesses(ground: WitnessGround): (tell: (happening: LinkHappening) => void) => LinkWitnesses {
  const { links, settings, logger, onError } = ground;
  const checkUrl = settings.captiveCheckUrl.trim();
  if (checkUrl !== '' && !(URL.canParse(checkUrl) && new URL(checkUrl).protocol === 'http:')) {
    throw new Problem('usage-wrong', 'captiveCheckUrl must begin with http://');
  }
  const plugins = openPlugins({ links, settings, say: (link, what) => logger.warn({ link }, what) });
  return (tell) =>
    new LinkWitnesses({
      openSignals: (onSignal) => new SignalReader({ plugins, onSignal, onError }),
      openCaptive: (onVerdict) => new CaptiveWatch({ links, checkUrl, onVerdict }),
      tell,
    });
}
