/** The look of the report: two sheets of A4, on the screen as on paper, and readable in grey. */
export const style = `
@page { size: A4; margin: 0; }
* { box-sizing: border-box; margin: 0; padding: 0; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
:root { --ink: #1e2326; --quiet: #545c5d; --line: #dcd9d1; --edge: #8a8f8c; --well: #f1efea; --over: #8f2f1d; }
html { background: #d9d7d1; }
body { font: 8.8pt/1.42 Inter, "Helvetica Neue", Arial, "Liberation Sans", sans-serif; color: var(--ink); }
.sheet { position: relative; display: flex; flex-direction: column; gap: 4.6mm; width: 210mm; height: 297mm; margin: 8mm auto; padding: 12mm 14mm 15mm; background: #fff; overflow: hidden; break-after: page; }
.sheet:last-of-type { break-after: auto; }
@media print { html { background: none; } .sheet { margin: 0; } }
h1 { font-size: 17pt; font-weight: 650; letter-spacing: -0.02em; line-height: 1.2; }
h2 { font-size: 9.6pt; font-weight: 650; margin-bottom: 1.4mm; }
h2 .small { margin-left: 1.5mm; font-weight: 400; }
h3 { font-size: 8.6pt; font-weight: 600; margin: 1.6mm 0 0.6mm; }
.quiet, .small { color: var(--quiet); }
.small { font-size: 7.6pt; }
.head { display: flex; justify-content: space-between; align-items: baseline; padding-bottom: 2.4mm; border-bottom: 0.5mm solid var(--ink); }
.head.second { padding-bottom: 1.4mm; border-bottom-width: 0.25mm; }
.simulated { padding: 1.2mm 3mm; border: 0.3mm solid var(--ink); font-weight: 600; }
.symptoms { padding: 3mm 4mm; border: 0.6mm solid var(--over); }
.two { display: grid; grid-template-columns: 1fr 1fr; gap: 8mm; }
.facts div { display: grid; grid-template-columns: 27mm 1fr; gap: 3mm; }
dt { color: var(--quiet); }
ul { list-style: none; }
.summary li { padding-left: 3.6mm; position: relative; }
.summary li::before { content: "–"; position: absolute; left: 0; color: var(--quiet); }
.figures { display: grid; grid-template-columns: repeat(3, 1fr); gap: 3mm 6mm; padding: 3.4mm 4mm; background: var(--well); border-radius: 1.6mm; }
.figures .value { font-size: 13pt; font-weight: 650; letter-spacing: -0.02em; line-height: 1.35; white-space: nowrap; color: var(--ink); }
.figures + .small { margin-top: 1.2mm; }
.keys { margin-top: 1mm; display: flex; flex-wrap: wrap; gap: 0.6mm 4mm; font-size: 7.4pt; color: var(--quiet); }
.keys li { display: flex; align-items: center; gap: 1.2mm; }
.keys svg { width: 3mm; height: 3mm; flex: none; }
svg { display: block; width: 100%; }
svg text { font-size: 2.5px; fill: var(--quiet); }
table, svg { font-variant-numeric: tabular-nums; }
table { width: 100%; border-collapse: collapse; font-size: 8pt; }
th { font-weight: 500; color: var(--quiet); vertical-align: bottom; }
th, td { padding: 0.7mm 2mm; text-align: right; border-bottom: 0.2mm solid var(--line); white-space: nowrap; }
thead th { white-space: normal; border-bottom-color: var(--edge); line-height: 1.2; }
:is(th, td):first-child { padding-left: 0; text-align: left; }
:is(th, td):last-child { padding-right: 0; }
.dense { font-size: 7.4pt; line-height: 1.3; }
.dense td { padding-top: 0.25mm; padding-bottom: 0.25mm; }
.sheet + .sheet { gap: 3.6mm; }
.listed { font-size: 7.8pt; line-height: 1.36; }
.listed div { display: grid; grid-template-columns: 13mm 1fr; gap: 2mm; }
.definitions { font-size: 7.6pt; line-height: 1.36; columns: 2; column-gap: 8mm; }
.definitions div { break-inside: avoid; margin-bottom: 0.5mm; }
.definitions dt, .definitions dd { display: inline; }
.definitions dt { color: var(--ink); font-weight: 600; }
.definitions dt::after { content: ": "; }
.grow { flex: 1; min-height: 0; overflow: hidden; }
p:has(> strong) { margin-top: 1mm; }
.safety p { margin: 0; }
.safety { padding: 2mm 3mm; border: 0.3mm solid var(--edge); border-radius: 1.2mm; font-size: 7.6pt; line-height: 1.36; }
.foot { position: absolute; left: 14mm; right: 14mm; bottom: 7mm; display: flex; justify-content: space-between; font-size: 7pt; color: var(--quiet); }
`
