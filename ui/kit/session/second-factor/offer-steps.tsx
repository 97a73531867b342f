import type { JSX } from 'preact';
import type { FactorOffer } from '../session.js';
import { useWords } from './use-words.js';

/** White around the picture, in modules (ISO/IEC 18004 §9.1). */
const quietModules = 4;

/** How somebody sets up their second factor: open, scan or type, enter. */
export function OfferSteps({ offer }: { readonly offer: FactorOffer }): JSX.Element {
  const words = useWords();
  return (
    <>
      <p>{words.t('offer.lead')}</p>
      <ol class="offer-steps">
        <li>{words.t('offer.open')}</li>
        <li>
          {words.t('offer.scan')}
          <QrPicture {...offer.qr} label={words.t('offer.picture')} />
          <span class="soft">{words.t('offer.type')}</span>
          <code class="offer-key">{(offer.secret.match(/.{1,4}/g) ?? []).join(' ')}</code>
        </li>
        <li>{words.t('offer.enter')}</li>
      </ol>
    </>
  );
}

/** Black on white, whatever the theme: readers want it so. */
function QrPicture(props: FactorOffer['qr'] & { readonly label: string }): JSX.Element {
  const side = props.modules + 2 * quietModules;
  return (
    <svg
      class="qr"
      role="img"
      aria-label={props.label}
      viewBox={`${-quietModules} ${-quietModules} ${side} ${side}`}
      shape-rendering="crispEdges"
    >
      <rect x={-quietModules} y={-quietModules} width={side} height={side} fill="#fff" />
      <path d={props.path} fill="#000" />
    </svg>
  );
}
