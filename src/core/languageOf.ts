/** What a document is written in, where the editor has nothing installed that would know. Pure. */

const byEnding: Readonly<Record<string, string>> = {
  md: 'markdown',
  markdown: 'markdown',
  html: 'html',
  htm: 'html',
  mdx: 'mdx',
  vue: 'vue',
  svelte: 'svelte',
  astro: 'astro',
  adoc: 'asciidoc',
  asciidoc: 'asciidoc',
  rst: 'restructuredtext',
  tex: 'latex',
};

/** The editor's id of the language; by the ending of `path` where the editor takes the document for plain text. */
export function languageOf(languageId: string, path: string): string {
  if (languageId !== 'plaintext') return languageId;
  const ending = /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase() ?? '';
  return (Object.hasOwn(byEnding, ending) ? byEnding[ending] : undefined) ?? languageId;
}

/** Endings of files in `languageId`, for patterns. */
export function endingsOf(languageId: string): readonly string[] {
  return Object.keys(byEnding).filter(ending => byEnding[ending] === languageId);
}
