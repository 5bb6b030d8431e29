import qrcode from 'qrcode-generator';

/** Light modules around the code, as the standard asks. */
const MARGIN = 4;

/** Words as a QR code, drawn as one path. */
export const Qr = ({ words, title }: { words: string; title: string }) => {
  const code = qrcode(0, 'M');
  code.addData(words, 'Byte');
  code.make();
  const count = code.getModuleCount();
  const size = count + 2 * MARGIN;
  const dark: string[] = [];
  for (let y = 0; y < count; y += 1)
    for (let x = 0; x < count; x += 1)
      if (code.isDark(y, x)) dark.push(`M${x + MARGIN} ${y + MARGIN}h1v1h-1z`);
  return (
    <svg class="qr" role="img" aria-label={title} viewBox={`0 0 ${size} ${size}`} width="200" height="200">
      <rect width={size} height={size} fill="#ffffff" />
      <path d={dark.join('')} fill="#000000" />
    </svg>
  );
};
