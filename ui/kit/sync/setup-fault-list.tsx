import type { JSX } from 'preact';
import type { LinkSetupFault } from '../../../protocol/links/setup-faults.js';
import type { Language } from '../i18n/language.js';
import { Icon } from '../icon.js';
import { setupFaultText } from './setup-faults.js';

/** What is wrong with a link as it is set up: what happened, then what to do. */
export function SetupFaultList(props: {
  readonly language: Language;
  readonly faults: readonly LinkSetupFault[];
}): JSX.Element {
  return (
    <>
      {props.faults.map((fault) => {
        const { what, todo } = setupFaultText(props.language, fault);
        return (
          <p key={`${fault.link} ${fault.code}`} class="setup-fault small">
            <span class="warning">
              <Icon name="alert" />
            </span>{' '}
            <strong>{what}</strong> {todo}
          </p>
        );
      })}
    </>
  );
}
