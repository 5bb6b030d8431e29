import { markup } from '../../mail/markup';
import { READING_CSS } from './styles';
import { ReadingView, type ReadingViewProps } from './view';

/** One file that needs no network and no script: the notice beside its reading, ready to print. */
export function readingPage(props: ReadingViewProps): string {
  const body = markup(
    <html lang={props.lang === 'zh' ? 'zh-CN' : 'en'}>
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{props.reading.title}</title>
        <style dangerouslySetInnerHTML={{ __html: READING_CSS }} />
      </head>
      <body>
        <h1 class="reading-title">
          {props.reading.title || (props.lang === 'zh' ? '（没有标题）' : '(no title)')}
        </h1>
        <ReadingView {...props} />
      </body>
    </html>,
  );
  return `<!DOCTYPE html>\n${body}\n`;
}
