import qrcode from 'qrcode';

/** Modules of white around the code (ISO/IEC 18004 §9.1). */
const quietModules = 4;
/** Black and white of the 256 colours, that no theme changes: a reader wants dark on light. */
const colours = '\x1b[38;5;16m\x1b[48;5;231m';
const reset = '\x1b[0m';

/** A QR code for a terminal, two modules a character high. */
export function terminalQr(text: string): string {
  const { modules } = qrcode.create(text, { errorCorrectionLevel: 'L' });
  const { size } = modules;
  const isDark = (row: number, column: number) =>
    row >= 0 && column >= 0 && row < size && column < size && modules.get(row, column) !== 0;
  const places = Array.from({ length: size + 2 * quietModules }, (_, index) => index - quietModules);
  const lineOf = (row: number) =>
    places.map((column) => blockOf(isDark(row, column), isDark(row + 1, column))).join('');
  const rows = places.filter((_, index) => index % 2 === 0);
  return rows.map((row) => `${colours}${lineOf(row)}${reset}`).join('\n');
}

function blockOf(isTopDark: boolean, isBottomDark: boolean): string {
  if (isTopDark) return isBottomDark ? '█' : '▀';
  return isBottomDark ? '▄' : ' ';
}
