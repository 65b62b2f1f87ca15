/** The editor's ids of the languages whose documents are looked through for media files. */
export const referenceLanguages = [
  'markdown',
  'mdx',
  'html',
  'vue',
  'svelte',
  'astro',
  'javascriptreact',
  'typescriptreact',
  'css',
  'scss',
  'less',
] as const;

export type ReferenceLanguage = (typeof referenceLanguages)[number];

export function isReferenceLanguage(languageId: string): languageId is ReferenceLanguage {
  return referenceLanguages.some(known => known === languageId);
}
