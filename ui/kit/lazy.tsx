import type { ComponentType, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Failure } from './http/failure.js';
import { FailureState, Loading } from './states.js';

/**
 * A part of the page that is fetched when it is first shown, so that the first page stays light. The program serves it
 * from its own disk; when even that fails, the person may try again.
 */
export function lazyPart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): (props: Props) => JSX.Element {
  let loaded: ComponentType<Props> | undefined;
  return (props) => {
    const [part, setPart] = useState<ComponentType<Props> | 'failed' | undefined>(() => loaded);
    useEffect(() => {
      if (loaded) return;
      load().then(
        (component) => {
          loaded = component;
          setPart(() => component);
        },
        () => setPart('failed'),
      );
    }, []);
    // A reload, because after an upgrade of the program the page asks for files that are no more; drafts survive it.
    const retry = () => location.reload();
    if (part === 'failed') return <FailureState failure={new Failure('offline', 0)} onRetry={retry} />;
    if (part === undefined) return <Loading />;
    const Part = part;
    return <Part {...props} />;
  };
}
