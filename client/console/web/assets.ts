import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sha256 } from '../../../domain/journal/canonical';
import { READING_CSS } from '../../reading-page/view';
import { get, type Route } from './route';

/** The folder with style sheet and script, beside the sources or above the compiled files. */
function assetsFolder(from = __dirname): string {
  const folder = join(from, 'client', 'console', 'assets');
  return existsSync(join(folder, 'style.css')) || dirname(from) === from
    ? folder
    : assetsFolder(dirname(from));
}

interface Asset {
  readonly type: string;
  readonly body: string;
  readonly digest: string;
}

function readAsset(file: string, type: string, before = ''): Asset {
  const body = before + readFileSync(file, 'utf8');
  return { type, body, digest: sha256(body).slice(0, 12) };
}

const FOLDER = assetsFolder();

/** Everything a browser loads beside pages; nothing comes from another host. */
const ASSETS: Readonly<Record<string, Asset>> = {
  // The sheet of a notice beside its reading comes first: how pages print is decided by the console.
  'style.css': readAsset(join(FOLDER, 'style.css'), 'text/css; charset=utf-8', READING_CSS),
  'console.js': readAsset(join(FOLDER, 'console.js'), 'text/javascript; charset=utf-8'),
  'icon.svg': readAsset(join(FOLDER, 'icon.svg'), 'image/svg+xml'),
  'htmx.js': readAsset(
    join(dirname(require.resolve('htmx.org')), 'htmx.min.js'),
    'text/javascript; charset=utf-8',
  ),
};

/** The address of an asset; it changes with its content. */
export const assetPath = (name: string): string => `/assets/${ASSETS[name]?.digest ?? ''}/${name}`;

/** Assets, kept by browsers for ever under their digest. */
export const assetRoutes = (): readonly Route[] => [
  get('/assets/:digest/:name', 'anyone', (c) => {
    const asset = ASSETS[c.req.param('name') ?? ''];
    if (!asset) return c.notFound();
    return c.body(asset.body, 200, {
      'Content-Type': asset.type,
      'Cache-Control':
        asset.digest === c.req.param('digest') ? 'public, max-age=31536000, immutable' : 'no-store',
    });
  }),
];
