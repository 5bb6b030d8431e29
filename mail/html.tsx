import { raw } from 'hono/html';
import type { JSX } from 'hono/jsx/jsx-runtime';
import { markup } from './markup';
import type { Block, MailModel } from './model';
import type { MailLine } from './rows';
import type { SheetMail } from './sheet';
import { styles as s } from './styles';

const RowView = ({ row }: { readonly row: MailLine }): JSX.Element => (
  <tr>
    <td style={s.lampCell}>
      <span style={`color:${row.lamp.colour};${s.lamp}`}>
        {row.lamp.shape} {row.lamp.word}
      </span>
    </td>
    <td style={s.itemCell}>
      <div style={s.itemTitle}>
        {row.title}
        {row.rung ? (
          <>
            {' '}
            <span style={s.rung}>{row.rung}</span>
          </>
        ) : null}
      </div>
      <div style={row.red ? s.redFacts : s.facts}>
        {row.facts.map((fact, i) => (
          <>
            {i > 0 ? ' · ' : ''}
            <span style={s.fact}>{fact}</span>
          </>
        ))}
      </div>
      {row.notes.map((note) => (
        <div style={s.note}>{note}</div>
      ))}
      {row.link ? (
        <div style={s.note}>
          <a href={row.link.url} style={s.rowLink}>
            {row.link.label}
          </a>
        </div>
      ) : null}
    </td>
  </tr>
);

const BlockView = ({ block }: { readonly block: Block }): JSX.Element => (
  <>
    <div style={block.alarming ? s.alarmingTitle : s.blockTitle}>
      {block.title} <span style={s.count}>{block.count}</span>
    </div>
    <table role="presentation" width="100%" cellpadding="0" cellspacing="0" style={s.rows}>
      {block.rows.map((row) => (
        <RowView row={row} />
      ))}
    </table>
    {block.more ? <div style={s.note}>{block.more}</div> : null}
  </>
);

const SheetView = ({ sheet }: { readonly sheet: SheetMail }): JSX.Element => (
  <table width="100%" cellpadding="0" cellspacing="0" style={s.sheet}>
    <tr>
      <th colspan={2} style={s.sheetTitle}>
        {sheet.title}
      </th>
    </tr>
    {sheet.fields.map(({ label, value }) => (
      <tr>
        <th align="left" style={s.sheetLabel}>
          {label}
        </th>
        <td style={s.sheetValue}>{value}</td>
      </tr>
    ))}
  </table>
);

const Figures = ({ figures }: Pick<MailModel, 'figures'>): JSX.Element => (
  <table role="presentation" cellpadding="0" cellspacing="0" style={s.figures}>
    <tr>
      {figures.map(({ label, value, colour }) => (
        <td style={s.figure}>
          <div style={`color:${colour};${s.figureValue}`}>{value}</div>
          <div style={s.figureLabel}>{label}</div>
        </td>
      ))}
    </tr>
  </table>
);

const Titled = ({ part }: { readonly part: MailModel['answers'] }): JSX.Element => (
  <>
    <div style={s.blockTitle}>{part.title}</div>
    {part.lines.map((line) => (
      <div style={s.line}>{line}</div>
    ))}
  </>
);

const MailHead = ({ model }: { readonly model: MailModel }): JSX.Element => (
  <>
    {model.banner ? <div style={s.banner}>{model.banner}</div> : null}
    <table role="presentation" width="100%" cellpadding="0" cellspacing="0" style={s.head}>
      <tr>
        <td style={s.heading}>{model.heading}</td>
        <td align="right" style={s.date}>
          {model.date}
        </td>
      </tr>
    </table>
    <div style={s.greeting}>{model.greeting}</div>
    {model.intro.map((sentence) => (
      <div style={s.intro}>{sentence}</div>
    ))}
    {model.figures.length > 0 ? <Figures figures={model.figures} /> : null}
    {model.findings.map((finding) => (
      <div style={s.finding}>！{finding}</div>
    ))}
  </>
);

const Message = ({ message }: { readonly message: NonNullable<MailModel['message']> }): JSX.Element => (
  <div style={s.message}>
    <div style={s.messageTitle}>{message.title}</div>
    {message.paragraphs.map((paragraph) => (
      <div style={s.line}>{paragraph}</div>
    ))}
  </div>
);

const Foot = ({ model }: { readonly model: MailModel }): JSX.Element => (
  <>
    {model.link ? (
      <div style={s.line}>
        <a href={model.link.url} style={s.link}>
          {model.link.label}
        </a>
      </div>
    ) : null}
    {model.answers.lines.length > 0 ? <Titled part={model.answers} /> : null}
    <div style={s.sign}>{model.sign}</div>
    {model.receipt ? <SheetView sheet={model.receipt} /> : null}
    <div style={s.foot}>
      {model.footer.map((sentence) => (
        <div>{sentence}</div>
      ))}
      <div style={s.checkpoint}>{model.checkpoint}</div>
    </div>
  </>
);

/** A sheet is printed: one margin, nothing grey around it, no row broken in two. */
const PRINT =
  '@page{size:A4;margin:16mm 18mm}@media print{body,body>table{background:#fff!important;padding:0!important}tr{break-inside:avoid}}';

const MailPage = ({ model }: { readonly model: MailModel }): JSX.Element => (
  <html lang="zh-CN">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{model.subject}</title>
      {model.form === 'sheet' ? <style>{raw(PRINT)}</style> : null}
    </head>
    <body style={s.body}>
      <table role="presentation" width="100%" cellpadding="0" cellspacing="0" style={s.ground}>
        <tr>
          <td align="center">
            <table role="presentation" width="680" cellpadding="0" cellspacing="0" style={s.card}>
              <tr>
                <td style={s.inner}>
                  <MailHead model={model} />
                  {model.message ? <Message message={model.message} /> : null}
                  {model.tasks ? <Titled part={model.tasks} /> : null}
                  {model.since ? <Titled part={model.since} /> : null}
                  {model.blocks.map((block) => (
                    <BlockView block={block} />
                  ))}
                  {model.sheets.map((sheet) => (
                    <SheetView sheet={sheet} />
                  ))}
                  <Foot model={model} />
                </td>
              </tr>
            </table>
          </td>
        </tr>
      </table>
    </body>
  </html>
);

/** The HTML of a mail: tables and inline styles only, every text escaped, nothing loaded from anywhere. */
export const htmlOf = (model: MailModel): string => `<!DOCTYPE html>${markup(<MailPage model={model} />)}`;
