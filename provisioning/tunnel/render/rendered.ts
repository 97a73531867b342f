/** The operating systems that configuration is written for. */
export const renderFormats = ['wg-quick', 'systemd-networkd', 'openwrt'] as const;
export type RenderFormat = (typeof renderFormats)[number];

export interface RenderedFile {
  readonly name: string;
  readonly text: string;
  /** The same without the private key; absent where there is none in it. */
  readonly withoutSecret?: string;
}

/** Configuration, and what a technician does with it. */
export interface Rendered {
  readonly files: readonly RenderedFile[];
  /** Shell commands as root, in order; `$OUT` is the folder of the files. */
  readonly install: readonly string[];
  /** Links whose tunnel leaves by whatever route the system has, though there are others. */
  readonly unsteered?: readonly string[];
}

/** What stands for a private key where it must not be shown. */
export const hiddenKey = '(private key: written with --out only)';
