// The notices that the licences of the bundled packages ask for, taken from the packages themselves.
const fs = require('node:fs');
const path = require('node:path');

const isLicence = name => /^licen[cs]e(-\w+)?(\.\w+){0,2}$/i.test(name);

/** Compiled parts of packages, whose own licence does not travel with them. */
const compiledParts = {
  '@jsquash/jpeg/codec/dec/':
    'MozJPEG. This software is based in part on the work of the Independent JPEG Group.',
  'undici/lib/llhttp/': 'llhttp. MIT License. Copyright Fedor Indutny, 2018.',
};

/** The folder of the package that an input of the bundle comes from; undefined for a file of our own. */
function packageOf(input) {
  return /^.*\bnode_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
}

/** Licence texts beside the inputs and above them, up to the package's own. */
function licenceTexts(root, folder, inputs) {
  const folders = new Set([folder]);
  for (const input of inputs)
    for (let at = path.posix.dirname(input); at !== folder; at = path.posix.dirname(at)) folders.add(at);
  const texts = [...folders].flatMap(at =>
    fs
      .readdirSync(path.join(root, at))
      .filter(isLicence)
      .map(name => fs.readFileSync(path.join(root, at, name), 'utf8').trim()),
  );
  return [...new Set(texts)];
}

/** What the sources say of code they took over, in comments that a bundle drops. */
function credits(root, inputs) {
  const found = inputs.flatMap(input => {
    const source = fs.readFileSync(path.join(root, input), 'utf8');
    const comments = [...source.matchAll(/\/\*! (.*?) \*\/|^\s*\/\/ (Copyright .*)$/gm)];
    const compiled = Object.entries(compiledParts).filter(([part]) => input.includes(part));
    return [...comments.map(m => m[1] ?? m[2]), ...compiled.map(([, credit]) => credit)];
  });
  return [...new Set(found)];
}

function notice(root, folder, inputs) {
  const { name, version, license } = JSON.parse(
    fs.readFileSync(path.join(root, folder, 'package.json'), 'utf8'),
  );
  const texts = licenceTexts(root, folder, inputs);
  if (texts.length === 0) throw new Error(`${name} ships no licence text`);
  const also = credits(root, inputs);
  return [`${name} ${version} (${license})`, ...texts, ...(also.length > 0 ? ['It contains:', ...also] : [])];
}

/** The text for all inputs of a bundle, which are paths relative to `root`. */
function thirdPartyNotices(root, inputs) {
  const byPackage = new Map();
  for (const input of inputs) {
    const folder = packageOf(input);
    if (folder !== undefined) byPackage.set(folder, [...(byPackage.get(folder) ?? []), input]);
  }
  const line = '-'.repeat(80);
  const parts = [...byPackage]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([folder, files]) => notice(root, folder, files).join('\n\n'));
  return `${['This extension contains the following packages.', ...parts].join(`\n\n${line}\n\n`)}\n`;
}

module.exports = { thirdPartyNotices };
