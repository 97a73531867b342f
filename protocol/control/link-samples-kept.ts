import type { ControlCodec } from './codec.js';

/** How far the hub has kept each sequence of a site's telemetry (rule L33); cumulative. */
export interface LinkSamplesKept {
  readonly kind: 'link-samples-kept';
  /** Which counting, as in what it answers. */
  readonly history: string;
  readonly decisions: number;
  readonly coarse: number;
  readonly fine: number;
}

export const linkSamplesKeptCodec: ControlCodec<LinkSamplesKept> = {
  number: 25,
  write(writer, { history, decisions, coarse, fine }) {
    writer.raw(Buffer.from(history, 'hex')).integer(decisions).integer(coarse).integer(fine);
  },
  read: (reader) => ({
    kind: 'link-samples-kept',
    history: Buffer.from(reader.raw(8)).toString('hex'),
    decisions: reader.integer(),
    coarse: reader.integer(),
    fine: reader.integer(),
  }),
};
