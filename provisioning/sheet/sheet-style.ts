/** Black on white, A4; a cheap printer must do. */
export const sheetStyle = `
@page { size: A4; margin: 11mm 14mm; }
* { box-sizing: border-box; }
html { background: #e9e7e1; }
body { margin: 0; color: #1b2a2f; font: 8.6pt/1.3 system-ui, "Segoe UI", "DejaVu Sans", sans-serif;
  font-variant-numeric: tabular-nums; }
main { width: 210mm; min-height: 297mm; margin: 8mm auto; padding: 11mm 14mm; background: #fff; }
header { display: flex; justify-content: space-between; align-items: baseline; border-bottom: 0.8mm solid #0b6e4f;
  padding-bottom: 2.5mm; }
h1 { font-size: 17pt; line-height: 1.2; margin: 0; }
h1 small { font-weight: 400; font-size: 12pt; color: #44545a; }
.mark { font-weight: 700; letter-spacing: 0.04em; color: #0b6e4f; }
h2 { font-size: 10.5pt; margin: 0 0 1.4mm; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.6mm 5mm; margin: 3.5mm 0; }
dt { color: #44545a; }
dd { margin: 0; font-weight: 600; overflow-wrap: anywhere; }
.key { display: flex; gap: 8mm; align-items: center; border: 0.5mm solid #1b2a2f; border-radius: 1.5mm; padding: 1mm 3mm 2mm 6mm; }
.key div { flex: 1; min-width: 0; }
.key svg { flex: none; width: 34mm; height: 34mm; display: block; }
.key figure { margin: 0; flex: none; text-align: center; }
.key figcaption { font-size: 8pt; color: #44545a; line-height: 1.3; }
.label { color: #44545a; }
.code { font: 700 21pt/1.3 "DejaVu Sans Mono", "Liberation Mono", Consolas, monospace; white-space: nowrap; margin: 1.5mm 0; }
code { font: 8pt/1.35 "DejaVu Sans Mono", "Liberation Mono", Consolas, monospace; }
code span { display: inline-block; max-width: 100%; overflow-wrap: anywhere; }
.command { display: block; border-left: 0.8mm solid #0b6e4f; padding: 0.5mm 0 0.5mm 2mm; margin: 1mm 0; font-weight: 700; }
.columns { display: grid; grid-template-columns: 1fr 1fr; column-gap: 8mm; margin-top: 4.5mm; }
section { margin-bottom: 2.6mm; break-inside: avoid; }
ol, ul { margin: 0; padding-left: 5mm; }
li { margin-bottom: 0.8mm; }
.keep { border-top: 0.3mm solid #1b2a2f; padding-top: 2mm; display: grid; grid-template-columns: 1fr 1fr; column-gap: 9mm;
  font-weight: 600; }
.keep p { margin: 0; }
@media print { html { background: #fff; } main { width: auto; min-height: 0; margin: 0; padding: 0; } }
`;
