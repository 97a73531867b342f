import type { Step } from '../step.js';

/** Hub and site run, and the site speaks over the link that it prefers. */
export function begun(preferred: string): readonly Step[] {
  return [{ do: 'start-hub' }, { do: 'start-site' }, { do: 'until-active', link: preferred, secondsMax: 60 }];
}
