/** How bad the loss of a span is; drawn as colour and as thickness. */
export const lossTones = ['none', 'some', 'much', 'most'] as const;
export type LossTone = (typeof lossTones)[number];

/** From these shares on. */
const someMin = 0.005;
const muchMin = 0.05;
const mostMin = 0.3;

export function lossToneOf(lossFraction: number): LossTone {
  if (lossFraction >= mostMin) return 'most';
  if (lossFraction >= muchMin) return 'much';
  return lossFraction >= someMin ? 'some' : 'none';
}
