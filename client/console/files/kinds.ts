/** What a file is by its first bytes; a name alone is believed of nothing. */
interface UploadKind {
  readonly extensions: readonly string[];
  readonly type: string;
  readonly fits: (bytes: Buffer) => boolean;
}

const starts =
  (...hex: readonly string[]) =>
  (bytes: Buffer): boolean =>
    hex.some((one) => bytes.subarray(0, one.length / 2).toString('hex') === one);

const OLE = 'd0cf11e0a1b11ae1';
const ZIP = '504b0304';

/** No bytes that no text has, and nothing that a browser would run. */
const isPlain = (bytes: Buffer): boolean =>
  !bytes.includes(0) && !/<\s*(script|html|svg|iframe|object|embed)/i.test(bytes.toString('latin1'));

const FILE_KINDS: readonly UploadKind[] = [
  { extensions: ['pdf'], type: 'application/pdf', fits: starts('25504446') },
  { extensions: ['png'], type: 'image/png', fits: starts('89504e470d0a1a0a') },
  { extensions: ['jpg', 'jpeg'], type: 'image/jpeg', fits: starts('ffd8ff') },
  {
    extensions: ['docx'],
    type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    fits: starts(ZIP),
  },
  {
    extensions: ['xlsx'],
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    fits: starts(ZIP),
  },
  { extensions: ['zip', 'ofd', 'pptx'], type: 'application/octet-stream', fits: starts(ZIP) },
  { extensions: ['doc', 'xls', 'ppt', 'wps', 'et'], type: 'application/octet-stream', fits: starts(OLE) },
  { extensions: ['txt', 'csv'], type: 'text/plain; charset=utf-8', fits: isPlain },
];

/** What comes after the last point of a name. */
export const extensionOf = (name: string): string => /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';

/** Every extension that may be sent. */
export const EXTENSIONS: readonly string[] = FILE_KINDS.flatMap(({ extensions }) => extensions);

/** Whether a file's content is of the kind that its name says; what begins as two kinds at once is neither. */
export function isAllowed(name: string, bytes: Buffer): boolean {
  const kind = FILE_KINDS.find(({ extensions }) => extensions.includes(extensionOf(name)));
  if (!kind?.fits(bytes)) return false;
  // A page for browsers behind the first bytes of a picture or document.
  return (
    extensionOf(name) === 'zip' || !/<\s*(script|html)\b/i.test(bytes.subarray(0, 2048).toString('latin1'))
  );
}

/** How a file is sent back: never as something that a browser shows. */
export const typeOf = (name: string): string =>
  FILE_KINDS.find(({ extensions }) => extensions.includes(extensionOf(name)))?.type ??
  'application/octet-stream';
