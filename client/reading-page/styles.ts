/** Each class has a colour and a line of its own, so that it can be read in black and white too. */
export const READING_CSS = `
.reading{color:#111;background:#fff;font:16px/1.9 'Songti SC',SimSun,'Noto Serif CJK SC',serif;max-width:1180px;margin:0 auto}
.reading-head{border-bottom:2px solid #111;padding:0 0 8px}
.reading-title{font:700 22px/1.4 'Songti SC',SimSun,'Noto Serif CJK SC',serif;max-width:1180px;margin:0 auto 4px}
.reading-head p{margin:0;color:#333}
.reading-counts{display:flex;flex-wrap:wrap;gap:4px 20px;list-style:none;margin:8px 0;padding:0}
.reading-counts b{font-size:20px}
.reading-counts .is-bad b{color:#a40000;text-decoration:underline}
.reading-legend{display:flex;flex-wrap:wrap;gap:4px 12px;list-style:none;margin:0 0 8px;padding:0;font-size:14px}
.reading-lines{width:100%;border-collapse:collapse;table-layout:fixed}
.reading-lines td{vertical-align:top;padding:2px 8px}
.reading-key{width:64px;text-align:right;font-weight:700;border-right:1px solid #999}
.reading-key small{display:block;font-weight:400;color:#555}
.reading-text{white-space:pre-wrap;overflow-wrap:anywhere}
.reading-notes{width:28%;font-size:14px;line-height:1.6;border-left:1px solid #999}
.reading-notes p{margin:0 0 4px}
.reading-notes code{font-size:12px;color:#333}
.reading-notes .is-bad{color:#a40000;font-weight:700}
.c-title{font-weight:700;background:#e8e8e8}.c-number,.c-date{background:#e8e8e8;border-bottom:1px dotted #111}
.c-heading{background:none;font-weight:700;border-bottom:2px solid #111}
.c-item{background:#e3f3e1;border-bottom:1px solid #1b6e1b}
.c-units{background:#d9e9ff;border-bottom:3px double #0a3d91}
.c-deadline{background:#ffe9bf;border-bottom:2px dashed #8a4b00}
.c-preamble,.c-ending{background:none;color:#333}.c-noise{background:none;color:#555;text-decoration:line-through}
.c-finding{background:#ffd6d6;border-bottom:2px solid #a40000}
.is-doubtful{outline:1px solid #a40000;outline-offset:-1px}
@media(forced-colors:active){.reading mark{forced-color-adjust:none;color:#111}}
@media print{@page{size:A4;margin:14mm}.reading{font-size:10.5pt;max-width:none}.reading mark{-webkit-print-color-adjust:exact;print-color-adjust:exact}
.reading-lines tr{break-inside:avoid}.reading-notes{width:32%}.reading-key{width:12%}}
`;
