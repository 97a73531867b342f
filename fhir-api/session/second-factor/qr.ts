/** A QR code as a path of SVG over a square of so many modules each way, its quiet zone left out (ISO/IEC 18004). */
export interface Qr {
  readonly modules: number;
  readonly path: string;
}

/** The package is loaded when somebody takes a second factor: a site has little memory to spare. */
export async function qrOf(text: string): Promise<Qr> {
  const { default: qrcode } = await import('qrcode');
  const { size, data } = qrcode.create(text, { errorCorrectionLevel: 'M' }).modules;
  let path = '';
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      if (data[row * size + column] === 1) path += `M${column} ${row}h1v1h-1z`;
    }
  }
  return { modules: size, path };
}
