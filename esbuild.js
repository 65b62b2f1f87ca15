// Bundles the extension. A dynamic import of a file becomes a bundle of its own, loaded when first used,
// so that start-up reads only what the first view needs. Such a room shares no state with the rest.
const esbuild = require('esbuild');
const path = require('node:path');
const fs = require('node:fs');
const { thirdPartyNotices } = require('./test/rig/thirdPartyNotices.cjs');

const root = __dirname;
const isProduction = process.argv.includes('--production');
const isWatch = process.argv.includes('--watch');
/** `--outdir=` builds elsewhere, for a look at the bundles. */
const otherOutdir = process.argv.find(arg => arg.startsWith('--outdir='))?.slice('--outdir='.length);
const outdir = path.resolve(root, otherOutdir ?? 'dist');

/** Dynamic imports found on the way; each is bundled once, under its base name. */
const lazyRooms = new Map();

const lazyRoomsPlugin = {
  name: 'lazy-rooms',
  setup(build) {
    build.onResolve({ filter: /^\./ }, args => {
      if (args.kind !== 'dynamic-import') return undefined;
      const file = path.resolve(args.resolveDir, args.path);
      const name = path.basename(file, path.extname(file));
      const known = lazyRooms.get(name);
      if (known !== undefined && known !== file) throw new Error(`two lazy rooms are named ${name}`);
      lazyRooms.set(name, file);
      return { path: `./${name}.js`, external: true };
    });
  },
};

/**
 * `import * as vscode` copies all names of the API, in each file anew: milliseconds at every start. A namespace that
 * is only read is as good as the module itself.
 */
const vscodePlugin = {
  name: 'vscode',
  setup(build) {
    build.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path: file }) => {
      const source = await fs.promises.readFile(file, 'utf8');
      const contents = source.replace(
        /^import \* as vscode from 'vscode';$/m,
        "const vscode = require('vscode');",
      );
      return { contents, loader: 'ts' };
    });
  },
};

/**
 * undici's index loads all it has: mocks, caches, fetch, WebSocket. Requests go over these three alone, which is two
 * thirds of the file and 40 ms of the first request. They are the very modules that the index exports.
 */
const undiciParts = {
  Agent: 'undici/lib/dispatcher/agent.js',
  Client: 'undici/lib/dispatcher/client.js',
  buildConnector: 'undici/lib/core/connect.js',
};

const undiciPlugin = {
  name: 'undici',
  setup(build) {
    build.onResolve({ filter: /^undici$/ }, () => ({ path: 'parts', namespace: 'undici' }));
    build.onLoad({ filter: /.*/, namespace: 'undici' }, () => ({
      contents: Object.entries(undiciParts)
        .map(([name, file]) => `exports.${name} = require('${file}');`)
        .join('\n'),
      resolveDir: root,
    }));
  },
};

/**
 * Each file that imports a module from outside requires it anew, and the extension host's patched `require` is slow.
 * The name is as long as the one it replaces: source maps stay right.
 */
const onceBanner = '"use strict";const askOnce=(known=>name=>known[name]??=require(name))({});';

function askOnce(text) {
  return text.replaceAll(/\brequire(\("(?:vscode|node:[\w/]+)"\))/g, 'askOnce$1');
}

async function buildBundle(options) {
  const result = await esbuild.build({ ...options, write: false });
  for (const { path: file, text, contents } of result.outputFiles) {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, file.endsWith('.js') ? askOnce(text) : contents);
  }
  return result;
}

const shared = {
  absWorkingDir: root,
  bundle: true,
  outdir,
  format: 'cjs',
  platform: 'node',
  target: 'node22',
  external: ['vscode'],
  minify: isProduction,
  sourcemap: isProduction ? false : 'linked',
  legalComments: 'none',
  // VS Code patches what is loaded through require: proxies reach the lazy rooms too.
  supported: { 'dynamic-import': false },
  metafile: true,
  logLevel: 'warning',
  banner: { js: onceBanner },
  plugins: [lazyRoomsPlugin, vscodePlugin, undiciPlugin],
};

/** The panel runs in a browser's frame and may need nothing from outside: no externals, so that a leak cannot ship. */
const panel = {
  absWorkingDir: root,
  entryPoints: [
    { in: 'media/studio/main.ts', out: 'studio' },
    { in: 'media/studio/studio.css', out: 'studio' },
  ],
  bundle: true,
  outdir,
  format: 'iife',
  platform: 'browser',
  target: 'chrome122',
  charset: 'utf8',
  minify: isProduction,
  sourcemap: isProduction ? false : 'linked',
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
};

/** The pictures' thread, with its codecs as files beside it. */
const pictures = {
  ...shared,
  entryPoints: {
    pictureWorker: 'src/host/pictures/pictureWorker.ts',
    mozjpeg_dec: 'node_modules/@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm',
    webp_dec: 'node_modules/@jsquash/webp/codec/dec/webp_dec.wasm',
  },
  loader: { '.wasm': 'copy' },
  // The codecs ask where they lie, and are handed their files instead.
  logOverride: { 'empty-import-meta': 'silent' },
};

async function buildHost() {
  const results = [
    await buildBundle({ ...shared, entryPoints: { extension: 'src/extension.ts' } }),
    await buildBundle(pictures),
  ];
  const built = new Set();
  for (
    let open = [...lazyRooms.keys()];
    open.length > 0;
    open = [...lazyRooms.keys()].filter(n => !built.has(n))
  ) {
    for (const name of open) {
      built.add(name);
      results.push(await buildBundle({ ...shared, entryPoints: { [name]: lazyRooms.get(name) } }));
    }
  }
  return results;
}

async function buildAll() {
  // A folder that somebody else named is not ours to empty.
  if (otherOutdir === undefined) fs.rmSync(outdir, { recursive: true, force: true });
  const results = [...(await buildHost()), await esbuild.build(panel)];
  const inputs = Object.assign({}, ...results.map(r => r.metafile.inputs));
  const outputs = Object.assign({}, ...results.map(r => r.metafile.outputs));
  fs.writeFileSync(path.join(outdir, 'meta.json'), JSON.stringify({ inputs, outputs }));
  if (isProduction) {
    const notices = thirdPartyNotices(root, Object.keys(inputs));
    fs.writeFileSync(path.join(outdir, 'THIRD-PARTY-NOTICES.txt'), notices);
  }
}

async function main() {
  await buildAll();
  if (!isWatch) return;
  let timer;
  for (const dir of ['src', 'media'])
    fs.watch(path.join(root, dir), { recursive: true }, () => {
      clearTimeout(timer);
      timer = setTimeout(() => buildAll().catch(e => console.error(e.message)), 100);
    });
}

// The panel's tests bundle it with these very options.
module.exports = { panel };

if (require.main === module)
  main().catch(error => {
    console.error(error);
    process.exit(1);
  });
