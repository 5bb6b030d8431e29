/** Inline styles of the mails: mail programs drop style sheets. Colours have a contrast of 4.5 or more on white. */
const FONT = "font-family:'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;";
export const INK = '#1f2328';
const GREY = '#57606a';
const RED = '#b42318';
const LINE_COLOUR = '#d8dee4';

const title = `margin:22px 0 6px;font-size:16px;font-weight:bold;line-height:24px;`;

export const styles = {
  body: `margin:0;padding:0;background:#f3f4f6;${FONT}`,
  ground: 'background:#f3f4f6;padding:20px 0;',
  card: `max-width:680px;width:100%;background:#ffffff;border-top:4px solid ${RED};`,
  inner: `padding:24px 28px 20px;color:${INK};font-size:14px;line-height:22px;${FONT}`,
  banner: `margin:0 0 14px;padding:6px 12px;border:1px dashed ${RED};color:${RED};font-weight:bold;text-align:center;`,
  head: `border-bottom:1px solid ${LINE_COLOUR};`,
  heading: `padding:0 0 10px;font-size:22px;line-height:30px;font-weight:bold;color:${RED};letter-spacing:2px;`,
  date: `padding:0 0 10px;font-size:13px;color:${GREY};white-space:nowrap;`,
  greeting: 'margin:16px 0 4px;font-size:16px;font-weight:bold;',
  intro: 'margin:2px 0;text-indent:2em;line-height:24px;',
  figures: 'margin:14px 0 4px;',
  figure: `padding:6px 22px 6px 0;`,
  figureValue: 'font-size:24px;line-height:28px;font-weight:bold;',
  figureLabel: `font-size:12px;line-height:18px;color:${GREY};white-space:nowrap;`,
  finding: `margin:8px 0;padding:8px 12px;background:#fff4e5;border-left:3px solid #b25e00;color:#7a3e00;`,
  message: `margin:16px 0;padding:12px 16px;background:#f6f8fa;border-left:3px solid ${RED};`,
  messageTitle: 'font-size:16px;font-weight:bold;line-height:26px;',
  blockTitle: `${title}color:${INK};`,
  alarmingTitle: `${title}color:${RED};`,
  count: `font-size:13px;font-weight:normal;color:${GREY};`,
  rows: `border-top:1px solid ${LINE_COLOUR};`,
  lampCell: `width:84px;padding:10px 8px 10px 0;border-bottom:1px solid ${LINE_COLOUR};vertical-align:top;`,
  lamp: 'font-weight:bold;white-space:nowrap;font-size:14px;line-height:22px;',
  itemCell: `padding:10px 0;border-bottom:1px solid ${LINE_COLOUR};vertical-align:top;`,
  itemTitle: 'font-size:15px;line-height:22px;font-weight:bold;',
  rung: `display:inline-block;margin:0 8px 0 0;padding:1px 8px;border:1px solid ${RED};color:${RED};font-size:12px;font-weight:normal;white-space:nowrap;`,
  fact: 'display:inline-block;',
  facts: `font-size:13px;line-height:20px;color:${GREY};`,
  redFacts: `font-size:13px;line-height:20px;color:${RED};`,
  note: `margin-top:4px;font-size:13px;line-height:21px;color:${INK};`,
  sheet: `margin:22px 0 4px;border:2px solid ${RED};border-collapse:collapse;page-break-inside:avoid;`,
  sheetTitle: `padding:10px;font-size:20px;letter-spacing:8px;color:${RED};text-align:center;border-bottom:2px solid ${RED};`,
  sheetLabel: `width:84px;padding:8px 12px;border:1px solid ${LINE_COLOUR};font-weight:normal;color:${GREY};vertical-align:top;white-space:nowrap;`,
  sheetValue: `padding:8px 12px;border:1px solid ${LINE_COLOUR};vertical-align:top;`,
  line: 'margin:4px 0;line-height:22px;',
  link: 'display:inline-block;margin:10px 0 4px;padding:8px 16px;background:#0b5394;color:#ffffff;font-weight:bold;text-decoration:none;',
  rowLink:
    'display:inline-block;padding:3px 14px;background:#0b5394;color:#ffffff;font-weight:bold;text-decoration:none;',
  sign: 'margin:18px 0 0;font-weight:bold;',
  foot: `margin:18px 0 0;padding:10px 0 0;border-top:1px solid ${LINE_COLOUR};font-size:12px;line-height:18px;color:${GREY};`,
  checkpoint: 'word-break:break-all;',
} as const;
