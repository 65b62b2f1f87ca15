/** The fewest of these files' folders that hold all of the files, sorted. URIs as text, compared as they are spelled. */
export function outermostFolders(files: Iterable<string>): readonly string[] {
  const folders = new Set<string>();
  for (const file of files) folders.add(file.slice(0, file.lastIndexOf('/') + 1));
  const kept: string[] = [];
  // With its slash a folder stands right before all that lies in it.
  for (const folder of [...folders].sort()) if (!folder.startsWith(kept.at(-1) ?? '\0')) kept.push(folder);
  return kept.map(folder => folder.slice(0, -1)).filter(folder => folder !== '');
}
